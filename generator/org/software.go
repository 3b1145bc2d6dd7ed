package org

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"socrates/generator/chance"
)

// Image is an executable on disk. The same version has the same hashes on every device.
type Image struct {
	File, Folder                  string // "outlook.exe", `C:\Program Files\...`; {user} stands for the profile's name
	Name                          string // the file's name as it is written on disk: "OUTLOOK.EXE"
	Company, Product, Description string
	Version, Original             string
	Size                          int64
	SHA1, SHA256, MD5             string
	Signed                        bool
	build                         int64 // of the Windows it belongs to; 0: of no Windows
	line                          *line // of releases; nil: always the same
	base                          int64 // size of release 0
}

// NewImage makes an image whose hashes follow from name, version and salt.
func NewImage(file, folder, company, product, description, version, salt string, size int64) *Image {
	im := &Image{File: file, Folder: folder, Company: company, Product: product, Description: description, Version: version,
		Name: file, Original: file, Size: size, Signed: company != ""}
	if n, ok := written[file]; ok {
		im.Name, im.Original = n, n
	}
	body := []byte(file + "|" + version + "|" + salt)
	h1, h2, h3 := sha1.Sum(body), sha256.Sum256(body), md5.Sum(body)
	im.SHA1, im.SHA256, im.MD5 = hex.EncodeToString(h1[:]), hex.EncodeToString(h2[:]), hex.EncodeToString(h3[:])
	return im
}

// written are the names of programs that are not written in lower case.
var written = func() map[string]string {
	names := map[string]string{}
	for _, n := range []string{"EXCEL.EXE", "WINWORD.EXE", "POWERPNT.EXE", "OUTLOOK.EXE", "RuntimeBroker.exe", "SearchProtocolHost.exe", "SearchFilterHost.exe", "SearchIndexer.exe", "SearchHost.exe", "StartMenuExperienceHost.exe",
		"SecurityHealthSystray.exe", "LogonUI.exe", "MsMpEng.exe", "MpCmdRun.exe", "MsSense.exe", "SenseCE.exe", "NisSrv.exe", "WmiPrvSE.exe", "TiWorker.exe", "TrustedInstaller.exe", "MoUsoCoreWorker.exe", "CompatTelRunner.exe", "WUDFHost.exe",
		"MicrosoftEdgeUpdate.exe", "OneDrive.exe", "OneDriveStandaloneUpdater.exe", "OfficeC2RClient.exe", "Acrobat.exe", "Zoom.exe", "Code.exe", "WindowsTerminal.exe", "QuickAssist.exe", "SnippingTool.exe", "CalculatorApp.exe", "7zG.exe", "UsoClient.exe",
		"PSEXESVC.exe", "PanGPS.exe", "PanGPA.exe", "AgentExecutor.exe", "Microsoft.Management.Services.IntuneWindowsAgent.exe", "MonitoringHost.exe", "VSSVC.exe", "DFSRs.exe", "WMIC.exe", "audiodg.exe", "SQLCMD.EXE", "SQLAGENT.EXE", "Spotify.exe",
		"bitsadmin.exe", "mshta.exe", "SDXHelper.exe", "backgroundTaskHost.exe", "saplogon.exe"} {
		names[strings.ToLower(n)] = n
	}
	return names
}()

// Path is the full path for a user's profile.
func (im *Image) Path(user string) string {
	sep := `\`
	if strings.HasPrefix(im.Folder, "/") {
		sep = "/"
	}
	return strings.ReplaceAll(im.Folder, "{user}", user) + sep + im.Name
}

const (
	windows = "Microsoft® Windows® Operating System"
	msft    = "Microsoft Corporation"
	sys32   = `C:\Windows\System32`
	office  = `C:\Program Files\Microsoft Office\root\Office16`
)

// The standard software: file, folder, company, product, description, versions.
var software = [][]string{
	{"smss.exe", sys32, msft, windows, "Windows Session Manager", "os"},
	{"wininit.exe", sys32, msft, windows, "Windows Start-Up Application", "os"},
	{"winlogon.exe", sys32, msft, windows, "Windows Logon Application", "os"},
	{"services.exe", sys32, msft, windows, "Services and Controller app", "os"},
	{"lsass.exe", sys32, msft, windows, "Local Security Authority Process", "os"},
	{"svchost.exe", sys32, msft, windows, "Host Process for Windows Services", "os"},
	{"userinit.exe", sys32, msft, windows, "Userinit Logon Application", "os"},
	{"explorer.exe", `C:\Windows`, msft, windows, "Windows Explorer", "os"},
	{"cmd.exe", sys32, msft, windows, "Windows Command Processor", "os"},
	{"conhost.exe", sys32, msft, windows, "Console Window Host", "os"},
	{"powershell.exe", sys32 + `\WindowsPowerShell\v1.0`, msft, windows, "Windows PowerShell", "os"},
	{"rundll32.exe", sys32, msft, windows, "Windows host process (Rundll32)", "os"},
	{"regsvr32.exe", sys32, msft, windows, "Microsoft(C) Register Server", "os"},
	{"mshta.exe", sys32, msft, "Internet Explorer", "Microsoft (R) HTML Application host", "os"},
	{"wscript.exe", sys32, msft, windows, "Microsoft ® Windows Based Script Host", "os"},
	{"certutil.exe", sys32, msft, windows, "CertUtil.exe", "os"},
	{"bitsadmin.exe", sys32, msft, windows, "BITS administration utility", "os"},
	{"schtasks.exe", sys32, msft, windows, "Task Scheduler Configuration Tool", "os"},
	{"reg.exe", sys32, msft, windows, "Registry Console Tool", "os"},
	{"sc.exe", sys32, msft, windows, "Service Control Manager Configuration Tool", "os"},
	{"net.exe", sys32, msft, windows, "Net Command", "os"},
	{"net1.exe", sys32, msft, windows, "Net Command", "os"},
	{"nltest.exe", sys32, msft, windows, "Microsoft® Logon Server Test Utility", "os"},
	{"whoami.exe", sys32, msft, windows, "whoami - displays logged on user information", "os"},
	{"ipconfig.exe", sys32, msft, windows, "IP Configuration Utility", "os"},
	{"systeminfo.exe", sys32, msft, windows, "Displays system information", "os"},
	{"quser.exe", sys32, msft, windows, "Query User Utility", "os"},
	{"ping.exe", sys32, msft, windows, "TCP/IP Ping Command", "os"},
	{"vssadmin.exe", sys32, msft, windows, "Command Line Interface for Microsoft® Volume Shadow Copy Service", "os"},
	{"wbadmin.exe", sys32, msft, windows, "Command Line Interface for Microsoft® BLB Backup", "os"},
	{"bcdedit.exe", sys32, msft, windows, "Boot Configuration Data Editor", "os"},
	{"wmic.exe", sys32 + `\wbem`, msft, windows, "WMI Commandline Utility", "os"},
	{"wmiprvse.exe", sys32 + `\wbem`, msft, windows, "WMI Provider Host", "os"},
	{"ntdsutil.exe", sys32, msft, windows, "NT5DS", "os"},
	{"robocopy.exe", sys32, msft, windows, "Microsoft Robocopy", "os"},
	{"mstsc.exe", sys32, msft, windows, "Remote Desktop Connection", "os"},
	{"mmc.exe", sys32, msft, windows, "Microsoft Management Console", "os"},
	{"taskhostw.exe", sys32, msft, windows, "Host Process for Windows Tasks", "os"},
	{"runtimebroker.exe", sys32, msft, windows, "Runtime Broker", "os"},
	{"searchprotocolhost.exe", sys32, msft, "Windows® Search", "Microsoft Windows Search Protocol Host", "os"},
	{"backgroundtaskhost.exe", sys32, msft, windows, "Background Task Host", "os"},
	{"tiworker.exe", `C:\Windows\WinSxS\amd64_microsoft-windows-servicingstack`, msft, windows, "Windows Modules Installer Worker", "os"},
	{"dllhost.exe", sys32, msft, windows, "COM Surrogate", "os"},
	{"notepad.exe", sys32, msft, windows, "Notepad", "os"},
	{"msmpeng.exe", `C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0`, msft, windows, "Antimalware Service Executable", "4.18.25050.5"},
	{"mpcmdrun.exe", `C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0`, msft, windows, "Microsoft Malware Protection Command Line Utility", "4.18.25050.5"},
	{"mssense.exe", `C:\Program Files\Windows Defender Advanced Threat Protection`, msft, windows, "Windows Defender Advanced Threat Protection Service Executable", "10.8798.26100.4349"},
	{"msedge.exe", `C:\Program Files (x86)\Microsoft\Edge\Application`, msft, "Microsoft Edge", "Microsoft Edge", "137.0.3296.83,137.0.3296.93"},
	{"microsoftedgeupdate.exe", `C:\Program Files (x86)\Microsoft\EdgeUpdate`, msft, "Microsoft Edge Update", "Microsoft Edge Update", "1.3.195.61"},
	{"chrome.exe", `C:\Program Files\Google\Chrome\Application`, "Google LLC", "Google Chrome", "Google Chrome", "137.0.7151.104,137.0.7151.120"},
	{"outlook.exe", office, msft, "Microsoft Outlook", "Microsoft Outlook", "16.0.18827.20140,16.0.18730.20186"},
	{"winword.exe", office, msft, "Microsoft Office", "Microsoft Word", "16.0.18827.20140,16.0.18730.20186"},
	{"excel.exe", office, msft, "Microsoft Office", "Microsoft Excel", "16.0.18827.20140,16.0.18730.20186"},
	{"powerpnt.exe", office, msft, "Microsoft Office", "Microsoft PowerPoint", "16.0.18827.20140,16.0.18730.20186"},
	{"ms-teams.exe", `C:\Program Files\WindowsApps\MSTeams_25153.1010.3727.5483_x64__8wekyb3d8bbwe`, msft, "Microsoft Teams", "Microsoft Teams", "25153.1010.3727.5483"},
	{"quickassist.exe", `C:\Program Files\WindowsApps\MicrosoftCorporationII.QuickAssist_2.0.35.0_x64__8wekyb3d8bbwe\Microsoft.RemoteAssistance.QuickAssist`, msft, "Quick Assist", "Quick Assist", "2.0.35.0"},
	{"onedrive.exe", `C:\Program Files\Microsoft OneDrive`, msft, "Microsoft OneDrive", "Microsoft OneDrive", "25.105.601.2"},
	{"acrobat.exe", `C:\Program Files\Adobe\Acrobat DC\Acrobat`, "Adobe Systems Incorporated", "Adobe Acrobat", "Adobe Acrobat", "25.1.20531.0"},
	{"zoom.exe", `C:\Users\{user}\AppData\Roaming\Zoom\bin`, "Zoom Communications, Inc.", "Zoom Workplace", "Zoom Workplace", "6.4.12.64384"},
	{"code.exe", `C:\Program Files\Microsoft VS Code`, msft, "Visual Studio Code", "Visual Studio Code", "1.101.1"},
	{"windowsterminal.exe", `C:\Program Files\WindowsApps\Microsoft.WindowsTerminal_1.22.11141.0_x64__8wekyb3d8bbwe`, msft, "Windows Terminal", "Windows Terminal Host", "1.22.2505.15001"},
	{"saplogon.exe", `C:\Program Files\SAP\FrontEnd\SAPGUI`, "SAP SE", "SAP Logon", "SAP Logon for Windows", "8000.1.10.0"},
	{"git.exe", `C:\Program Files\Git\cmd`, "The Git Development Community", "Git", "Git for Windows", "2.50.0.1"},
	{"7zg.exe", `C:\Program Files\7-Zip`, "Igor Pavlov", "7-Zip", "7-Zip GUI", "24.08,24.09"},
	{"w3wp.exe", sys32 + `\inetsrv`, msft, "Internet Information Services", "IIS Worker Process", "os"},
	{"sqlservr.exe", `C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\Binn`, msft, "Microsoft SQL Server", "SQL Server Windows NT - 64 Bit", "2022.160.4195.2"},
	{"psexesvc.exe", `C:\Windows`, "Sysinternals", "Sysinternals PsExec", "PsExec Service", "2.43"},
	{"ntoskrnl.exe", sys32, msft, windows, "NT Kernel & System", "os"},
	{"csrss.exe", sys32, msft, windows, "Client Server Runtime Process", "os"},
	{"fontdrvhost.exe", sys32, msft, windows, "Usermode Font Driver Host", "os"},
	{"dwm.exe", sys32, msft, windows, "Desktop Window Manager", "os"},
	{"logonui.exe", sys32, msft, windows, "Windows Logon User Interface Host", "os"},
	{"sihost.exe", sys32, msft, windows, "Shell Infrastructure Host", "os"},
	{"ctfmon.exe", sys32, msft, windows, "CTF Loader", "os"},
	{"spoolsv.exe", sys32, msft, windows, "Spooler SubSystem App", "os"},
	{"searchindexer.exe", sys32, msft, "Windows® Search", "Microsoft Windows Search Indexer", "os"},
	{"searchfilterhost.exe", sys32, msft, "Windows® Search", "Microsoft Windows Search Filter Host", "os"},
	{"searchhost.exe", `C:\Windows\SystemApps\MicrosoftWindows.Client.CBS_cw5n1h2txyewy`, msft, windows, "SearchHost", "os"},
	{"startmenuexperiencehost.exe", `C:\Windows\SystemApps\Microsoft.Windows.StartMenuExperienceHost_cw5n1h2txyewy`, msft, windows, "Windows Start Experience Host", "os"},
	{"securityhealthsystray.exe", sys32, msft, windows, "Windows Security notification icon", "os"},
	{"audiodg.exe", sys32, msft, windows, "Windows Audio Device Graph Isolation", "os"},
	{"smartscreen.exe", sys32, msft, windows, "Windows Defender SmartScreen", "os"},
	{"wudfhost.exe", sys32, msft, windows, "Windows Driver Foundation - User-mode Driver Framework Host Process", "os"},
	{"wermgr.exe", sys32, msft, windows, "Windows Problem Reporting", "os"},
	{"usoclient.exe", sys32, msft, windows, "UsoClient", "os"},
	{"mousocoreworker.exe", `C:\Windows\UUS\amd64`, msft, windows, "MoUSO Core Worker Process", "os"},
	{"trustedinstaller.exe", `C:\Windows\servicing`, msft, windows, "Windows Modules Installer", "os"},
	{"compattelrunner.exe", sys32, msft, windows, "Microsoft Compatibility Telemetry", "os"},
	{"gpupdate.exe", sys32, msft, windows, "Microsoft® Group Policy Update Utility", "os"},
	{"msiexec.exe", sys32, msft, "Windows Installer - Unicode", "Windows® installer", "os"},
	{"defrag.exe", sys32, msft, windows, "Disk Defragmenter Module", "os"},
	{"consent.exe", sys32, msft, windows, "Consent UI for administrative applications", "os"},
	{"cscript.exe", sys32, msft, windows, "Microsoft ® Console Based Script Host", "os"},
	{"hostname.exe", sys32, msft, windows, "Hostname APP", "os"},
	{"nslookup.exe", sys32, msft, windows, "nslookup", "os"},
	{"tasklist.exe", sys32, msft, windows, "Lists the current running tasks", "os"},
	{"netstat.exe", sys32, msft, windows, "TCP/IP Netstat Command", "os"},
	{"w32tm.exe", sys32, msft, windows, "Windows Time Service Diagnostic Tool", "os"},
	{"taskkill.exe", sys32, msft, windows, "Terminates Processes", "os"},
	{"icacls.exe", sys32, msft, windows, "icacls", "os"},
	{"wevtutil.exe", sys32, msft, windows, "Eventing Command Line Utility", "os"},
	{"rdpclip.exe", sys32, msft, windows, "RDP Clipboard Monitor", "os"},
	{"vssvc.exe", sys32, msft, windows, "Microsoft® Volume Shadow Copy Service", "os"},
	{"dfsrs.exe", sys32, msft, windows, "Distributed File System Replication", "os"},
	{"dns.exe", sys32, msft, windows, "Domain Name System (DNS) Server", "os"},
	{"wbengine.exe", sys32, msft, windows, "Microsoft® Block Level Backup Engine Service EXE", "os"},
	{"inetinfo.exe", sys32 + `\inetsrv`, msft, "Internet Information Services", "Internet Information Services", "os"},
	{"snippingtool.exe", `C:\Program Files\WindowsApps\Microsoft.ScreenSketch_11.2504.38.0_x64__8wekyb3d8bbwe\SnippingTool`, msft, "Snipping Tool", "Snipping Tool", "11.2504.38.0"},
	{"calculatorapp.exe", `C:\Program Files\WindowsApps\Microsoft.WindowsCalculator_11.2502.2.0_x64__8wekyb3d8bbwe`, msft, "Calculator", "Calculator", "11.2502.2.0"},
	{"msedgewebview2.exe", `C:\Program Files (x86)\Microsoft\EdgeWebView\Application\137.0.3296.83`, msft, "Microsoft Edge WebView2", "Microsoft Edge WebView2", "137.0.3296.83"},
	{"onedrivestandaloneupdater.exe", `C:\Program Files\Microsoft OneDrive`, msft, "Microsoft OneDrive", "Standalone Updater", "25.105.601.2"},
	{"officec2rclient.exe", `C:\Program Files\Common Files\microsoft shared\ClickToRun`, msft, "Microsoft Office", "Microsoft Office Click-to-Run Client", "16.0.18827.20140"},
	{"sdxhelper.exe", office, msft, "Microsoft Office", "Microsoft Office SDX Helper", "16.0.18827.20140"},
	{"updater.exe", `C:\Program Files (x86)\Google\GoogleUpdater\138.0.7194.0`, "Google LLC", "Google Updater", "Google Updater", "138.0.7194.0"},
	{"setup.exe", `C:\Program Files (x86)\Microsoft\EdgeUpdate\Install`, msft, "Microsoft Edge Installer", "Microsoft Edge Installer", "137.0.3296.83"},
	{"nissrv.exe", `C:\ProgramData\Microsoft\Windows Defender\Platform\4.18.25050.5-0`, msft, windows, "Microsoft Network Realtime Inspection Service", "4.18.25050.5"},
	{"sensece.exe", `C:\Program Files\Windows Defender Advanced Threat Protection\Classification`, msft, windows, "Windows Defender Advanced Threat Protection Sense CE module", "10.8798.26100.4349"},
	{"agentexecutor.exe", `C:\Program Files (x86)\Microsoft Intune Management Extension`, msft, "Microsoft Intune", "Microsoft Intune Management Extension Agent Executor", "1.91.103.0"},
	{"microsoft.management.services.intunewindowsagent.exe", `C:\Program Files (x86)\Microsoft Intune Management Extension`, msft, "Microsoft Intune", "Microsoft Intune Management Extension", "1.91.103.0"},
	{"pangps.exe", `C:\Program Files\Palo Alto Networks\GlobalProtect`, "Palo Alto Networks", "GlobalProtect", "GlobalProtect service", "6.2.8.223"},
	{"pangpa.exe", `C:\Program Files\Palo Alto Networks\GlobalProtect`, "Palo Alto Networks", "GlobalProtect", "GlobalProtect client", "6.2.8.223"},
	{"nessusd.exe", `C:\Program Files\Tenable\Nessus`, "Tenable, Inc.", "Nessus", "Nessus Daemon", "10.8.4"},
	{"nmap.exe", `C:\Program Files (x86)\Nmap`, "Insecure.Com LLC", "Nmap", "Nmap", "7.97"},
	{"monitoringhost.exe", `C:\Program Files\Microsoft Monitoring Agent\Agent`, msft, "Microsoft Monitoring Agent", "Microsoft Monitoring Agent Service Host Process", "10.20.18067.0"},
	{"amaextagent.exe", `C:\Program Files\Azure Monitor Agent\Agent`, msft, "Azure Monitor Agent", "Azure Monitor Agent extension host", "1.36.0.0"},
	{"miiserver.exe", `C:\Program Files\Microsoft Azure AD Sync\Bin`, msft, "Microsoft Entra Connect Sync", "Microsoft Entra Connect Sync service", "2.5.3.0"},
	{"sqlagent.exe", `C:\Program Files\Microsoft SQL Server\MSSQL16.MSSQLSERVER\MSSQL\Binn`, msft, "Microsoft SQL Server", "SQLAGENT - SQL Server Agent", "2022.160.4195.2"},
	{"sqlcmd.exe", `C:\Program Files\Microsoft SQL Server\Client SDK\ODBC\170\Tools\Binn`, msft, "Microsoft SQL Server", "Sqlcmd Utility", "2022.160.4195.2"},
	{"ticket.exe", `C:\Program Files\Service Desk`, "Ostrelle Systems", "Service Desk Client", "Service Desk Client", "9.1.3"},
	{"slack.exe", `C:\Users\{user}\AppData\Local\slack\app-4.44.63`, "Slack Technologies, LLC", "Slack", "Slack", "4.44.63"},
	{"spotify.exe", `C:\Users\{user}\AppData\Roaming\Spotify`, "Spotify AB", "Spotify", "Spotify", "1.2.65.255"},
	{"bcrypt.dll", sys32, msft, windows, "Windows Cryptographic Primitives Library", "os"},
	{"ncrypt.dll", sys32, msft, windows, "Windows NCrypt Router", "os"},
	{"wldp.dll", sys32, msft, windows, "Windows Lockdown Policy", "os"},
	{"amsi.dll", sys32, msft, windows, "Anti-Malware Scan Interface", "os"},
	{"winhttp.dll", sys32, msft, windows, "Windows HTTP Services", "os"},
	{"combase.dll", sys32, msft, windows, "Microsoft COM for Windows", "os"},
	{"taskschd.dll", sys32, msft, windows, "Task Scheduler COM API", "os"},
	{"dbghelp.dll", sys32, msft, windows, "Windows Image Helper", "os"},
	{"urlmon.dll", sys32, msft, windows, "OLE32 Extensions for Win32", "os"},
	{"cryptsp.dll", sys32, msft, windows, "Cryptographic Service Provider API", "os"},
	{"rsaenh.dll", sys32, msft, windows, "Microsoft Enhanced Cryptographic Provider", "os"},
	{"msxml6.dll", sys32, msft, windows, "MSXML 6.0", "os"},
	{"samlib.dll", sys32, msft, windows, "SAM Library DLL", "os"},
	{"netapi32.dll", sys32, msft, windows, "Net Win32 API DLL", "os"},
	{"wtsapi32.dll", sys32, msft, windows, "Windows Remote Desktop Session Host Server SDK APIs", "os"},
	{"dnsapi.dll", sys32, msft, windows, "DNS Client API DLL", "os"},
	{"comsvcs.dll", sys32, msft, windows, "COM+ Services", "os"},
	{"wbemcomn.dll", sys32 + `\wbem`, msft, windows, "WMI", "os"},
	{"wbemprox.dll", sys32 + `\wbem`, msft, windows, "WMI", "os"},
	{"mso.dll", `C:\Program Files\Common Files\Microsoft Shared\OFFICE16`, msft, "Microsoft Office", "Microsoft Office component", "16.0.18827.20140,16.0.18730.20186"},
	{"vbe7.dll", `C:\Program Files\Common Files\Microsoft Shared\VBA\VBA7.1`, msft, "Visual Basic Environment", "Visual Basic Design Time Environment", "7.1.1148.0"},
	{"run-parts", "/usr/bin", "", "", "", "5.7"}, {"dash", "/usr/bin", "", "", "", "0.5.11"}, {"sudo", "/usr/bin", "", "", "", "1.9.9"}, {"logrotate", "/usr/sbin", "", "", "", "3.19"},
	{"unattended-upgrade", "/usr/bin", "", "", "", "2.8"}, {"dpkg", "/usr/bin", "", "", "", "1.21"}, {"systemctl", "/usr/bin", "", "", "", "249"}, {"ps", "/usr/bin", "", "", "", "3.3.17"},
	{"df", "/usr/bin", "", "", "", "8.32"}, {"tail", "/usr/bin", "", "", "", "8.32"}, {"journalctl", "/usr/bin", "", "", "", "249"}, {"wdavdaemon", "/opt/microsoft/mdatp/sbin", "", "", "", "101.25042"},
	{"rsync", "/usr/bin", "", "", "", "3.2.7"}, {"pg_dump", "/usr/lib/postgresql/14/bin", "", "", "", "14.18"}, {"gzip", "/usr/bin", "", "", "", "1.10"}, {"find", "/usr/bin", "", "", "", "4.8.0"},
	{"ssh", "/usr/bin", "", "", "", "8.9p1"}, {"cat", "/usr/bin", "", "", "", "8.32"}, {"grep", "/usr/bin", "", "", "", "3.7"}, {"nproc", "/usr/bin", "", "", "", "8.32"},
	{"bash", "/usr/bin", "", "", "", "5.1"}, {"sshd", "/usr/sbin", "", "", "", "8.9p1"}, {"systemd", "/usr/lib/systemd", "", "", "", "249"},
	{"curl", "/usr/bin", "", "", "", "7.81"}, {"cron", "/usr/sbin", "", "", "", "3.0"}, {"apt-get", "/usr/bin", "", "", "", "2.4"},
	{"python3.10", "/usr/bin", "", "", "", "3.10"}, {"wget", "/usr/bin", "", "", "", "1.21"}, {"crontab", "/usr/bin", "", "", "", "3.0"},
	{"nginx", "/usr/sbin", "", "", "", "1.18"}, {"chmod", "/usr/bin", "", "", "", "8.32"}, {"id", "/usr/bin", "", "", "", "8.32"}, {"uname", "/usr/bin", "", "", "", "8.32"},
}

func (o *Org) buildImages() {
	o.images = map[string][]*Image{}
	for _, s := range software {
		versions := strings.Split(s[5], ",")
		if s[5] == "os" {
			versions = []string{"10.0.26100.4349", "10.0.22631.5472", "10.0.19045.5965", "10.0.20348.3807", "10.0.17763.7434"}
		}
		l := lineOf[s[0]]
		if l != nil {
			versions = versions[:1]
		}
		for _, v := range versions {
			r := chance.Stream(1, "image", s[0], v) // software is the same in every organisation
			size := int64(r.LogNormal(600_000, 1))
			im := NewImage(s[0], s[1], s[2], s[3], s[4], v, "", size)
			if s[5] == "os" {
				fmt.Sscanf(v, "10.0.%d", &im.build)
				l = editions[im.build]
			}
			im.line, im.base = l, size
			o.images[s[0]] = append(o.images[s[0]], im)
		}
	}
}

// Image is the executable of this name as installed on d. It panics on a name that the catalogue lacks.
func (o *Org) Image(d *Device, file string) *Image {
	list := o.images[file]
	if len(list) == 0 {
		panic(fmt.Sprintf("org: no software %q", file))
	}
	if list[0].build != 0 {
		for _, im := range list {
			if im.build == d.OS.Build {
				return im
			}
		}
	}
	return list[d.Hash%uint64(len(list))]
}

// OfWindows reports whether the image belongs to Windows itself.
func (im *Image) OfWindows() bool { return im.build != 0 }

// HasImage reports whether the catalogue knows the executable.
func (o *Org) HasImage(file string) bool { return len(o.images[file]) > 0 }
