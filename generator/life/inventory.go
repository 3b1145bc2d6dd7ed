package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// inventory is the standard software; programs of a department come on top.
var inventory = []trace.Software{
	{Vendor: "microsoft", Name: "edge_chromium-based", Version: "137.0.3296.83"}, {Vendor: "microsoft", Name: "office", Version: "16.0.18827.20140"}, {Vendor: "google", Name: "chrome", Version: "137.0.7151.104", CVE: "CVE-2025-6554", Severity: "High", Fix: "138.0.7204.96"},
	{Vendor: "7-zip", Name: "7-zip", Version: "24.08", CVE: "CVE-2025-0411", Severity: "High", Fix: "24.09"}, {Vendor: "adobe", Name: "acrobat_dc", Version: "25.1.20531.0"}, {Vendor: "zoom", Name: "workplace", Version: "6.4.12.64384"}, {Vendor: "microsoft", Name: "teams", Version: "25153.1010.3727.5483"},
	{Vendor: "microsoft", Name: "onedrive", Version: "25.105.601.2"}, {Vendor: "microsoft", Name: ".net_framework", Version: "4.8.9032.0"}, {Vendor: "palo_alto_networks", Name: "globalprotect", Version: "6.2.8.223"}, {Vendor: "microsoft", Name: "intune_management_extension", Version: "1.91.103.0"},
	{Vendor: "notepad-plus-plus", Name: "notepad++", Version: "8.8.0.0", CVE: "CVE-2025-49144", Severity: "High", Fix: "8.8.2"}, {Vendor: "mozilla", Name: "firefox", Version: "139.0.4.0"}, {Vendor: "oracle", Name: "jre", Version: "8.0.4310.10", CVE: "CVE-2025-21587", Severity: "Medium", Fix: "8.0.4510.10"},
}

var serverInventory = []trace.Software{
	{Vendor: "microsoft", Name: "edge_chromium-based", Version: "137.0.3296.83"}, {Vendor: "microsoft", Name: ".net_framework", Version: "4.8.4614.0"}, {Vendor: "microsoft", Name: "azure_monitor_agent", Version: "1.36.0.0"}, {Vendor: "7-zip", Name: "7-zip", Version: "24.08", CVE: "CVE-2025-0411", Severity: "High", Fix: "24.09"},
}

var linuxInventory = []trace.Software{
	{Vendor: "openbsd", Name: "openssh", Version: "8.9p1"}, {Vendor: "openssl", Name: "openssl", Version: "3.0.2", CVE: "CVE-2024-6119", Severity: "High", Fix: "3.0.2-0ubuntu1.18"}, {Vendor: "haxx", Name: "curl", Version: "7.81.0", CVE: "CVE-2024-2398", Severity: "Medium", Fix: "7.81.0-1ubuntu1.16"},
	{Vendor: "nginx", Name: "nginx", Version: "1.18.0"}, {Vendor: "python", Name: "python3", Version: "3.10.12"}, {Vendor: "sudo_project", Name: "sudo", Version: "1.9.9", CVE: "CVE-2025-32463", Severity: "Critical", Fix: "1.9.9-1ubuntu2.5"}, {Vendor: "postgresql", Name: "postgresql", Version: "14.18"},
}

// inventoryOf is a device's software as the daily report of vulnerability management tells it: the same from day to day,
// but for what has been updated since.
func inventoryOf(e trace.Env, at int64, d *org.Device) {
	list := inventory
	switch {
	case !d.Windows():
		list = linuxInventory
	case d.Server():
		list = serverInventory
	}
	has := chance.Numbered(d.Hash, 8080)
	for i, s := range list {
		if i < 2 || has.Is(0.7) {
			at += e.R.Between(2*tick.Millisecond, 90*tick.Millisecond)
			e.Software(at, d, installed(e, at, d, s))
		}
	}
	os := trace.Software{Vendor: "microsoft", Name: "windows_11", Version: fmt.Sprintf("%s.%d.%s", d.OS.Version, d.OS.Build, d.Revision(at))}
	switch {
	case !d.Windows():
		os = trace.Software{Vendor: "canonical", Name: "linux", Version: "22.04"}
	case d.Server():
		os.Name = "windows_server"
	}
	if d.Behind(at) {
		os.CVE, os.Severity, os.Fix = "CVE-2025-33073", "High", "KB5060526"
	}
	e.Software(at+e.R.Between(2*tick.Millisecond, 90*tick.Millisecond), d, os)
}

// programOf is the executable that tells the version of a piece of software.
var programOf = map[string]string{"edge_chromium-based": "msedge.exe", "office": "outlook.exe", "chrome": "chrome.exe", "teams": "ms-teams.exe", "onedrive": "onedrive.exe", "acrobat_dc": "acrobat.exe", "workplace": "zoom.exe", "7-zip": "7zg.exe"}

// installed is a piece of software in the version that the device has at a moment. Programs that renew themselves come in waves; the
// others are as somebody once installed them. Who has the newest version has no weakness to report.
func installed(e trace.Env, at int64, d *org.Device, s trace.Software) trace.Software {
	file := programOf[s.Name]
	switch {
	case file != "":
		im := e.O.Image(d, file).At(d, at)
		s.Version = im.Version
		if newest := im.Newest(at); newest != im {
			s.Fix = newest.Version
		} else if s.Fix == s.Version || newest.Renewed() {
			s.CVE = ""
		}
	case s.CVE != "" && chance.Numbered(d.Hash^chance.Hash(0, s.Name), 8081).Is(0.4):
		s.Version, s.CVE = s.Fix, ""
	}
	return s
}
