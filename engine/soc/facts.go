package soc

import (
	"context"
	"fmt"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// factsOf turns the named columns of a row into facts, leaving out what is empty.
func factsOf(row map[string]any, names ...string) []Fact {
	out := []Fact{}
	for _, n := range names {
		v := rule.Text(row[n])
		if ticks, ok := row[n].(int64); ok && (strings.HasPrefix(n, "First") || strings.HasPrefix(n, "Last")) {
			v = value.FormatDatetime(ticks)
		}
		if v != "" && v != "[]" && v != "null" {
			out = append(out, Fact{n, v})
		}
	}
	return out
}

func userFacts(ctx context.Context, e *Engine, u entity.Entity) ([]Fact, error) {
	row, err := e.user(ctx, u.IDs["AadUserId"])
	if err != nil {
		return nil, err
	}
	facts := factsOf(row, "AccountDisplayName", "AccountUpn", "AccountObjectId", "OnPremSid", "AccountName", "AccountDomain", "Type", "JobTitle", "Department", "Manager", "City", "Country", "AssignedRoles", "Tags")
	rows, err := e.query(ctx, fmt.Sprintf("SigninLogs\n| where UserId =~ %s\n| summarize SignIns = count(), FailedSignIns = countif(ResultType != \"0\"), Countries = strcat_array(array_sort_asc(make_set(Location)), \", \"), Addresses = dcount(IPAddress), LastSignIn = max(TimeGenerated)", quote(u.IDs["AadUserId"])))
	if err != nil || len(rows) == 0 {
		return facts, err
	}
	return append(facts, factsOf(rows[0], "SignIns", "FailedSignIns", "Countries", "Addresses", "LastSignIn")...), nil
}

func deviceFacts(ctx context.Context, e *Engine, d entity.Entity) ([]Fact, error) {
	row, err := e.device(ctx, d.IDs["MdatpDeviceId"])
	if err != nil {
		return nil, err
	}
	facts := factsOf(row, "DeviceName", "DeviceId", "OSPlatform", "OSVersionInfo", "DeviceType", "MachineGroup", "OnboardingStatus", "ExposureLevel", "AssetValue", "PublicIP", "LoggedOnUsers")
	return append(facts, Fact{"AutomationLevel", e.Level(rule.Text(row["MachineGroup"]))}), nil
}

func addressFacts(ctx context.Context, e *Engine, a entity.Entity) ([]Fact, error) {
	facts := []Fact{}
	known, err := e.knownBad(ctx, a)
	if err != nil {
		return nil, err
	}
	if known != "" {
		facts = append(facts, Fact{"Reputation", known})
	}
	rows, err := e.query(ctx, fmt.Sprintf("union (DeviceNetworkEvents\n| where RemoteIP =~ %[1]s | project Time = Timestamp, Device = DeviceName), (CommonSecurityLog\n| where DestinationIP =~ %[1]s or SourceIP =~ %[1]s | project Time = TimeGenerated, Device = \"\")\n| summarize FirstSeen = min(Time), LastSeen = max(Time), Rows = count(), Devices = dcountif(Device, isnotempty(Device))", quote(a.IDs["Address"])))
	if err != nil || len(rows) == 0 {
		return facts, err
	}
	return append(facts, factsOf(rows[0], "FirstSeen", "LastSeen", "Rows", "Devices")...), nil
}

func fileFacts(ctx context.Context, e *Engine, f entity.Entity) ([]Fact, error) {
	facts := factsOf(map[string]any{"FileName": f.IDs["Name"], "FolderPath": f.IDs["Directory"], "SHA256": f.IDs["Sha256"], "SHA1": f.IDs["Sha1"]}, "FileName", "FolderPath", "SHA256", "SHA1")
	rows, err := e.query(ctx, fmt.Sprintf("union isfuzzy=true DeviceFileEvents, DeviceProcessEvents\n| where SHA256 =~ %s\n| summarize Devices = dcount(DeviceId), FirstSeen = min(Timestamp), LastSeen = max(Timestamp)", quote(f.IDs["Sha256"])))
	if err != nil || len(rows) == 0 {
		return facts, err
	}
	facts = append(facts, factsOf(rows[0], "Devices", "FirstSeen", "LastSeen")...)
	if verdict := e.verdictEverywhere(f); verdict != "" {
		facts = append(facts, Fact{"Verdict", verdict})
	}
	return facts, nil
}

func mailboxFacts(ctx context.Context, e *Engine, m entity.Entity) ([]Fact, error) {
	rows, err := e.query(ctx, fmt.Sprintf("EmailEvents\n| where RecipientEmailAddress =~ %[1]s or SenderFromAddress =~ %[1]s\n| summarize Received = countif(RecipientEmailAddress =~ %[1]s), Sent = countif(SenderFromAddress =~ %[1]s), WithThreats = countif(isnotempty(ThreatTypes)), LastMail = max(Timestamp)", quote(m.IDs["MailboxPrimaryAddress"])))
	if err != nil || len(rows) == 0 {
		return []Fact{}, err
	}
	return factsOf(rows[0], "Received", "Sent", "WithThreats", "LastMail"), nil
}

func domainFacts(ctx context.Context, e *Engine, d entity.Entity) ([]Fact, error) {
	known, err := e.knownBad(ctx, d)
	if err != nil || known == "" {
		return []Fact{}, err
	}
	return []Fact{{"Reputation", known}}, nil
}

func findAddress(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	en, err := findIndicator(ctx, e, name)
	if err == nil && en.Type != entity.IP {
		err = refuse(Invalid, "write it like 203.0.113.9", "%q is no IP address", name)
	}
	return en, err
}

func findDomain(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	en, err := findIndicator(ctx, e, name)
	if err == nil && en.Type != entity.DNS {
		err = refuse(Invalid, "write it like files.evil.example", "%q is no domain", name)
	}
	return en, err
}

func findMailbox(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	u, err := findUser(ctx, e, name)
	if err != nil {
		return u, err
	}
	return entity.New(entity.Mailbox, "MailboxPrimaryAddress", u.UPN(), "AadId", u.IDs["AadUserId"]), nil
}
