package soc

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// What a person types names a device, user, message or file; the inventory tables say which one is meant. A name
// that fits several is refused with the list.

// quote writes text as a KQL string.
func quote(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text) + `"`
}

// ask asks the products' tables as of now.
func (e *Engine) query(ctx context.Context, kql string) ([]map[string]any, error) {
	ans, err := e.world.Hunt(ctx, Query{KQL: kql, Scope: ProductScope, At: e.st.Now})
	if err != nil {
		return nil, err
	}
	out := make([]map[string]any, 0, len(ans.Rows))
	for _, row := range ans.Rows {
		out = append(out, rule.Record(ans.Columns, row))
	}
	return out, nil
}

// one demands that a name fits exactly one row.
func one(rows []map[string]any, what, name, column, hint string) (map[string]any, error) {
	switch {
	case len(rows) == 1:
		return rows[0], nil
	case len(rows) == 0:
		return nil, refuse(NotFound, hint, "no %s is called %q", what, name)
	}
	var names []string
	for _, r := range rows[:min(len(rows), 5)] {
		names = append(names, rule.Text(r[column]))
	}
	return nil, refuse(Invalid, "give one of "+strings.Join(names, ", "), "%q fits %d %ss", name, len(rows), what)
}

// device knows a device by its DeviceId, its name, or the part of it before the first dot.
func (e *Engine) device(ctx context.Context, name string) (map[string]any, error) {
	if strings.TrimSpace(name) == "" {
		return nil, refuse(Invalid, "give its name or DeviceId", "which device?")
	}
	rows, err := e.query(ctx, fmt.Sprintf(`DeviceInfo
| where DeviceId =~ %[1]s or DeviceName =~ %[1]s or DeviceName startswith %[2]s
| summarize arg_max(Timestamp, DeviceName, OnboardingStatus, MachineGroup, OSPlatform, OSVersionInfo, DeviceType, PublicIP, ExposureLevel, AssetValue, LoggedOnUsers) by DeviceId
| order by DeviceName asc`, quote(name), quote(name+".")))
	if err != nil {
		return nil, err
	}
	return one(rows, "device", name, "DeviceName", "DeviceInfo lists the devices there are")
}

func findDevice(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	d, err := e.device(ctx, name)
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.Host, "MdatpDeviceId", rule.Text(d["DeviceId"]), "HostName", rule.Text(d["DeviceName"])), nil
}

// user knows an account by its UPN, object id, SID, or name without the domain.
func (e *Engine) user(ctx context.Context, name string) (map[string]any, error) {
	if strings.TrimSpace(name) == "" {
		return nil, refuse(Invalid, "give a user principal name", "which user?")
	}
	rows, err := e.query(ctx, fmt.Sprintf(`IdentityInfo
| where AccountUpn =~ %[1]s or AccountObjectId =~ %[1]s or OnPremSid =~ %[1]s or AccountName =~ %[1]s or AccountUpn startswith %[2]s
| summarize arg_max(Timestamp, AccountUpn, AccountName, AccountDisplayName, AccountDomain, OnPremSid, Department, JobTitle, City, Country, AssignedRoles, Manager, Type, Tags) by AccountObjectId
| order by AccountUpn asc`, quote(name), quote(name+"@")))
	if err != nil {
		return nil, err
	}
	return one(rows, "user", name, "AccountUpn", "IdentityInfo lists the accounts there are")
}

func findUser(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	u, err := e.user(ctx, name)
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.Account, "UserPrincipalName", rule.Text(u["AccountUpn"]), "AadUserId", rule.Text(u["AccountObjectId"]),
		"Sid", rule.Text(u["OnPremSid"]), "Name", rule.Text(u["AccountName"])), nil
}

// findMail knows a message by its NetworkMessageId or InternetMessageId.
func findMail(ctx context.Context, e *Engine, id string) (entity.Entity, error) {
	if strings.TrimSpace(id) == "" {
		return entity.Entity{}, refuse(Invalid, "give a NetworkMessageId of EmailEvents", "which message?")
	}
	rows, err := e.query(ctx, fmt.Sprintf(`EmailEvents
| where NetworkMessageId =~ %[1]s or InternetMessageId =~ %[1]s
| summarize arg_min(Timestamp, Subject, SenderFromAddress, InternetMessageId, RecipientEmailAddress) by NetworkMessageId`, quote(id)))
	if err != nil {
		return entity.Entity{}, err
	}
	m, err := one(rows, "message", id, "NetworkMessageId", "EmailEvents holds the NetworkMessageId of every message")
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.MailMessage, "NetworkMessageId", rule.Text(m["NetworkMessageId"]), "Subject", rule.Text(m["Subject"]),
		"Sender", rule.Text(m["SenderFromAddress"]), "InternetMessageId", rule.Text(m["InternetMessageId"])), nil
}

var hashes = regexp.MustCompile(`^(?i)([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})$`)

// findFile knows a file by its SHA256 or SHA1, or by a name that only one file has.
func findFile(ctx context.Context, e *Engine, name string) (entity.Entity, error) {
	if strings.TrimSpace(name) == "" {
		return entity.Entity{}, refuse(Invalid, "give a SHA256, or a file name", "which file?")
	}
	rows, err := e.query(ctx, fmt.Sprintf(`union isfuzzy=true DeviceFileEvents, DeviceProcessEvents
| where SHA256 =~ %[1]s or SHA1 =~ %[1]s or FileName =~ %[1]s
| where isnotempty(SHA256)
| summarize arg_min(Timestamp, FileName, FolderPath, SHA1), Devices = dcount(DeviceId) by SHA256
| order by FileName asc, SHA256 asc`, quote(name)))
	if err != nil {
		return entity.Entity{}, err
	}
	f, err := one(rows, "file", name, "SHA256", "DeviceFileEvents and DeviceProcessEvents hold the files that the sensors saw")
	if err != nil {
		return entity.Entity{}, err
	}
	return entity.New(entity.File, "Name", rule.Text(f["FileName"]), "Directory", rule.Text(f["FolderPath"]), "Sha256", rule.Text(f["SHA256"]), "Sha1", rule.Text(f["SHA1"])), nil
}

// findSender takes an address or a domain as it is: mail may be blocked before any was seen.
func findSender(_ context.Context, _ *Engine, name string) (entity.Entity, error) {
	name = strings.ToLower(strings.TrimSpace(name))
	if _, domain, ok := strings.Cut(name, "@"); ok && domainName.MatchString(domain) {
		return entity.New(entity.Mailbox, "MailboxPrimaryAddress", name), nil
	}
	if domainName.MatchString(name) {
		return entity.New(entity.DNS, "DomainName", name), nil
	}
	return entity.Entity{}, refuse(Invalid, "write it like mallory@evil.example or evil.example", "%q is neither a mail address nor a domain", name)
}

var domainName = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$`)

// findIndicator tells by its form what an indicator is: a file hash, an address, a URL or a domain.
func findIndicator(_ context.Context, _ *Engine, text string) (entity.Entity, error) {
	text = strings.TrimSpace(text)
	low := strings.ToLower(text)
	if ip, err := netip.ParseAddr(text); err == nil {
		return entity.New(entity.IP, "Address", ip.String()), nil
	}
	switch {
	case hashes.MatchString(text):
		return entity.New(entity.FileHash, "Value", low, "Algorithm", map[int]string{64: "SHA256", 40: "SHA1", 32: "MD5"}[len(text)]), nil
	case strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://"):
		return entity.New(entity.URL, "Url", text), nil
	case domainName.MatchString(strings.TrimSuffix(low, ".")):
		return entity.New(entity.DNS, "DomainName", strings.TrimSuffix(low, ".")), nil
	}
	return entity.Entity{}, refuse(Invalid, "give a SHA256, SHA1 or MD5, an IP address, a URL, or a domain", "%q is no address, domain, URL or file hash", text)
}
