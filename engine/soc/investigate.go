package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// Investigation is an automated investigation: it gives every piece of evidence a verdict and proposes, or takes,
// what undoes the harm.
type Investigation struct {
	ID       string    `json:"id"`
	Incident int64     `json:"incident"`
	By       string    `json:"by"` // who or what started it
	Level    string    `json:"level"`
	Status   string    `json:"status"`
	Started  int64     `json:"started"` // datetime ticks
	Done     int64     `json:"done,omitempty"`
	Evidence []Finding `json:"evidence"`
}

// Finding is a piece of evidence with its verdict.
type Finding struct {
	Key      string      `json:"key"`
	Keys     []string    `json:"keys"` // by which other evidence is known to be the same
	Type     entity.Type `json:"type"`
	Name     string      `json:"name"`
	Verdict  string      `json:"verdict"`
	Why      string      `json:"why"`
	Response string      `json:"response,omitempty"` // what was proposed for it
}

// The verdicts on evidence.
const (
	Malicious  = "Malicious"
	Suspicious = "Suspicious"
	NoThreats  = "No threats found"
)

// The states of an investigation.
const (
	Running      = "Running"
	WaitsForHand = "Pending approval"
	Remediated   = "Remediated"
	PartlyDone   = "Partially remediated" // something was rejected
)

func init() {
	register("incident.investigate", "incident.investigate", "start the automated investigation of an incident",
		func(ctx context.Context, e *Engine, a Action, o OneIncident) (Outcome, error) {
			return e.investigate(ctx, a, o)
		})
}

// OneIncident is the data of acts that need no more than an incident, such as "incident.investigate".
type OneIncident struct {
	ID int64 `json:"id"`
}

// investigate starts the automated investigation. It runs on Defender's evidence only.
func (e *Engine) investigate(ctx context.Context, a Action, o OneIncident) (Outcome, error) {
	i, err := e.findToWork(o.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	if !slices.ContainsFunc(e.alertsOf(i), func(a *Alert) bool { return !a.Sentinel() }) {
		return Outcome{}, refuse(NotAllowed, "investigate by hunting, or answer with a playbook",
			"automated investigation cannot run on incident %d: all its alerts come from Microsoft Sentinel, and it needs alerts of a Defender product", i.ID)
	}
	if v := e.running(i); v != nil {
		return Outcome{}, refuse(Conflict, "new alerts join it", "investigation %s of incident %d is running", v.ID, i.ID)
	}
	if level, err := e.levelOf(ctx, i); err != nil {
		return Outcome{}, err
	} else if level == "none" {
		return Outcome{}, refuse(NotAllowed, "socrates device-group list shows the levels; device-group update GROUP --level semi-all changes one",
			"automated investigation does not run on incident %d: a device group of its devices has the automation level none", i.ID)
	}
	v := e.startInvestigation(i, a.Actor)
	return Outcome{Message: fmt.Sprintf("investigation %s of incident %d has started", v.ID, i.ID), Incident: i.ID, ID: v.ID,
		Notes: []string{"its verdicts come in " + spanText(e.profile.Automated.Takes.Ticks())}}, nil
}

func (e *Engine) running(i *Incident) *Investigation {
	for _, v := range e.investigationsOf(i) {
		if v.Status == Running {
			return v
		}
	}
	return nil
}

func (e *Engine) investigationsOf(i *Incident) []*Investigation {
	out := []*Investigation{}
	for _, v := range e.st.Investigations {
		if e.target(e.incident(v.Incident)) == i {
			out = append(out, v)
		}
	}
	return out
}

// Investigations lists all automated investigations, oldest first; treat as read-only.
func (e *Engine) Investigations() []*Investigation { return slices.Clone(e.st.Investigations) }

func (e *Engine) startInvestigation(i *Incident, by string) *Investigation {
	v := &Investigation{ID: fmt.Sprintf("I%d", len(e.st.Investigations)+1), Incident: i.ID, By: by, Status: Running, Started: e.st.Now, Evidence: []Finding{}}
	e.st.Investigations = append(e.st.Investigations, v)
	e.st.schedule(job{Due: e.st.Now + e.profile.Automated.Takes.Ticks(), Kind: "investigate", ID: v.ID})
	e.note(i, by, "", "investigation", "automated investigation "+v.ID+" started")
	return v
}

// considerInvestigation lets an endpoint alert of Medium or more start an investigation by itself.
func (e *Engine) considerInvestigation(ctx context.Context, i *Incident, a *Alert) error {
	if !e.profile.Automated.Automatic || a.Product != "endpoint" || rank(a.Severity) < rank("Medium") || e.running(i) != nil || !e.news(i, a) {
		return nil
	}
	level, err := e.levelOf(ctx, i)
	if err == nil && level != "none" {
		e.startInvestigation(i, "automated investigation")
	}
	return err
}

// news reports that an alert names evidence that no investigation of its incident has judged.
func (e *Engine) news(i *Incident, a *Alert) bool {
	judged := e.verdictsOf(i)
	return slices.ContainsFunc(a.Entities, func(en entity.Entity) bool { return remedyFor(en) != "" && judged[thingKey(en)] == "" })
}

// verdictsOf gathers the verdicts of an incident's investigations by entity.
func (e *Engine) verdictsOf(i *Incident) map[string]string {
	out := map[string]string{}
	for _, v := range e.investigationsOf(i) {
		for _, f := range v.Evidence {
			out[f.Key] = f.Verdict
		}
	}
	return out
}

// verdictEverywhere is what any investigation, or a block, said about a thing; "" when nothing did.
func (e *Engine) verdictEverywhere(en entity.Entity) string {
	if x := e.enforced(en); x != nil && x.Action == "block" {
		return Malicious
	}
	for _, v := range e.st.Investigations {
		for _, f := range v.Evidence {
			if f.Verdict == Malicious && slices.ContainsFunc(en.Keys(), func(k string) bool { return slices.Contains(f.Keys, k) }) {
				return Malicious
			}
		}
	}
	return ""
}

// remedyFor is what undoes the harm of a kind of evidence; "" for evidence that is only shown.
func remedyFor(en entity.Entity) string {
	switch {
	case en.Role == entity.Impacted || en.Quiet:
		return ""
	case en.Type == entity.File && en.IDs["Sha256"] != "":
		return "quarantine-file"
	case en.Type == entity.IP, en.Type == entity.URL, en.Type == entity.DNS, en.Type == entity.FileHash:
		return "block-indicator"
	case en.Type == entity.MailMessage:
		return "soft-delete-mail"
	}
	return ""
}

// finishInvestigation judges the evidence that the incident has by now.
func (e *Engine) finishInvestigation(ctx context.Context, id string) error {
	n := slices.IndexFunc(e.st.Investigations, func(v *Investigation) bool { return v.ID == id })
	if n < 0 {
		return nil
	}
	v := e.st.Investigations[n]
	i := e.target(e.incident(v.Incident))
	if err := e.flush(ctx); err != nil {
		return err
	}
	level, err := e.levelOf(ctx, i)
	if err != nil {
		return err
	}
	v.Level = level
	judged := e.verdictsOf(i)
	for _, en := range e.entitiesOf(i) {
		if remedyFor(en) == "" || judged[thingKey(en)] != "" {
			continue
		}
		f, err := e.judge(ctx, e.alertsOf(i), en)
		if err != nil {
			return err
		}
		e.actOn(v, i, en, &f)
		v.Evidence = append(v.Evidence, f)
	}
	v.Done = e.st.Now
	e.settleInvestigation(v)
	e.note(i, "automated investigation", "", "investigation", fmt.Sprintf("automated investigation %s: %s", v.ID, strings.ToLower(v.Status)))
	return nil
}

// prevalent is on how many devices a file must be to count as part of the organisation's software.
const prevalent = 4

// judge gives one piece of evidence a verdict, from what the products saw: the severity of the alerts that name it,
// threat indicators, allow and block lists, and how common a file is.
func (e *Engine) judge(ctx context.Context, alerts []*Alert, en entity.Entity) (Finding, error) {
	f := Finding{Key: thingKey(en), Keys: list(en.Keys()), Type: en.Type, Name: en.Name(), Verdict: NoThreats, Why: "no alert of Medium or higher names it"}
	if x := e.enforced(en); x != nil && x.Action == "allow" {
		f.Why = "the organisation allows it"
		return f, nil
	}
	if known, err := e.knownBad(ctx, en); err != nil || known != "" {
		f.Verdict, f.Why = Malicious, known
		return f, err
	}
	if own, err := e.ours(ctx, en); err != nil || own != "" {
		f.Why = own
		return f, err
	}
	if en.Type == entity.File {
		devices, err := e.devicesWith(ctx, en.IDs["Sha256"])
		if err != nil {
			return f, err
		}
		if devices >= prevalent {
			f.Why = fmt.Sprintf("%d devices have the file: it is common software here", devices)
			return f, nil
		}
	}
	for _, a := range alerts {
		if a.Sentinel() || !slices.ContainsFunc(a.Entities, func(x entity.Entity) bool { return entity.Same(x, en) }) {
			continue
		}
		switch {
		case a.Severity == "High" && f.Verdict != Malicious:
			f.Verdict, f.Why = Malicious, fmt.Sprintf("named by %q (High)", a.Title)
		case a.Severity == "Medium" && f.Verdict == NoThreats:
			f.Verdict, f.Why = Suspicious, fmt.Sprintf("named by %q (Medium)", a.Title)
		}
	}
	return f, nil
}

// ours says why a piece of evidence belongs to the organisation itself, so that nothing may propose to block it; "" when it is
// foreign: its inner addresses, its devices' way out, the domains of its people and devices.
func (e *Engine) ours(ctx context.Context, en entity.Entity) (string, error) {
	var kql string
	switch name := strings.ToLower(en.IDs["DomainName"]); {
	case en.Type == entity.IP && !foreign(en):
		return "an address of the organisation's own network", nil
	case en.Type == entity.IP:
		kql = fmt.Sprintf("DeviceInfo\n| where PublicIP == %s\n| take 1\n| project DeviceId", quote(en.IDs["Address"]))
	case en.Type == entity.DNS && name != "":
		kql = fmt.Sprintf("union (IdentityInfo | project Name = tostring(split(AccountUpn, \"@\")[1])), (DeviceInfo | project Name = substring(DeviceName, indexof(DeviceName, \".\") + 1))\n| where isnotempty(Name) and (Name =~ %[1]s or %[1]s endswith strcat(\".\", Name))\n| take 1", quote(name))
	default:
		return "", nil
	}
	rows, err := e.query(ctx, kql)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return "it belongs to the organisation itself", nil
}

// knownBad says which threat indicator or block names the evidence; "" for none.
func (e *Engine) knownBad(ctx context.Context, en entity.Entity) (string, error) {
	if x := e.enforced(en); x != nil && x.Action == "block" {
		return "the organisation blocks it", nil
	}
	value := firstOf(en.IDs["Address"], en.IDs["DomainName"], en.IDs["Url"], en.IDs["Sha256"], en.IDs["Value"])
	if value == "" {
		return "", nil
	}
	rows, err := e.query(ctx, fmt.Sprintf("ThreatIntelligenceIndicator\n| where Active == true and (NetworkIP =~ %[1]s or DomainName =~ %[1]s or Url =~ %[1]s or FileHashValue =~ %[1]s)\n| summarize arg_max(TimeGenerated, Description, ThreatType) by TenantId", quote(value)))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return fmt.Sprintf("a threat indicator names it: %s", firstOf(rule.Text(rows[0]["Description"]), rule.Text(rows[0]["ThreatType"]))), nil
}

func (e *Engine) devicesWith(ctx context.Context, sha256 string) (int64, error) {
	rows, err := e.query(ctx, fmt.Sprintf("union isfuzzy=true DeviceFileEvents, DeviceProcessEvents\n| where SHA256 =~ %s\n| summarize Devices = dcount(DeviceId)", quote(sha256)))
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	n, _ := rows[0]["Devices"].(int64)
	return n, nil
}

// actOn proposes what belongs to a verdict, and starts it where the automation level allows.
func (e *Engine) actOn(v *Investigation, i *Incident, en entity.Entity, f *Finding) {
	if f.Verdict == NoThreats {
		return
	}
	r := remedies[remedyFor(en)]
	if e.inForce(r.kind, en) != nil {
		return
	}
	x := e.ask(r, en, "automated investigation", "investigation", i.ID, v.ID+": "+f.Why)
	f.Response = x.ID
	if f.Verdict == Malicious && alone(v.Level, en) {
		e.begin(x)
	} else {
		e.noteResponse(x, x.By, fmt.Sprintf("%s on %s waits for approval (%s)", x.Kind, x.Name, x.ID))
		e.st.schedule(job{Due: e.st.Now + e.profile.Automated.Pending.Ticks(), Kind: "undecided", ID: x.ID})
	}
}

// settleInvestigation derives the state of an investigation that has its verdicts.
func (e *Engine) settleInvestigation(v *Investigation) {
	if v.Done == 0 {
		return
	}
	v.Status = NoThreats
	for _, f := range v.Evidence {
		x := e.response(f.Response)
		switch {
		case x == nil:
		case x.Status == Pending:
			v.Status = WaitsForHand
			return
		case x.Status == Rejected || x.Status == TimedOut:
			v.Status = PartlyDone
		case v.Status != PartlyDone:
			v.Status = Remediated
		}
	}
}

// closeInvestigations brings the states up to date after a decision.
func (e *Engine) closeInvestigations() {
	for _, v := range e.st.Investigations {
		before := v.Status
		e.settleInvestigation(v)
		if v.Status != before {
			e.note(e.target(e.incident(v.Incident)), "automated investigation", "", "investigation", fmt.Sprintf("automated investigation %s: %s", v.ID, strings.ToLower(v.Status)))
		}
	}
}

// levelOf is the strictest automation level among the device groups of an incident's devices.
func (e *Engine) levelOf(ctx context.Context, i *Incident) (string, error) {
	level := ""
	for _, en := range e.entitiesOf(i) {
		if en.Type != entity.Host || en.IDs["MdatpDeviceId"] == "" {
			continue
		}
		rows, err := e.query(ctx, fmt.Sprintf("DeviceInfo\n| where DeviceId =~ %s\n| summarize arg_max(Timestamp, MachineGroup) by DeviceId", quote(en.IDs["MdatpDeviceId"])))
		if err != nil {
			return "", err
		}
		for _, r := range rows {
			if l := e.Level(e.groupOf(en.IDs["MdatpDeviceId"], rule.Text(r["MachineGroup"]))); level == "" || strict(l) > strict(level) {
				level = l
			}
		}
	}
	return cmp.Or(level, e.profile.Automated.Level), nil
}
