package soc

import (
	"strings"
	"testing"

	"socrates/engine/kql/value"
	"socrates/engine/soc/profile"
)

func TestResponseTakesEffectLaterAndIsUndone(t *testing.T) {
	b := newBench()
	b.inventory()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 10)
	out := do(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1"})
	if len(e.Blocks()) != 0 {
		t.Error("isolation is in force at once; it needs a minute")
	}
	advance(t, e, 11)
	want := Block{Kind: "device", ID: "d1", Since: t0 + 11*value.Minute, By: out.ID, How: "isolate-device"}
	if got := e.Blocks(); len(got) != 1 || got[0] != want {
		t.Fatalf("blocks %+v, want %+v", got, want)
	}
	refused(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1"}, Conflict, "completed already")
	advance(t, e, 20)
	do(t, e, profile.Defender, "respond.release-device", Respond{Target: "d1"})
	want.Until = t0 + 20*value.Minute
	if got := e.Blocks(); got[0] != want {
		t.Errorf("after the release %+v, want %+v", got[0], want)
	}
	refused(t, e, profile.Defender, "respond.undo", OneResponse{ID: out.ID}, Conflict, "undone")
	do(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1"})
	do(t, e, profile.Defender, "respond.undo", OneResponse{ID: "r2"})
	advance(t, e, 30)
	if len(e.Blocks()) != 1 || e.Responses()[1].Status != Cancelled {
		t.Errorf("a response that was undone before it had begun: %+v, %+v", e.Blocks(), e.Responses()[1])
	}
}

func TestResponsesRefuse(t *testing.T) {
	b := newBench()
	b.inventory()
	e := newDesk(t, "2026-07", b)
	advance(t, e, 1)
	for _, c := range []struct {
		side   Portal
		kind   string
		target string
		code   Code
		word   string
	}{
		{profile.Azure, "isolate-device", "ws-1", WrongPortal, "Defender portal"},
		{profile.Defender, "isolate-device", "nobody", NotFound, "DeviceInfo"},
		{profile.Defender, "isolate-device", "", Invalid, "which device"},
		{profile.Defender, "isolate-device", "printer-9", NotAllowed, "contain-device"},
		{profile.Defender, "contain-device", "ws-1", NotAllowed, "isolate-device"},
		{profile.Defender, "disable-user", "eve", NotFound, "IdentityInfo"},
		{profile.Defender, "block-indicator", "not an indicator", Invalid, "SHA256"},
		{profile.Defender, "block-sender", "nonsense", Invalid, "evil.example"},
		{profile.Defender, "release-device", "ws-1", Conflict, "not under"},
	} {
		refused(t, e, c.side, "respond."+c.kind, Respond{Target: c.target}, c.code, c.word)
	}
	refused(t, e, profile.Defender, "respond.undo", OneResponse{ID: "R9"}, NotFound, "R9")
	refused(t, e, profile.Defender, "respond.isolate-device", Respond{Target: "ws-1", Incident: 9}, NotFound, "incident 9")
}

// Every kind of response and what the attack loses by it.
func TestWhatResponsesTakeAway(t *testing.T) {
	hash := strings.Repeat("ab", 32)
	for _, c := range []struct{ kind, target, block, id string }{
		{"isolate-device", "ws-1", "device", "d1"},
		{"contain-device", "printer-9", "device", "d9"},
		{"disable-user", "ada", "account", "u1"},
		{"revoke-sessions", "ada@contoso.example", "session", "u1"},
		{"reset-password", "u1", "session", "u1"},
		{"confirm-compromised", "ada", "session", "u1"},
		{"contain-user", "ada", "account", "u1"},
		{"soft-delete-mail", "m1", "mail", "m1"},
		{"hard-delete-mail", "m1", "mail", "m1"},
		{"disable-app", "Pipeline", "app", "a1"},
		{"disable-app", "Mail reader", "app", "a2"},
		{"block-sender", "mallory@evil.example", "sender", "mallory@evil.example"},
		{"block-sender", "Evil.Example", "sender-domain", "evil.example"},
		{"quarantine-file", hash, "file", hash},
		{"block-indicator", hash, "file", hash},
		{"block-indicator", "203.0.113.9", "address", "203.0.113.9"},
		{"block-indicator", "https://evil.example/x", "url", "https://evil.example/x"},
		{"block-indicator", "evil.example", "domain", "evil.example"},
	} {
		b := newBench()
		b.inventory()
		b.add("EmailEvents", 0, "NetworkMessageId", "m1", "Subject", "Invoice", "RecipientEmailAddress", "ada@contoso.example")
		b.add("AADServicePrincipalSignInLogs", 0, "AppId", "a1", "ServicePrincipalName", "pipeline")
		b.add("SigninLogs", 0, "AppId", "a2", "ServicePrincipalName", "mail reader")
		b.add("union isfuzzy=true DeviceFileEvents, DeviceProcessEvents", 0, "SHA256", hash, "FileName", "x.exe")
		e := newDesk(t, "2026-07", b)
		advance(t, e, 1)
		do(t, e, profile.Defender, "respond."+c.kind, Respond{Target: c.target})
		advance(t, e, 60)
		if got := e.Blocks(); len(got) == 0 || got[0].Kind != c.block || got[0].ID != c.id {
			t.Errorf("%s on %s takes %+v, want %s %s", c.kind, c.target, got, c.block, c.id)
		}
		if r, ok := remedies[c.kind]; ok && r.undo != "" {
			do(t, e, profile.Defender, "respond."+r.undo, Respond{Target: c.target})
			if got := e.Blocks(); got[0].Until != e.Now() {
				t.Errorf("%s does not undo %s: %+v", r.undo, c.kind, got)
			}
		}
	}
}

func TestResponsesLeaveRows(t *testing.T) {
	b := newBench()
	b.inventory()
	b.add("EmailEvents", 0, "NetworkMessageId", "m1", "Subject", "Invoice", "RecipientEmailAddress", "ada@contoso.example")
	e := newDesk(t, "2026-07", b)
	advance(t, e, 1)
	do(t, e, profile.Defender, "respond.disable-user", Respond{Target: "ada"})
	do(t, e, profile.Defender, "respond.enable-user", Respond{Target: "ada"})
	do(t, e, profile.Defender, "respond.soft-delete-mail", Respond{Target: "m1"})
	advance(t, e, 5)
	do(t, e, profile.Defender, "respond.restore-mail", Respond{Target: "m1"})
	var names []string
	for _, r := range b.written["AuditLogs"] {
		names = append(names, r["OperationName"].(string))
		if !strings.Contains(r["TargetResources"].(string), "ada@contoso.example") || r["Identity"] != "bob" {
			t.Errorf("AuditLogs does not say whom and by whom: %v", r)
		}
	}
	if strings.Join(names, ",") != "Disable account,Enable account" {
		t.Errorf("AuditLogs: %v", names)
	}
	mails := b.written["EmailPostDeliveryEvents"]
	if len(mails) != 2 || mails[0]["Action"] != "Soft deleted" || mails[1]["DeliveryLocation"] != "Inbox/folder" || mails[0]["RecipientEmailAddress"] != "ada@contoso.example" {
		t.Errorf("EmailPostDeliveryEvents: %v", mails)
	}
}

func TestAllowedAndEnforced(t *testing.T) {
	b := newBench()
	b.inventory()
	hash := strings.Repeat("cd", 32)
	b.add("DeviceEvents", 30, "DeviceId", "d1", "DeviceName", "ws-1", "AccountUpn", "ada@contoso.example", "SHA256", hash, "FileName", "tool.exe")
	e := newDesk(t, "2026-07", b)
	advance(t, e, 1)
	do(t, e, profile.Defender, "indicator.endpoint.add", Enforce{Value: hash, Action: "allow", Expires: t0 + 40*value.Minute})
	refused(t, e, profile.Defender, "indicator.endpoint.add", Enforce{Value: hash, Action: "block"}, Conflict, "already")
	refused(t, e, profile.Azure, "indicator.endpoint.add", Enforce{Value: hash, Action: "block"}, WrongPortal, "Defender")
	advance(t, e, 35)
	if a := e.Alerts(); len(a) != 1 || a[0].Hidden == "" || a[0].Incident != 0 || len(e.Incidents()) != 0 {
		t.Fatalf("an alert on an allowed file opens no incident: %+v", a)
	}
	if b.published["AlertInfo"] != 1 {
		t.Error("the alert is in the alert tables all the same")
	}
	advance(t, e, 41)
	if x := e.EnforcedList()[0]; x.Ended != t0+40*value.Minute {
		t.Errorf("it expires: %+v", x)
	}
	do(t, e, profile.Defender, "indicator.endpoint.add", Enforce{Value: hash, Action: "block"})
	advance(t, e, 60)
	if got := e.Blocks(); len(got) != 1 || got[0].Kind != "file" || got[0].ID != hash {
		t.Errorf("blocks %+v", got)
	}
	do(t, e, profile.Defender, "indicator.endpoint.remove", Unenforce{Value: hash})
	if e.Blocks()[0].Until == 0 {
		t.Error("what is off the list is not blocked any more")
	}
}
