package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// Enforced is an entry of the list that devices enforce: a file hash, address, URL or domain that is allowed or
// blocked. It is not a threat indicator of the workspace, which only matches rows.
type Enforced struct {
	ID      string        `json:"id"`
	What    entity.Entity `json:"what"`
	Name    string        `json:"name"`
	Action  string        `json:"action"` // allow, audit, block
	By      string        `json:"by"`
	Comment string        `json:"comment,omitempty"`
	Since   int64         `json:"since"`             // datetime ticks, as the next two
	Expires int64         `json:"expires,omitempty"` // 0: never
	Ended   int64         `json:"ended,omitempty"`   // removed or expired; 0 while it is enforced
}

// Enforce is the data of "indicator.endpoint.add".
type Enforce struct {
	Value    string `json:"value"`
	Action   string `json:"action"`            // allow, audit, block
	Expires  int64  `json:"expires,omitempty"` // datetime ticks; 0: never
	Incident int64  `json:"incident,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

// Unenforce is the data of "indicator.endpoint.remove".
type Unenforce struct {
	Value string `json:"value"`
}

func init() {
	register("indicator.endpoint.add", "indicator.endpoint", "allow, audit or block a file, address, URL or domain on devices",
		func(ctx context.Context, e *Engine, a Action, d Enforce) (Outcome, error) {
			return e.enforce(ctx, a, d)
		})
	register("indicator.endpoint.remove", "indicator.endpoint", "take a file, address, URL or domain off the devices' list",
		func(ctx context.Context, e *Engine, a Action, d Unenforce) (Outcome, error) {
			return e.unenforce(ctx, a, d)
		})
	// block-indicator is the same list seen as a response, so that an investigation can propose it and the action
	// centre can undo it.
	offer(remedy{kind: "block-indicator", says: "block a file, address, URL or domain on every device", find: findIndicator, takes: takesIndicator,
		slow: func(e *Engine) int64 { return e.profile.Responses.Indicator.Ticks() }, leaves: listed, undo: "unblock-indicator", undoSays: "lift a block of a file, address, URL or domain"})
}

// listed keeps the devices' list in step with a block that was asked for as a response.
func listed(e *Engine, x *Response, undo bool) {
	switch on := e.enforced(x.Target); {
	case undo && on != nil && on.Action == "block":
		on.Ended = e.st.Now
	case !undo && on == nil:
		e.st.Enforced = append(e.st.Enforced, &Enforced{ID: fmt.Sprintf("N%d", len(e.st.Enforced)+1), What: x.Target, Name: x.Name, Action: "block", By: x.By, Comment: x.Why, Since: e.st.Now})
	}
}

// takesIndicator is what a block of an indicator costs the attack. Hashes other than SHA256 are enforced, too, but
// stages name files by SHA256.
func takesIndicator(en entity.Entity) []Block {
	switch en.Type {
	case entity.File, entity.FileHash:
		return []Block{{Kind: "file", ID: firstOf(en.IDs["Sha256"], en.IDs["Value"])}}
	case entity.IP:
		return []Block{{Kind: "address", ID: en.IDs["Address"]}}
	case entity.URL:
		return []Block{{Kind: "url", ID: en.IDs["Url"]}}
	}
	return []Block{{Kind: "domain", ID: en.IDs["DomainName"]}}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func (e *Engine) enforce(ctx context.Context, a Action, d Enforce) (Outcome, error) {
	what, err := findIndicator(ctx, e, d.Value)
	if err != nil {
		return Outcome{}, err
	}
	d.Action = strings.ToLower(d.Action)
	switch {
	case !slices.Contains([]string{"allow", "audit", "block"}, d.Action):
		return Outcome{}, refuse(Invalid, "choose allow, audit or block", "no action %q", d.Action)
	case d.Expires != 0 && d.Expires <= e.st.Now:
		return Outcome{}, refuse(Invalid, "give a later moment, or none", "an indicator cannot have expired already")
	case d.Incident != 0 && e.incident(d.Incident) == nil:
		return Outcome{}, refuse(NotFound, "socrates incident list shows the numbers there are", "there is no incident %d", d.Incident)
	}
	if old := e.enforced(what); old != nil {
		return Outcome{}, refuse(Conflict, "remove it first", "%s is on the list already: %s since %s", old.Name, old.Action, clock(old.Since))
	}
	x := &Enforced{ID: fmt.Sprintf("N%d", len(e.st.Enforced)+1), What: what, Name: what.Name(), Action: d.Action, By: a.Actor, Comment: d.Comment, Since: e.st.Now, Expires: d.Expires}
	e.st.Enforced = append(e.st.Enforced, x)
	if x.Expires != 0 {
		e.st.schedule(job{Due: x.Expires, Kind: "unenforce", ID: x.ID})
	}
	out := Outcome{Message: fmt.Sprintf("%s: %s on all devices", x.Name, x.Action), ID: x.ID, Incident: d.Incident}
	if x.Action == "block" && e.inForce("block-indicator", what) == nil {
		r := e.ask(remedies["block-indicator"], what, a.Actor, "analyst", d.Incident, d.Comment)
		e.begin(r)
		out.Notes = append(out.Notes, "devices enforce it in "+e.profile.Responses.Indicator.String()+" ("+r.ID+")")
	}
	return out, nil
}

func (e *Engine) unenforce(ctx context.Context, a Action, d Unenforce) (Outcome, error) {
	what, err := findIndicator(ctx, e, d.Value)
	if err != nil {
		return Outcome{}, err
	}
	x := e.enforced(what)
	if x == nil {
		return Outcome{}, refuse(NotFound, "socrates respond indicators shows the list", "%s is not on the list", what.Name())
	}
	e.endEnforced(x, a.Actor)
	return Outcome{Message: x.Name + " is off the list", ID: x.ID}, nil
}

func (e *Engine) endEnforced(x *Enforced, by string) {
	x.Ended = e.st.Now
	if r := e.inForce("block-indicator", x.What); r != nil && r.Status != Pending {
		e.lift(r, by)
	}
}

func (e *Engine) expireEnforced(id string) {
	for _, x := range e.st.Enforced {
		if x.ID == id && x.Ended == 0 {
			e.endEnforced(x, "system")
		}
	}
}

// enforced finds the entry that is enforced for a thing.
func (e *Engine) enforced(what entity.Entity) *Enforced {
	for _, x := range e.st.Enforced {
		if x.Ended == 0 && shareKey(x.What, what) {
			return x
		}
	}
	return nil
}

func shareKey(a, b entity.Entity) bool {
	return slices.ContainsFunc(a.Keys(), func(k string) bool { return slices.Contains(b.Keys(), k) })
}

// allowed says which allow indicator an endpoint alert is about, if any: devices raise no alert on what is allowed.
func (e *Engine) allowed(a *Alert) *Enforced {
	if a.Product != "endpoint" {
		return nil
	}
	for _, en := range a.Entities {
		if x := e.enforced(en); x != nil && x.Action == "allow" && en.Role != entity.Impacted {
			return x
		}
	}
	return nil
}

// EnforcedList lists the devices' list with what has ended, oldest first; treat as read-only.
func (e *Engine) EnforcedList() []*Enforced { return slices.Clone(e.st.Enforced) }
