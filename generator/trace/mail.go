package trace

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

var mail struct {
	T *emit.Table
	NetworkMessageId, InternetMessageId, SenderMailFromAddress, SenderFromAddress, SenderDisplayName, SenderObjectId, SenderMailFromDomain,
	SenderFromDomain, SenderIPv4, RecipientEmailAddress, RecipientObjectId, RecipientDomain, Subject, EmailClusterId, EmailDirection, DeliveryAction, DeliveryLocation,
	ThreatTypes, ThreatNames, DetectionMethods, ConfidenceLevel, BulkComplaintLevel, EmailAction, EmailActionPolicy, AuthenticationDetails, AttachmentCount, UrlCount,
	EmailLanguage, OrgLevelAction, UserLevelAction, ReportId, LatestDeliveryLocation, LatestDeliveryAction, EmailSize, IsFirstContact, To emit.Col
}

var mailURL struct {
	T                                                       *emit.Table
	NetworkMessageId, Url, UrlDomain, UrlLocation, ReportId emit.Col
}

var mailFile struct {
	T *emit.Table
	NetworkMessageId, SenderFromAddress, SenderDisplayName, SenderObjectId, RecipientEmailAddress, RecipientObjectId, FileName, FileType,
	FileExtension, SHA256, FileSize, ThreatTypes, ThreatNames, DetectionMethods, ReportId emit.Col
}

var click struct {
	T *emit.Table
	Url, ActionType, AccountUpn, Workload, NetworkMessageId, ThreatTypes, DetectionMethods, IPAddress, IsClickedThrough, UrlChain, ReportId,
	AppName emit.Col
}

// Message is one mail to one or several people.
type Message struct {
	ID, InternetID   string // filled by Send when empty
	From, FromName   string
	Sender           *org.Account // when it is one of ours
	MailFrom, IP     string
	Subject          string
	Threat, Method   string // ThreatTypes; DetectionMethods as JSON
	Action, Location string // DeliveryAction, DeliveryLocation; empty: Delivered, Inbox/folder
	SCL              string
	Bulk             int64
	Auth             string // AuthenticationDetails; empty: all pass
	FirstContact     bool
	Language         string
	URLs             []string
	Files            []*org.Image
	Size             int64
	Cluster          int64  // EmailClusterId; 0: from subject and sender
	Latest           string // LatestDeliveryLocation, when the mail was moved after delivery
	LatestAction     string

	to []string // all recipients
}

// Send writes EmailEvents, EmailUrlInfo and EmailAttachmentInfo, one row a recipient. A recipient is one of ours
// (account) or an outside address.
func (e Env) Send(at int64, m *Message, to []*org.Account, outside []string) {
	if m.ID == "" {
		m.ID = e.R.GUID()
	}
	if m.InternetID == "" {
		m.InternetID = fmt.Sprintf("<%s@%s>", e.R.Token(28), domainOf(m.From))
	}
	delay := e.R.Between(60*tick.Second, 300*tick.Second)
	m.to = append([]string(nil), outside...)
	for _, a := range to {
		m.to = append(m.to, a.UPN)
	}
	if m.Cluster == 0 {
		m.Cluster = int64(chance.Hash(3, bare(m.Subject), domainOf(m.From)) >> 32)
	}
	for i, a := range to {
		e.message(at+int64(i)*e.R.Between(0, 90*tick.Millisecond), delay, m, a.UPN, a.ObjectID)
	}
	for i, addr := range outside {
		e.message(at+int64(i)*e.R.Between(0, 90*tick.Millisecond), delay, m, addr, "")
	}
	for i, u := range m.URLs {
		r := e.W.Row(mailURL.T, at, delay)
		r.Str(mailURL.NetworkMessageId, m.ID)
		r.Str(mailURL.Url, u)
		r.Str(mailURL.UrlDomain, host(u))
		r.Str(mailURL.UrlLocation, "Body")
		r.Str(mailURL.ReportId, fmt.Sprintf("%s-url-%d", m.ID, i))
	}
}

// bare is a subject without the marks of replies and forwards: one thread, one bare subject.
func bare(subject string) string {
	for {
		head, rest, ok := strings.Cut(subject, ": ")
		if !ok || len(head) > 3 {
			return subject
		}
		subject = rest
	}
}

func domainOf(addr string) string {
	_, d, _ := strings.Cut(addr, "@")
	return d
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func (e Env) message(at, delay int64, m *Message, rcpt, object string) {
	c := &mail
	r := e.W.Row(c.T, at, delay)
	r.Str(c.NetworkMessageId, m.ID)
	r.Str(c.InternetMessageId, m.InternetID)
	r.Str(c.SenderFromAddress, m.From)
	r.Str(c.SenderMailFromAddress, orElse(m.MailFrom, m.From))
	r.Str(c.SenderFromDomain, domainOf(m.From))
	r.Str(c.SenderMailFromDomain, domainOf(orElse(m.MailFrom, m.From)))
	r.Str(c.SenderDisplayName, m.FromName)
	r.Str(c.SenderIPv4, m.IP)
	r.Str(c.RecipientEmailAddress, rcpt)
	r.Str(c.RecipientObjectId, object)
	r.Str(c.RecipientDomain, domainOf(rcpt))
	r.Str(c.To, list(m.to))
	r.Str(c.Subject, m.Subject)
	direction, scl := "Inbound", orElse(m.SCL, `{"Spam":"Not spam","Phish":"Normal"}`)
	if m.Sender != nil {
		r.Str(c.SenderObjectId, m.Sender.ObjectID)
		direction = "Intra-org"
		if object == "" {
			direction = "Outbound"
		}
	}
	r.Str(c.EmailDirection, direction)
	action, location := orElse(m.Action, "Delivered"), orElse(m.Location, "Inbox/folder")
	if direction == "Outbound" {
		location = "On-premises/External"
	}
	r.Str(c.DeliveryAction, action)
	r.Str(c.DeliveryLocation, location)
	r.Str(c.LatestDeliveryAction, orElse(m.LatestAction, action))
	r.Str(c.LatestDeliveryLocation, orElse(m.Latest, location))
	r.Str(c.ThreatTypes, m.Threat)
	r.Str(c.DetectionMethods, m.Method)
	r.Str(c.ConfidenceLevel, scl)
	r.Int(c.BulkComplaintLevel, m.Bulk)
	r.Str(c.EmailActionPolicy, policyOf(action, m.Threat))
	r.Str(c.EmailAction, map[bool]string{true: "No action taken", false: emailAction(action)}[action == "Delivered"])
	r.Str(c.AuthenticationDetails, orElse(m.Auth, `{"SPF":"pass","DKIM":"pass","DMARC":"pass","CompAuth":"pass"}`))
	r.Int(c.AttachmentCount, int64(len(m.Files)))
	r.Int(c.UrlCount, int64(len(m.URLs)))
	r.Str(c.EmailLanguage, orElse(m.Language, "en"))
	r.Int(c.EmailClusterId, m.Cluster)
	r.Str(c.ReportId, fmt.Sprintf("%s-%d-1", m.ID, uint64(chance.Hash(5, m.ID, rcpt))))
	r.Int(c.EmailSize, max(m.Size, 6000+int64(len(m.Subject))*131))
	r.Bool(c.IsFirstContact, m.FirstContact)
	for _, f := range m.Files {
		e.attachment(at, delay, m, rcpt, object, f)
	}
}

// policyOf is the policy that moved a message away.
func policyOf(delivery, threat string) string {
	switch {
	case delivery == "Delivered":
		return ""
	case threat == "Phish":
		return "Antispam phishing"
	case threat == "Malware":
		return "Antimalware"
	}
	return "Antispam"
}

func emailAction(delivery string) string {
	if delivery == "Blocked" {
		return "Send to quarantine"
	}
	return "Move message to junk mail folder"
}

func (e Env) attachment(at, delay int64, m *Message, rcpt, object string, f *org.Image) {
	c := &mailFile
	r := e.W.Row(c.T, at, delay)
	ext := f.File[strings.LastIndex(f.File, ".")+1:]
	r.Str(c.NetworkMessageId, m.ID)
	r.Str(c.SenderFromAddress, m.From)
	r.Str(c.SenderDisplayName, m.FromName)
	if m.Sender != nil {
		r.Str(c.SenderObjectId, m.Sender.ObjectID)
	}
	r.Str(c.RecipientEmailAddress, rcpt)
	r.Str(c.RecipientObjectId, object)
	r.Str(c.FileName, f.File)
	r.Str(c.FileType, ext)
	r.Str(c.FileExtension, ext)
	r.Str(c.SHA256, f.SHA256)
	r.Int(c.FileSize, f.Size)
	r.Str(c.ThreatTypes, m.Threat)
	r.Str(c.DetectionMethods, m.Method)
	r.Str(c.ReportId, m.ID+"-"+f.SHA256[:8]+"-"+fmt.Sprint(at%1_000_003))
}

// Click writes a UrlClickEvents row: a Safe Links verdict on a click.
func (e Env) Click(at int64, a *org.Account, messageID, url, ip, action, threat string) {
	c := &click
	r := e.W.Row(c.T, at, e.R.Between(90*tick.Second, 400*tick.Second))
	r.Str(c.Url, url)
	r.Str(c.ActionType, action)
	r.Str(c.AccountUpn, a.UPN)
	r.Str(c.Workload, "Email")
	r.Str(c.NetworkMessageId, messageID)
	r.Str(c.ThreatTypes, threat)
	if threat != "" {
		r.Str(c.DetectionMethods, `{"`+threat+`":["URL detonation reputation"]}`)
	}
	r.Str(c.IPAddress, ip)
	r.Bool(c.IsClickedThrough, action == "ClickAllowed")
	r.Str(c.UrlChain, `["`+url+`"]`)
	r.Str(c.AppName, "Outlook")
	r.Str(c.ReportId, e.R.GUID())
}

var postDelivery struct {
	T *emit.Table
	NetworkMessageId, InternetMessageId, Action, ActionType, ActionTrigger, ActionResult, RecipientEmailAddress, DeliveryLocation, ThreatTypes,
	DetectionMethods, ReportId, EmailDirection, SenderFromAddress emit.Col
}

// Moved is what happened to a message after its delivery.
type Moved struct {
	Kind    string // ActionType: Phish ZAP, Spam ZAP, Malware ZAP, Manual Remediation, …
	Trigger string // SpecialAction for ZAP, AdminAction, UserAction
	To      string // DeliveryLocation
	Threat  string
	Method  string // DetectionMethods as JSON
}

// PostDelivery writes an EmailPostDeliveryEvents row for a recipient of a message that Send wrote. The caller sets Latest and
// LatestAction of the message before it sends, so that both tables agree.
func (e Env) PostDelivery(at int64, m *Message, rcpt string, v Moved) {
	c := &postDelivery
	r := e.W.Row(c.T, at, e.R.Between(60*tick.Second, 300*tick.Second))
	r.Str(c.NetworkMessageId, m.ID)
	r.Str(c.InternetMessageId, m.InternetID)
	r.Str(c.Action, map[string]string{"Quarantine": "Moved to quarantine", "Junk folder": "Moved to junk folder", "Deleted folder": "Moved to deleted items folder"}[v.To])
	r.Str(c.ActionType, v.Kind)
	r.Str(c.ActionTrigger, orElse(v.Trigger, "SpecialAction"))
	r.Str(c.ActionResult, "Success")
	r.Str(c.RecipientEmailAddress, rcpt)
	r.Str(c.DeliveryLocation, v.To)
	r.Str(c.ThreatTypes, v.Threat)
	r.Str(c.DetectionMethods, v.Method)
	r.Str(c.EmailDirection, map[bool]string{true: "Inbound", false: "Intra-org"}[m.Sender == nil])
	r.Str(c.SenderFromAddress, m.From)
	r.Str(c.ReportId, fmt.Sprintf("%s-%d-2", m.ID, uint64(chance.Hash(6, m.ID, rcpt))))
}

func init() {
	mail.T, mailURL.T, mailFile.T, click.T = emit.Open("EmailEvents").Step(tick.Second), emit.Open("EmailUrlInfo").Step(tick.Second), emit.Open("EmailAttachmentInfo").Step(tick.Second), emit.Open("UrlClickEvents")
	emit.Bind(mail.T, &mail)
	emit.Bind(mailURL.T, &mailURL)
	emit.Bind(mailFile.T, &mailFile)
	emit.Bind(click.T, &click)
	postDelivery.T = emit.Open("EmailPostDeliveryEvents").Step(tick.Second)
	emit.Bind(postDelivery.T, &postDelivery)
}
