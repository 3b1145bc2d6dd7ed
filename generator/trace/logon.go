package trace

import (
	"fmt"
	"strings"

	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var deviceLogon struct {
	T *emit.Table
	deviceCols
	initCols
	ActionType, LogonType, AccountDomain, AccountName, AccountSid, Protocol, FailureReason, IsLocalAdmin, LogonId, RemoteDeviceName, RemoteIP,
	RemoteIPType, RemotePort, AdditionalFields emit.Col
}

var identityLogon struct {
	T *emit.Table
	ActionType, Application, LogonType, Protocol, FailureReason, AccountName, AccountDomain, AccountUpn, AccountSid, AccountObjectId,
	AccountDisplayName, DeviceName, DeviceType, OSPlatform, IPAddress, DestinationDeviceName, DestinationIPAddress, DestinationPort,
	TargetDeviceName, Location, ISP, ReportId, AdditionalFields emit.Col
}

var security struct {
	T *emit.Table
	Account, AccountType, Activity, AuthenticationPackageName, Channel, CommandLine, Computer, EventID, EventSourceName, IpAddress, IpPort,
	LogonGuid, LogonProcessName, LogonType, LogonTypeName, NewProcessId, NewProcessName, ParentProcessName, ProcessId, Process, ProcessName,
	ServiceName, Status, SubStatus, SubjectAccount, SubjectDomainName, SubjectLogonId, SubjectUserName, SubjectUserSid, TargetAccount,
	TargetDomainName, TargetLogonId, TargetUserName, TargetUserSid, TokenElevationType, WorkstationName, Level, EventLevelName, SourceComputerId,
	ElevatedToken, FailureReason, ServiceAccount, EventData emit.Col
}

// Logon is a logon to a device, local or over the network.
type Logon struct {
	Account *org.Account
	Device  *org.Device // logged on to
	Type    string      // Interactive, Unlock, Network, RemoteInteractive, Batch, Service
	From    *org.Device // nil for a local logon
	FromIP  string
	Failure string // FailureReason; empty: success
	Proto   string // Kerberos, NTLM or Negotiate
	ID      int64  // LogonId
	By      *Proc  // the process that took the logon, such as lsass; may be nil
	Offline bool   // no domain controller could be reached: the password was checked against the cache
	Reason  int64  // SubStatus of event 4625; 0: wrong password
}

// Logon writes DeviceLogonEvents, on servers SecurityEvent 4624 or 4625, and at the domain controller
// IdentityLogonEvents.
func (e Env) Logon(at int64, l Logon) {
	c, a, d := &deviceLogon, l.Account, l.Device
	if l.ID == 0 {
		l.ID = e.R.Between(1<<20, 1<<31)
	}
	if d.Managed() {
		r := e.device(c.T, &c.deviceCols, d, at)
		r.Str(c.ActionType, map[bool]string{true: "LogonSuccess", false: "LogonFailed"}[l.Failure == ""])
		r.Str(c.LogonType, l.Type)
		r.Str(c.AccountDomain, strings.ToLower(e.O.NetBIOS))
		r.Str(c.AccountName, a.Sam)
		r.Str(c.AccountSid, a.SID)
		if d.Windows() {
			r.Str(c.Protocol, orElse(l.Proto, "Negotiate"))
		}
		r.Str(c.FailureReason, l.Failure)
		r.Bool(c.IsLocalAdmin, a.Privileged)
		r.Int(c.LogonId, l.ID)
		if l.From != nil {
			r.Str(c.RemoteDeviceName, l.From.Upper())
			r.Str(c.RemoteIP, l.FromIP)
			r.Str(c.RemoteIPType, ipType(l.FromIP))
			r.Int(c.RemotePort, e.R.Between(49200, 65500))
		} else if l.FromIP != "" {
			r.Str(c.RemoteIP, l.FromIP)
			r.Str(c.RemoteIPType, ipType(l.FromIP))
		}
		r.Str(c.AdditionalFields, map[bool]string{true: `{"IsLocalLogon":true}`, false: `{"IsLocalLogon":false}`}[l.From == nil])
		initiator(r, &c.initCols, l.By)
	}
	if d.Server() && d.Windows() {
		e.security4624(at, l)
		if l.Type == "RemoteInteractive" {
			e.entered(at, l)
		}
	}
	if d.Windows() && !l.Offline {
		e.domainLogon(at-e.R.Between(5*tick.Millisecond, 60*tick.Millisecond), l)
	}
}

// domainLogon is what the sensor on the domain controller sees.
func (e Env) domainLogon(at int64, l Logon) {
	dcs := e.O.Role("dc")
	dc := dcs[l.Account.Index%len(dcs)]
	source, ip := l.From, l.FromIP
	if source == nil {
		source = l.Device
	}
	if ip == "" {
		ip = source.IP
	}
	r := e.identityRow(at, l.Account, l.Failure)
	c := &identityLogon
	r.Str(c.Application, "Active Directory")
	r.Str(c.LogonType, map[string]string{"Network": "Resource access", "RemoteInteractive": "Remote desktop"}[l.Type])
	if l.Type == "Interactive" || l.Type == "Unlock" || l.Type == "Batch" || l.Type == "Service" {
		r.Str(c.LogonType, "Credentials validation")
	}
	r.Str(c.Protocol, map[bool]string{true: "Ntlm", false: "Kerberos"}[strings.EqualFold(l.Proto, "NTLM")])
	r.Str(c.DeviceName, source.FQDN)
	r.Str(c.OSPlatform, source.OS.Platform)
	r.Str(c.IPAddress, ip)
	r.Str(c.DestinationDeviceName, dc.FQDN)
	r.Str(c.DestinationIPAddress, dc.IP)
	r.Int(c.DestinationPort, 88)
	r.Str(c.TargetDeviceName, l.Device.FQDN)
	id := int64(4768)
	if l.Type == "Network" || l.Type == "RemoteInteractive" {
		id = 4769
	}
	if l.Failure != "" {
		id = 4771
	}
	if strings.EqualFold(l.Proto, "NTLM") {
		e.validated(at, dc, l, source)
		return
	}
	s := e.securityRow(at, dc, id)
	v := &security
	s.Str(v.TargetUserName, l.Account.Sam)
	s.Str(v.TargetDomainName, e.O.ADDomain)
	s.Str(v.TargetAccount, e.O.ADDomain+`\`+l.Account.Sam)
	s.Str(v.Account, e.O.ADDomain+`\`+l.Account.Sam)
	s.Str(v.AccountType, "User")
	s.Str(v.TargetUserSid, l.Account.SID)
	s.Str(v.IpAddress, "::ffff:"+ip)
	s.Str(v.IpPort, fmt.Sprint(e.R.Between(49200, 65500)))
	s.Str(v.ServiceName, map[bool]string{true: l.Device.MachineAccount(), false: "krbtgt"}[id == 4769])
	s.Str(v.Status, map[bool]string{true: "0x0", false: "0x18"}[l.Failure == ""])
}

// validated is event 4776: a domain controller checked the credentials of an NTLM logon.
func (e Env) validated(at int64, dc *org.Device, l Logon, source *org.Device) {
	state := "0x0"
	if l.Failure != "" {
		state = "0xc000006a"
	}
	e.Security(at, dc, 4776, "Account", e.O.NetBIOS+`\`+l.Account.Sam, "AccountType", "User", "TargetAccount", l.Account.Sam, "TargetUserName", l.Account.Sam, "WorkstationName", source.Upper(), "Status", state, "AuthenticationPackageName", "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0")
}

func (e Env) identityRow(at int64, a *org.Account, failure string) emit.Row {
	c := &identityLogon
	r := e.W.Row(c.T, at, e.R.Between(30*tick.Second, 240*tick.Second))
	r.Str(c.ActionType, map[bool]string{true: "LogonSuccess", false: "LogonFailed"}[failure == ""])
	r.Str(c.FailureReason, failure)
	r.Str(c.AccountName, a.Sam)
	r.Str(c.AccountDomain, e.O.ADDomain)
	r.Str(c.AccountUpn, strings.ToLower(a.UPN))
	r.Str(c.AccountSid, a.SID)
	r.Str(c.AccountObjectId, a.ObjectID)
	r.Str(c.AccountDisplayName, a.Display)
	r.Str(c.ReportId, e.R.GUID())
	return r
}

// cloudLogon is the same sign-in as Defender for Identity and Cloud Apps tell it.
func (e Env) cloudLogon(at int64, s SignIn) {
	failure := ""
	if s.Result != 0 {
		failure = "WrongPassword"
	}
	r := e.identityRow(at, s.Account, failure)
	c := &identityLogon
	r.Str(c.Application, "Microsoft 365")
	r.Str(c.LogonType, "Sign-in")
	r.Str(c.Protocol, "AzureAd")
	r.Str(c.IPAddress, s.IP)
	r.Str(c.Location, s.Place.Country)
	r.Str(c.ISP, s.Place.ISP)
	r.Str(c.OSPlatform, s.OS)
	r.Str(c.DeviceType, "Desktop")
	r.Str(c.AdditionalFields, fmt.Sprintf(`{"Category":"Logon","Application":%q}`, s.App.Name))
}

var activities = map[int64]string{
	4624: "4624 - An account was successfully logged on.", 4625: "4625 - An account failed to log on.", 4688: "4688 - A new process has been created.",
	4768: "4768 - A Kerberos authentication ticket (TGT) was requested.", 4769: "4769 - A Kerberos service ticket was requested.",
	4771: "4771 - Kerberos pre-authentication failed.", 4634: "4634 - An account was logged off.", 4672: "4672 - Special privileges assigned to new logon.",
	1102: "1102 - The audit log was cleared.", 4720: "4720 - A user account was created.", 4723: "4723 - An attempt was made to change an account's password.",
	4724: "4724 - An attempt was made to reset an account's password.", 4728: "4728 - A member was added to a security-enabled global group.", 4740: "4740 - A user account was locked out.",
	4767: "4767 - A user account was unlocked.", 4698: "4698 - A scheduled task was created.", 4776: "4776 - The domain controller attempted to validate the credentials for an account.",
	4662: "4662 - An operation was performed on an object.", 4648: "4648 - A logon was attempted using explicit credentials.", 5140: "5140 - A network share object was accessed.",
	4697: "4697 - A service was installed in the system.", 4738: "4738 - A user account was changed.",
}

func (e Env) securityRow(at int64, d *org.Device, id int64) emit.Row {
	c := &security
	r := e.W.Row(c.T, at, e.R.Between(20*tick.Second, 150*tick.Second))
	r.Int(c.EventID, id)
	r.Str(c.Activity, activities[id])
	r.Str(c.Channel, "Security")
	r.Str(c.Computer, d.FQDN)
	r.Str(c.EventSourceName, "Microsoft-Windows-Security-Auditing")
	r.Str(c.Level, "0")
	r.Str(c.EventLevelName, "LogAlways")
	r.Str(c.SourceComputerId, d.UUID)
	return r
}

var logonNumber = map[string]int64{"Interactive": 2, "CachedInteractive": 11, "NewCredentials": 9, "Network": 3, "Batch": 4, "Service": 5, "Unlock": 7, "RemoteInteractive": 10}

func (e Env) security4624(at int64, l Logon) {
	id := int64(4624)
	if l.Failure != "" {
		id = 4625
	}
	c, a := &security, l.Account
	r := e.securityRow(at+tick.Millisecond, l.Device, id)
	r.Str(c.Account, e.O.NetBIOS+`\`+a.Sam)
	r.Str(c.AccountType, "User")
	r.Str(c.TargetAccount, e.O.NetBIOS+`\`+a.Sam)
	r.Str(c.TargetUserName, a.Sam)
	r.Str(c.TargetDomainName, e.O.NetBIOS)
	r.Str(c.TargetUserSid, a.SID)
	r.Str(c.TargetLogonId, fmt.Sprintf("0x%x", l.ID))
	r.Int(c.LogonType, logonNumber[l.Type])
	r.Str(c.LogonTypeName, fmt.Sprintf("%d - %s", logonNumber[l.Type], l.Type))
	r.Str(c.LogonProcessName, map[bool]string{true: "NtLmSsp ", false: "Kerberos"}[l.Proto == "NTLM"])
	r.Str(c.AuthenticationPackageName, map[bool]string{true: "NTLM", false: "Kerberos"}[l.Proto == "NTLM"])
	r.Str(c.SubjectAccount, `-\-`)
	r.Str(c.SubjectUserSid, "S-1-0-0")
	r.Str(c.SubjectLogonId, "0x0")
	r.Str(c.IpAddress, orElse(l.FromIP, "-"))
	if l.From != nil {
		r.Str(c.WorkstationName, l.From.Upper())
	}
	r.Str(c.IpPort, map[bool]string{true: "0", false: fmt.Sprint(e.R.Between(49200, 65500))}[l.FromIP == ""])
	if l.Failure != "" {
		r.Str(c.Status, "0xc000006d")
		r.Str(c.SubStatus, fmt.Sprintf("0x%x", orZero(l.Reason, 0xc000006a)))
		r.Str(c.FailureReason, "%%2313")
		return
	}
	e.logonFollows(at, l)
}

// logonFollows are the special privileges of an administrator's logon, and the end of a logon over the network.
func (e Env) logonFollows(at int64, l Logon) {
	if l.Account.Privileged {
		e.Security(at+2*tick.Millisecond, l.Device, 4672, append(e.subject(l.Account, l.ID), "PrivilegeList", "SeSecurityPrivilege SeBackupPrivilege SeRestorePrivilege SeDebugPrivilege SeImpersonatePrivilege")...)
	}
	if l.Type == "Network" {
		full := e.O.NetBIOS + `\` + l.Account.Sam
		e.Security(at+e.R.Between(2*tick.Second, 900*tick.Second), l.Device, 4634, "Account", full, "AccountType", "User", "TargetAccount", full, "TargetUserName", l.Account.Sam, "TargetDomainName", e.O.NetBIOS, "TargetUserSid", l.Account.SID,
			"TargetLogonId", fmt.Sprintf("0x%x", l.ID), "LogonType", 3, "LogonTypeName", "3 - Network")
	}
}

func (e Env) security4688(p *Proc) {
	c := &security
	r := e.securityRow(p.Created, p.Device, 4688)
	acct := strings.ToUpper(p.User.Domain) + `\` + p.User.Name
	if p.User == System {
		acct = e.O.NetBIOS + `\` + p.Device.MachineAccount()
	}
	r.Str(c.Account, acct)
	r.Str(c.AccountType, map[bool]string{true: "Machine", false: "User"}[p.User == System])
	r.Str(c.SubjectAccount, acct)
	r.Str(c.SubjectUserName, acct[strings.Index(acct, `\`)+1:])
	r.Str(c.SubjectDomainName, e.O.NetBIOS)
	r.Str(c.SubjectUserSid, p.User.SID)
	r.Str(c.SubjectLogonId, fmt.Sprintf("0x%x", p.Logon))
	r.Str(c.CommandLine, p.Cmd)
	r.Str(c.NewProcessName, p.Path())
	r.Str(c.NewProcessId, fmt.Sprintf("0x%x", p.PID))
	r.Str(c.Process, p.Image.File)
	r.Str(c.TokenElevationType, "%%1936")
	if p.Parent != nil {
		r.Str(c.ParentProcessName, p.Parent.Path())
		r.Str(c.ProcessId, fmt.Sprintf("0x%x", p.Parent.PID))
	}
}

// Ticket is a Kerberos service ticket for a service account: event 4769 at the domain controller and IdentityLogonEvents.
func (e Env) Ticket(at int64, who, service *org.Account, ip, encryption string) {
	v, dc := &security, e.O.First("dc")
	s := e.securityRow(at, dc, 4769)
	s.Str(v.TargetUserName, who.Sam+"@"+strings.ToUpper(e.O.ADDomain))
	s.Str(v.TargetDomainName, strings.ToUpper(e.O.ADDomain))
	s.Str(v.TargetAccount, e.O.ADDomain+`\`+who.Sam)
	s.Str(v.Account, e.O.ADDomain+`\`+who.Sam)
	s.Str(v.AccountType, "User")
	s.Str(v.ServiceName, service.Sam)
	s.Str(v.IpAddress, "::ffff:"+ip)
	s.Str(v.Status, "0x0")
	s.Str(v.EventData, fmt.Sprintf(`<EventData><Data Name="TargetUserName">%s</Data><Data Name="ServiceName">%s</Data><Data Name="TicketOptions">0x40810000</Data><Data Name="TicketEncryptionType">%s</Data></EventData>`, who.Sam, service.Sam, encryption))
	r := e.identityRow(at, who, "")
	c := &identityLogon
	r.Str(c.Application, "Active Directory")
	r.Str(c.LogonType, "Resource access")
	r.Str(c.Protocol, "Kerberos")
	r.Str(c.IPAddress, ip)
	r.Str(c.DestinationDeviceName, dc.FQDN)
	r.Str(c.AdditionalFields, fmt.Sprintf(`{"Spns":%q,"EncryptionType":%q}`, strings.Join(service.SPNs, ","), map[string]string{"0x17": "Rc4Hmac"}[encryption]))
}

func init() {
	deviceLogon.T, identityLogon.T, security.T = emit.Open("DeviceLogonEvents"), emit.Open("IdentityLogonEvents"), emit.Open("SecurityEvent")
	emit.Bind(deviceLogon.T, &deviceLogon)
	emit.Bind(identityLogon.T, &identityLogon)
	emit.Bind(security.T, &security)
}

// Forged is what the sensor on the domain controller makes of a logon with a forged ticket: a resource is opened with Kerberos and
// RC4, by an account that asked for no ticket before.
func (e Env) Forged(at int64, who *org.Account, from *org.Device, ip string, to *org.Device) {
	r := e.identityRow(at, who, "")
	c := &identityLogon
	r.Str(c.Application, "Active Directory")
	r.Str(c.LogonType, "Resource access")
	r.Str(c.Protocol, "Kerberos")
	r.Str(c.DeviceName, from.FQDN)
	r.Str(c.IPAddress, ip)
	r.Str(c.DestinationDeviceName, to.FQDN)
	r.Str(c.DestinationIPAddress, to.IP)
	r.Int(c.DestinationPort, 445)
	r.Str(c.TargetDeviceName, to.FQDN)
	r.Str(c.AdditionalFields, `{"EncryptionType":"Rc4Hmac","TicketWithoutRequest":"True"}`)
}
