package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// Block is a response in force: something that the attack cannot use any more. Kinds are those of
// generator.Need: device, account, session, mail, sender, sender-domain, address, domain, url, file, app.
// A launch is the start of a program of the attack's own on a device.
type Block struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"` // DeviceId, AccountObjectId, NetworkMessageId, address, domain, SHA256, app id
	Since int64  `json:"since"`
	Until int64  `json:"until,omitempty"` // when it was undone; 0 while in force
	By    string `json:"by"`              // the response's id
	How   string `json:"how,omitempty"`   // its kind
	// On, when set, is the DeviceId of the one device on which the attack loses it.
	On string `json:"on,omitempty"`
	// Later says that only what has yet to start is kept from it: what runs goes on.
	Later bool `json:"later,omitempty"`
	// Way is full or selective, of an isolation; empty is full.
	Way string `json:"way,omitempty"`
}

// Blocks lists every response that takes something away from the attack, those undone included.
func (e *Engine) Blocks() []Block { return slices.Clone(e.st.Blocks) }

// Response is a response action as the action centre lists it.
type Response struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"` // isolate-device, disable-user, …
	Target   entity.Entity `json:"target"`
	Name     string        `json:"name"` // of the target
	Status   string        `json:"status"`
	By       string        `json:"by"`                // who or what asked for it
	Source   string        `json:"source"`            // analyst, investigation, disruption, playbook
	Decided  string        `json:"decided,omitempty"` // who approved, rejected or undid it
	Incident int64         `json:"incident,omitempty"`
	Why      string        `json:"why,omitempty"` // comment of the person, or the reason of the proposal
	Asked    int64         `json:"asked"`         // datetime ticks, as the next two
	Done     int64         `json:"done,omitempty"`
	Undone   int64         `json:"undone,omitempty"`
	Result   any           `json:"result,omitempty"` // what it found, for those that look
	// What a live response session removed, and from which device.
	Device     string    `json:"device,omitempty"` // DeviceId
	DeviceName string    `json:"deviceName,omitempty"`
	Removed    []Removed `json:"removed,omitempty"`
	Way        string    `json:"way,omitempty"` // full or selective, of an isolation
}

// The states of a response.
const (
	Pending    = "Pending approval"
	InProgress = "In progress"
	Completed  = "Completed"
	Rejected   = "Rejected"
	Undone     = "Undone"
	Cancelled  = "Cancelled" // undone before it had taken effect
	TimedOut   = "Timed out" // a proposal that nobody decided
)

// remedy is a kind of response. It stands with its siblings in the file of what it acts on.
type remedy struct {
	kind, says string
	find       func(context.Context, *Engine, string) (entity.Entity, error) // resolves what a person typed
	takes      func(entity.Entity) []Block                                   // Kind and ID of what the attack loses
	undo       string                                                        // the act that takes it back; "" when nothing does
	undoSays   string
	slow       func(*Engine) int64                                    // from asking to effect
	leaves     func(*Engine, *Response, bool)                         // rows in the tables; true when it is undone
	looks      func(context.Context, *Engine, *Response) (any, error) // what it brings back
	refuses    func(context.Context, *Engine, entity.Entity) error    // why it cannot be done to this target
	ways       []string                                               // how it can be done, the usual way first
	inside     bool                                                   // part of something else: no act of its own
}

var remedies = map[string]remedy{}

// Respond is the data of the acts "respond.<kind>" and of those that undo them.
type Respond struct {
	Target   string `json:"target"` // name or id: a device name, a UPN, a NetworkMessageId, a SHA256, an address …
	Incident int64  `json:"incident,omitempty"`
	Comment  string `json:"comment,omitempty"`
	Way      string `json:"way,omitempty"` // of isolate-device: full (the usual way) or selective
}

// OneResponse is the data of acts on an entry of the action centre.
type OneResponse struct {
	ID string `json:"id"`
}

func init() {
	register("respond.undo", "respond", "undo a response action", func(_ context.Context, e *Engine, a Action, o OneResponse) (Outcome, error) {
		return e.undoByID(a, o.ID)
	})
	register("respond.approve", "respond", "approve a pending action", func(_ context.Context, e *Engine, a Action, o OneResponse) (Outcome, error) {
		return e.decide(a, o.ID, true)
	})
	register("respond.reject", "respond", "reject a pending action", func(_ context.Context, e *Engine, a Action, o OneResponse) (Outcome, error) {
		return e.decide(a, o.ID, false)
	})
}

// offer registers a remedy with its act, and the act that undoes it.
func offer(r remedy) {
	remedies[r.kind] = r
	register("respond."+r.kind, "respond", r.says, func(ctx context.Context, e *Engine, a Action, d Respond) (Outcome, error) {
		return e.respond(ctx, a, r, d)
	})
	if r.undo != "" {
		register("respond."+r.undo, "respond", r.undoSays, func(ctx context.Context, e *Engine, a Action, d Respond) (Outcome, error) {
			return e.undoByTarget(ctx, a, r, d)
		})
	}
}

func (e *Engine) respond(ctx context.Context, a Action, r remedy, d Respond) (Outcome, error) {
	target, err := r.find(ctx, e, d.Target)
	if err != nil {
		return Outcome{}, err
	}
	if d.Incident != 0 {
		if _, err := e.find(d.Incident, a.Portal); err != nil {
			return Outcome{}, err
		}
	}
	if err := e.mayTouch(ctx, a.Actor, target); err != nil {
		return Outcome{}, err
	}
	if d.Way != "" && !slices.Contains(r.ways, d.Way) {
		return Outcome{}, refuse(Invalid, "leave the way out, or choose among "+strings.Join(r.ways, ", "), "%s cannot be done in the way %q", r.kind, d.Way)
	}
	if r.refuses != nil {
		if err := r.refuses(ctx, e, target); err != nil {
			return Outcome{}, err
		}
	}
	if old := e.inForce(r.kind, target); old != nil {
		return Outcome{}, refuse(Conflict, "socrates respond history shows it", "%s on %s is %s already (%s)", r.kind, old.Name, strings.ToLower(old.Status), old.ID)
	}
	x := e.ask(r, target, a.Actor, "analyst", d.Incident, d.Comment)
	x.Way = d.Way
	e.begin(x)
	out := Outcome{Message: fmt.Sprintf("%s on %s: %s", r.kind, x.Name, strings.ToLower(x.Status)), ID: x.ID, Incident: d.Incident}
	if x.Status == InProgress {
		out.Notes = append(out.Notes, "takes effect in "+spanText(r.slow(e)))
	}
	if r.undo != "" {
		out.Notes = append(out.Notes, fmt.Sprintf("taken back by %s", r.undo))
	}
	return out, nil
}

// ask enters a response into the action centre, waiting for approval.
func (e *Engine) ask(r remedy, target entity.Entity, by, source string, incident int64, why string) *Response {
	x := &Response{ID: fmt.Sprintf("R%d", len(e.st.Responses)+1), Kind: r.kind, Target: target, Name: target.Name(), Status: Pending,
		By: by, Source: source, Incident: incident, Why: why, Asked: e.st.Now}
	e.st.Responses = append(e.st.Responses, x)
	return x
}

// begin lets a response begin: it takes effect after the time that its kind needs.
func (e *Engine) begin(x *Response) {
	r := remedies[x.Kind]
	x.Status = InProgress
	e.noteResponse(x, cmp.Or(x.Decided, x.By), fmt.Sprintf("%s on %s (%s)", x.Kind, x.Name, x.ID))
	wait := int64(0)
	if r.slow != nil {
		wait = r.slow(e)
	}
	if wait == 0 && r.looks == nil {
		e.takeEffect(x)
		return
	}
	e.st.schedule(job{Due: e.st.Now + wait, Kind: "response", ID: x.ID})
}

// finish lets a response that was started earlier take effect.
func (e *Engine) finish(ctx context.Context, id string) error {
	x := e.response(id)
	if x == nil || x.Status != InProgress {
		return nil // cancelled meanwhile
	}
	if looks := remedies[x.Kind].looks; looks != nil {
		if err := e.flush(ctx); err != nil {
			return err
		}
		found, err := looks(ctx, e, x)
		if err != nil {
			return fmt.Errorf("response %s: %w", x.ID, err)
		}
		x.Result = found
	}
	e.takeEffect(x)
	return nil
}

func (e *Engine) takeEffect(x *Response) {
	r := remedies[x.Kind]
	x.Status, x.Done = Completed, e.st.Now
	for _, b := range r.blocks(x) {
		if b.ID != "" {
			b.Since, b.By, b.How = e.st.Now, x.ID, x.Kind
			e.st.Blocks = append(e.st.Blocks, b)
		}
	}
	e.st.Turns++ // rows may have gone, others come
	if r.leaves != nil {
		r.leaves(e, x, false)
	}
	e.noteResponse(x, "system", fmt.Sprintf("%s on %s has taken effect (%s)", x.Kind, x.Name, x.ID))
}

// blocks is what the attack loses by a response.
func (r remedy) blocks(x *Response) []Block {
	out := takesRemoved(x)
	if r.takes != nil {
		out = append(out, r.takes(x.Target)...)
	}
	for n := range out {
		out[n].Way = x.Way
	}
	return out
}

// lift takes a response back.
func (e *Engine) lift(x *Response, by string) {
	r := remedies[x.Kind]
	x.Decided, x.Undone = by, e.st.Now
	if x.Status == InProgress {
		x.Status = Cancelled
		e.noteResponse(x, by, fmt.Sprintf("%s on %s was cancelled (%s)", x.Kind, x.Name, x.ID))
		return
	}
	x.Status = Undone
	for n := range e.st.Blocks {
		if b := &e.st.Blocks[n]; b.By == x.ID && b.Until == 0 {
			b.Until = e.st.Now
		}
	}
	e.st.Turns++
	if r.leaves != nil {
		r.leaves(e, x, true)
	}
	e.noteResponse(x, by, fmt.Sprintf("%s on %s was undone (%s)", x.Kind, x.Name, x.ID))
}

func (e *Engine) noteResponse(x *Response, by, says string) {
	if i := e.incident(x.Incident); i != nil {
		e.note(e.target(i), by, "", "response", says)
	}
}

func (e *Engine) undoByID(a Action, id string) (Outcome, error) {
	x := e.response(id)
	if x == nil {
		return Outcome{}, refuse(NotFound, "socrates respond history shows the ids there are", "there is no response %q", id)
	}
	r := remedies[x.Kind]
	switch {
	case x.Status == Pending:
		return Outcome{}, refuse(Conflict, "reject it: socrates respond reject "+x.ID, "%s waits for approval; there is nothing to undo", x.ID)
	case x.Status != Completed && x.Status != InProgress:
		return Outcome{}, refuse(Conflict, "", "%s is %s; there is nothing to undo", x.ID, strings.ToLower(x.Status))
	case r.undo == "":
		return Outcome{}, refuse(NotAllowed, "", "%s cannot be undone", x.Kind)
	}
	e.lift(x, a.Actor)
	return Outcome{Message: fmt.Sprintf("%s on %s: %s", x.Kind, x.Name, strings.ToLower(x.Status)), ID: x.ID, Incident: x.Incident}, nil
}

func (e *Engine) undoByTarget(ctx context.Context, a Action, r remedy, d Respond) (Outcome, error) {
	target, err := r.find(ctx, e, d.Target)
	if err != nil {
		return Outcome{}, err
	}
	x := e.inForce(r.kind, target)
	if x == nil || x.Status == Pending {
		return Outcome{}, refuse(Conflict, "socrates respond history shows what is in force", "%s is not under %s", target.Name(), r.kind)
	}
	return e.undoByID(a, x.ID)
}

// decide approves or rejects a pending action.
func (e *Engine) decide(a Action, id string, yes bool) (Outcome, error) {
	x := e.response(id)
	if x == nil {
		return Outcome{}, refuse(NotFound, "socrates respond pending shows what waits", "there is no response %q", id)
	}
	if x.Status != Pending {
		return Outcome{}, refuse(Conflict, "", "%s does not wait for approval: it is %s", x.ID, strings.ToLower(x.Status))
	}
	x.Decided = a.Actor
	if yes {
		e.begin(x)
	} else {
		x.Status = Rejected
		e.noteResponse(x, a.Actor, fmt.Sprintf("%s on %s was rejected (%s)", x.Kind, x.Name, x.ID))
	}
	e.closeInvestigations()
	return Outcome{Message: fmt.Sprintf("%s on %s: %s", x.Kind, x.Name, strings.ToLower(x.Status)), ID: x.ID, Incident: x.Incident}, nil
}

// leaveUndecided lets a proposal that nobody decided lapse, as if it had been rejected.
func (e *Engine) leaveUndecided(id string) {
	if x := e.response(id); x != nil && x.Status == Pending {
		x.Status = TimedOut
		e.noteResponse(x, "system", fmt.Sprintf("%s on %s was not decided in time (%s)", x.Kind, x.Name, x.ID))
		e.closeInvestigations()
	}
}

// response finds an entry of the action centre.
func (e *Engine) response(id string) *Response {
	i := slices.IndexFunc(e.st.Responses, func(x *Response) bool { return strings.EqualFold(x.ID, id) })
	if i < 0 {
		return nil
	}
	return e.st.Responses[i]
}

// inForce finds a response of a kind on a target that is pending, under way, or in force and can be undone.
func (e *Engine) inForce(kind string, target entity.Entity) *Response {
	for _, x := range e.st.Responses {
		if x.Kind != kind || !entity.Same(x.Target, target) {
			continue
		}
		if x.Status == Pending || x.Status == InProgress || x.Status == Completed && remedies[kind].undo != "" {
			return x
		}
	}
	return nil
}

// standing says in words what has been done about an entity: "isolate-device", or "isolate-device (pending approval)".
func (e *Engine) standing(en entity.Entity) string {
	var out []string
	for _, x := range e.st.Responses {
		switch {
		case !entity.Same(x.Target, en):
		case x.Status == Completed:
			out = append(out, x.Kind)
		case x.Status == Pending || x.Status == InProgress:
			out = append(out, fmt.Sprintf("%s (%s)", x.Kind, strings.ToLower(x.Status)))
		}
	}
	return strings.Join(out, ", ")
}

func (e *Engine) responsesOf(i *Incident) []*Response {
	out := []*Response{}
	for _, x := range e.st.Responses {
		if x.Incident != 0 && e.target(e.incident(x.Incident)) == i {
			out = append(out, x)
		}
	}
	return out
}

// Responses lists the action centre, oldest first; treat as read-only.
func (e *Engine) Responses() []*Response { return slices.Clone(e.st.Responses) }

// RemedyInfo tells about a kind of response.
type RemedyInfo struct {
	Kind string   `json:"kind"`
	Says string   `json:"says"`
	Undo string   `json:"undo,omitempty"`
	Ways []string `json:"ways,omitempty"`
}

// Remedies lists the kinds of response there are, by name.
func Remedies() []RemedyInfo {
	var out []RemedyInfo
	for _, r := range remedies {
		if !r.inside {
			out = append(out, RemedyInfo{r.kind, r.says, r.undo, r.ways})
		}
	}
	slices.SortFunc(out, func(a, b RemedyInfo) int { return strings.Compare(a.Kind, b.Kind) })
	return out
}
