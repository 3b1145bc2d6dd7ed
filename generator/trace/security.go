package trace

import (
	"fmt"
	"strings"

	"socrates/generator/org"
	"socrates/generator/tick"
)

// Security writes an entry of a Windows host's Security log; pairs are a column's name and its value.
func (e Env) Security(at int64, d *org.Device, id int64, pairs ...any) {
	fill(e.securityRow(at, d, id), security.T, pairs)
}

// subject are the columns that name who did it.
func (e Env) subject(a *org.Account, logon int64) []any {
	return []any{"Account", e.O.NetBIOS + `\` + a.Sam, "AccountType", "User", "SubjectAccount", e.O.NetBIOS + `\` + a.Sam, "SubjectUserName", a.Sam, "SubjectDomainName", e.O.NetBIOS, "SubjectUserSid", a.SID, "SubjectLogonId", fmt.Sprintf("0x%x", logon)}
}

// LogCleared is event 1102: the Security log was cleared.
func (e Env) LogCleared(at int64, d *org.Device, by *org.Account, logon int64) {
	e.Security(at, d, 1102, append(e.subject(by, logon), "EventSourceName", "Microsoft-Windows-Eventlog")...)
}

// Managed is a change of an account or group in the directory, as the Security log of a domain controller has it.
// id is 4720 (created), 4724 (password reset), 4723 (own password changed), 4728 (added to a group), 4740 (locked out), 4767 (unlocked).
func (e Env) Managed(at int64, id int64, by, target *org.Account, group string, logon int64) {
	name, sid := target.Sam, target.SID
	pairs := e.subject(by, logon)
	if group != "" {
		pairs = append(pairs, "MemberName", e.dn(target), "MemberSid", sid)
		name, sid = group, fmt.Sprintf("%s-%d", e.O.DomainSID, 1100+int64(hashOf(group))%900)
	}
	e.Security(at, e.O.First("dc"), id, append(pairs, "TargetUserName", name, "TargetDomainName", e.O.NetBIOS, "TargetAccount", e.O.NetBIOS+`\`+name, "TargetSid", sid)...)
}

// MachineLogon is a device's own account reading policy from a domain controller: a ticket, a logon, a logoff.
func (e Env) MachineLogon(at int64, d *org.Device, ip string) {
	dcs := e.O.Role("dc")
	dc := dcs[int(hashOf(ip))%len(dcs)]
	name, id := d.MachineAccount(), fmt.Sprintf("0x%x", e.R.Between(1<<20, 1<<31))
	full := e.O.NetBIOS + `\` + name
	e.Security(at, dc, 4769, "Account", e.O.ADDomain+`\`+name, "AccountType", "Machine", "TargetAccount", e.O.ADDomain+`\`+name, "TargetUserName", name+"@"+strings.ToUpper(e.O.ADDomain), "TargetDomainName", strings.ToUpper(e.O.ADDomain),
		"ServiceName", dc.MachineAccount(), "IpAddress", "::ffff:"+ip, "IpPort", fmt.Sprint(e.R.Between(49200, 65500)), "Status", "0x0",
		"EventData", fmt.Sprintf(`<EventData><Data Name="TargetUserName">%s</Data><Data Name="ServiceName">%s</Data><Data Name="TicketOptions">0x40810000</Data><Data Name="TicketEncryptionType">0x12</Data></EventData>`, name, dc.MachineAccount()))
	at += e.R.Between(2*tick.Millisecond, 30*tick.Millisecond)
	common := []any{"Account", full, "AccountType", "Machine", "TargetAccount", full, "TargetUserName", name, "TargetDomainName", e.O.NetBIOS, "TargetUserSid", d.SID, "TargetLogonId", id, "LogonType", 3, "LogonTypeName", "3 - Network"}
	e.Security(at, dc, 4624, append(common, "LogonProcessName", "Kerberos", "AuthenticationPackageName", "Kerberos", "SubjectAccount", `-\-`, "SubjectUserSid", "S-1-0-0", "SubjectLogonId", "0x0", "IpAddress", ip, "IpPort", fmt.Sprint(e.R.Between(49200, 65500)), "LogonGuid", e.R.GUID())...)
	e.Security(at+e.R.Between(8*tick.Second, 40*tick.Second), dc, 4634, common...)
}
