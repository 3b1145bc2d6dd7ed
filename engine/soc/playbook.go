package soc

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/profile"
)

// Playbook is a small workflow that a rule or a person runs on an incident or an alert.
type Playbook struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Trigger string     `json:"trigger"` // incident, alert
	Steps   []PlayStep `json:"steps"`
	Off     bool       `json:"off,omitempty"`
	// Runnable says that the workspace's service account may run it from a rule: it needs rights on the resource
	// group of the playbook [J17].
	Runnable bool `json:"runnable"`
	// Granted are the permissions of the playbook's own identity.
	Granted []string  `json:"granted,omitempty"`
	By      string    `json:"by"`
	Since   int64     `json:"since"`
	Runs    []PlayRun `json:"runs,omitempty"` // the last ones
}

// PlayStep is a step of a playbook. Value is the text of those that have one; {title}, {severity}, {incident} and
// {entities} in it are filled in.
type PlayStep struct {
	Do    string `json:"do"`
	Value string `json:"value,omitempty"`
}

// PlayRun is one run of a playbook.
type PlayRun struct {
	At       int64    `json:"at"`
	By       string   `json:"by"`
	Incident int64    `json:"incident,omitempty"`
	Alert    string   `json:"alert,omitempty"`
	Status   string   `json:"status"` // Success, Failure
	Steps    []string `json:"steps"`
}

// stepKind is a kind of step: the permission that it needs of the playbook's identity, and what it does.
type stepKind struct {
	says, needs string
	do          func(ctx context.Context, e *Engine, p *Playbook, s PlayStep, ev *autoEvent) (string, error)
}

// stepKinds are the steps that a playbook can have.
var stepKinds map[string]stepKind

func init() {
	stepKinds = map[string]stepKind{
		"comment":         {"comment on the incident", "", edits("comment")},
		"tag":             {"add a tag", "", edits("tag")},
		"assign":          {"give the incident an owner", "", edits("owner")},
		"severity":        {"set the severity", "", edits("severity")},
		"create-task":     {"add a task", "", edits("task")},
		"notify":          {"send a message to a person or channel", "", notify},
		"isolate-device":  {"isolate every device of the incident", "Machine.Isolate", responds("isolate-device", entity.Host)},
		"disable-user":    {"disable every user of the incident", "User.EnableDisableAccount.All", responds("disable-user", entity.Account)},
		"revoke-sessions": {"end the sessions of every user", "User.RevokeSessions.All", responds("revoke-sessions", entity.Account)},
		"block-indicator": {"block the addresses, domains, URLs and files that are not the organisation's own", "Ti.ReadWrite.All", responds("block-indicator", entity.IP, entity.URL, entity.DNS, entity.File)},
		"purge-mail":      {"soft-delete every message of the incident", "SecurityAnalyzedMessage.ReadWrite.All", responds("soft-delete-mail", entity.MailMessage)},
	}
}

// StepKinds lists the kinds of steps with what they do and the permission they need, by name.
func StepKinds() [][3]string {
	var out [][3]string
	for name, k := range stepKinds {
		out = append(out, [3]string{name, k.says, k.needs})
	}
	slices.SortFunc(out, func(a, b [3]string) int { return strings.Compare(a[0], b[0]) })
	return out
}

// matches refuses a playbook whose trigger is not that of the rule [J9].
func (p *Playbook) matches(trigger string) error {
	if strings.HasPrefix(trigger, p.Trigger) {
		return nil
	}
	return refuse(NotAllowed, "use a playbook with the same trigger", "playbook %q starts from an %s, the rule from an %s", p.Name, p.Trigger, strings.Split(trigger, "-")[0])
}

// runPlaybook runs a playbook. fromRule says that a rule starts it, which needs the workspace's own right to do so.
// A *Refusal says why it did not come through.
func (e *Engine) runPlaybook(ctx context.Context, id string, ev *autoEvent, by string, fromRule bool) (string, error) {
	p, err := e.playbook(id)
	if err != nil {
		return "", err
	}
	run := PlayRun{At: e.st.Now, By: by, Incident: ev.Incident, Alert: ev.Alert, Status: RunSuccess, Steps: []string{}}
	failure := p.stopped(fromRule)
	for _, s := range p.Steps {
		if failure != nil {
			break
		}
		says, err := p.step(ctx, e, s, ev)
		if refused, ok := AsRefusal(err); ok {
			failure = refused
		} else if err != nil {
			return "", err
		} else {
			run.Steps = append(run.Steps, says)
		}
	}
	if failure != nil {
		run.Status = RunFailure
		run.Steps = append(run.Steps, failure.Msg)
	}
	e.keepPlayRun(p, run, ev)
	if failure != nil {
		return "", failure
	}
	return fmt.Sprintf("playbook %q: %s", p.Name, strings.Join(run.Steps, ", ")), nil
}

// stopped says why a playbook cannot start.
func (p *Playbook) stopped(fromRule bool) *Refusal {
	switch {
	case p.Off:
		return refuse(Conflict, "socrates playbook enable "+p.ID, "playbook %q is disabled", p.Name)
	case fromRule && !p.Runnable: // [J17]
		return refuse(NotAllowed, "socrates playbook grant "+p.ID+" run", "permission missing: Microsoft Sentinel has no rights on the resource group of playbook %q, so no rule can run it", p.Name)
	}
	return nil
}

func (p *Playbook) step(ctx context.Context, e *Engine, s PlayStep, ev *autoEvent) (string, error) {
	k := stepKinds[s.Do]
	if k.needs != "" && !slices.Contains(p.Granted, k.needs) {
		return "", refuse(NotAllowed, fmt.Sprintf("socrates playbook grant %s %s", p.ID, k.needs), "permission missing: %s needs %s, which the identity of playbook %q does not have", s.Do, k.needs, p.Name)
	}
	return k.do(ctx, e, p, s, ev)
}

func (e *Engine) keepPlayRun(p *Playbook, run PlayRun, ev *autoEvent) {
	p.Runs = keepLast(append(p.Runs, run), e.profile.Rules.KeptRuns)
	if i := e.incident(ev.Incident); i != nil {
		e.note(e.target(i), run.By, profile.Azure, "playbook", fmt.Sprintf("playbook %q: %s (%s)", p.Name, strings.ToLower(run.Status), strings.Join(run.Steps, "; ")))
	}
	e.put("SentinelHealth", cells{"OperationName": "Playbook was triggered", "Status": run.Status, "Description": strings.Join(run.Steps, "; "), "SentinelResourceName": p.Name,
		"SentinelResourceId": p.ID, "SentinelResourceType": "Playbook", "SentinelResourceKind": "Playbook", "WorkspaceId": e.ws.ID,
		"RecordId": e.guid(fmt.Sprint(p.ID, e.st.next())), "ExtendedProperties": map[string]any{"TriggeredByName": map[string]any{"TriggeredByName": run.By}, "IncidentNumber": ev.Incident}})
}

// edits is a step that changes the incident.
func edits(what string) func(context.Context, *Engine, *Playbook, PlayStep, *autoEvent) (string, error) {
	return func(_ context.Context, e *Engine, p *Playbook, s PlayStep, ev *autoEvent) (string, error) {
		i := e.incident(ev.Incident)
		if i == nil {
			return "", refuse(NotAllowed, "", "%s needs an incident, and the alert is in none", s.Do)
		}
		value := e.fillIn(s.Value, e.target(i))
		return s.Do + " " + value, e.editBySystem(e.target(i), "Playbook "+p.Name, what, value)
	}
}

func notify(_ context.Context, e *Engine, p *Playbook, s PlayStep, ev *autoEvent) (string, error) {
	to, text, _ := strings.Cut(s.Value, " ")
	if i := e.incident(ev.Incident); i != nil {
		text = e.fillIn(text, e.target(i))
	}
	e.st.Notices = append(e.st.Notices, Notice{At: e.st.Now, By: p.Name, To: to, Text: text, Incident: ev.Incident})
	return "notified " + to, nil
}

// Notice is a message that a playbook sent.
type Notice struct {
	At       int64  `json:"at"`
	By       string `json:"by"`
	To       string `json:"to"`
	Text     string `json:"text"`
	Incident int64  `json:"incident,omitempty"`
}

// Notices lists the messages that playbooks sent, oldest first.
func (e *Engine) Notices() []Notice { return slices.Clone(e.st.Notices) }

func (e *Engine) fillIn(text string, i *Incident) string {
	var names []string
	for _, en := range e.entitiesOf(i) {
		names = append(names, en.Name())
	}
	return strings.NewReplacer("{title}", i.Title, "{severity}", i.Sentinel.Severity.Value, "{incident}", fmt.Sprint(i.ID), "{entities}", strings.Join(names, ", ")).Replace(text)
}

// responds is a step that starts a response on every entity of some types. What is under it already is left alone.
func responds(kind string, types ...entity.Type) func(context.Context, *Engine, *Playbook, PlayStep, *autoEvent) (string, error) {
	return func(ctx context.Context, e *Engine, p *Playbook, s PlayStep, ev *autoEvent) (string, error) {
		r := remedies[kind]
		var done []string
		for _, a := range e.alertsOfEvent(ev) {
			for _, en := range a.Entities {
				if !slices.Contains(types, en.Type) || kind == "block-indicator" && !foreign(en) {
					continue
				}
				target, err := e.resolve(ctx, r, en)
				if err != nil {
					return "", err
				}
				if e.inForce(kind, target) != nil || slices.Contains(done, target.Name()) {
					continue
				}
				x := e.ask(r, target, "Playbook "+p.Name, "playbook", ev.Incident, "playbook "+p.Name)
				e.begin(x)
				done = append(done, x.Name)
			}
		}
		if len(done) == 0 {
			return s.Do + " had nothing to do", nil
		}
		return s.Do + " on " + strings.Join(done, ", "), nil
	}
}

// foreign reports evidence that may be blocked without cutting the organisation off from itself.
func foreign(en entity.Entity) bool {
	if en.Role == entity.Impacted || en.Quiet {
		return false
	}
	if en.Type == entity.IP {
		ip, err := netip.ParseAddr(en.IDs["Address"])
		return err == nil && !ip.IsPrivate() && !ip.IsLoopback()
	}
	return true
}

// resolve finds what a remedy acts on for an entity of an alert: entities of analytics rules carry names, not ids.
func (e *Engine) resolve(ctx context.Context, r remedy, en entity.Entity) (entity.Entity, error) {
	switch en.Type {
	case entity.Host:
		en, err := r.find(ctx, e, firstOf(en.IDs["MdatpDeviceId"], en.Name()))
		if err == nil && r.refuses != nil {
			err = r.refuses(ctx, e, en)
		}
		return en, err
	case entity.Account:
		return r.find(ctx, e, firstOf(en.IDs["AadUserId"], en.UPN(), en.Name()))
	case entity.MailMessage:
		return r.find(ctx, e, en.IDs["NetworkMessageId"])
	}
	return en, nil
}
