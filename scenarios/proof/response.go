package proof

import (
	"context"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"socrates/engine/tenant"
	"socrates/generator"
	"socrates/generator/attack"
	"socrates/generator/org"
	"socrates/generator/tick"
)

type (
	stageOf = attack.Stage
	device  = org.Device
	account = org.Account
)

var (
	hash = regexp.MustCompile(`^[0-9a-f]{64}$`)
	guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	host = regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+$`)
	mail = regexp.MustCompile(`^[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+$`)
)

// wellFormed says for each kind of need what its id looks like in the tables, which is how a response names it.
func (p *prover) wellFormed(n generator.Need) (ok bool, want string) {
	switch n.Kind {
	case "device", "launch":
		return slices.ContainsFunc(p.staged.Plan.Org.Devices, func(d *device) bool { return d.ID == n.ID }), "the DeviceId of a device of the organisation"
	case "account", "session":
		return slices.ContainsFunc(p.staged.Plan.Org.Accounts, func(a *account) bool { return a.ObjectID == n.ID }), "the object id of an account of the organisation"
	case "mail":
		return guid.MatchString(n.ID), "a NetworkMessageId"
	case "address":
		_, err := netip.ParseAddr(n.ID)
		return err == nil, "an IP address"
	case "domain", "sender-domain":
		return host.MatchString(n.ID), "a host name"
	case "sender":
		return mail.MatchString(n.ID), "a mail address"
	case "url":
		return strings.HasPrefix(n.ID, "http"), "a URL"
	case "file":
		return hash.MatchString(n.ID), "a SHA256"
	case "app":
		return guid.MatchString(n.ID), "an application id"
	}
	return false, "of a kind that a response can take: device, account, session, mail, sender, sender-domain, address, domain, url, file, app, launch"
}

// needs claims that every need is something that a response can name.
func (p *prover) needs(context.Context) error {
	for _, st := range p.truth.Stages {
		for _, n := range st.Needs {
			ok, want := p.wellFormed(n)
			p.claim(Claim{Kind: Need, Stage: st.ID, Says: fmt.Sprintf("needs a %s that can be taken", n.Kind), OK: ok, Seen: fmt.Sprintf("%q", n.ID),
				Hint: "the activity should name " + want})
		}
	}
	return nil
}

// responses takes away everything that any stage needs, once just before the first stage that needs it and once after
// everything is over.
func (p *prover) responses(ctx context.Context) error {
	end := p.staged.Plan.Horizon
	for _, n := range p.distinctNeeds() {
		first := int64(0)
		for _, st := range p.truth.Stages {
			if slices.Contains(st.Needs, n) && (first == 0 || st.Start < first) {
				first = st.Start
			}
		}
		if err := p.inTime(ctx, n, first-tick.Second); err != nil {
			return err
		}
		late := tenant.Rehearsal{At: end, Taken: []tenant.Taken{{Kind: n.Kind, ID: n.ID, Since: end}}}
		got := p.t.Stopped(late)
		p.claim(Claim{Kind: TooLate, Says: fmt.Sprintf("taking the %s afterwards stops nothing", n.Kind), OK: len(got) == 0, Seen: strings.Join(got, ", ")})
	}
	return nil
}

// inTime claims that taking n stops those that need it and all that build on them, and leaves the others.
func (p *prover) inTime(ctx context.Context, n generator.Need, since int64) error {
	taken := tenant.Rehearsal{Taken: []tenant.Taken{{Kind: n.Kind, ID: n.ID, Since: since}}}
	want, got := p.depending(n), p.t.Stopped(taken)
	slices.Sort(got)
	p.claim(Claim{Kind: Response, Stage: want[0], Says: fmt.Sprintf("taking the %s %s in time stops %s", n.Kind, n.ID, strings.Join(want, ", ")),
		OK: slices.Equal(want, got), Seen: "stopped " + strings.Join(got, ", "), Hint: "look at the after: and the needs of these stages"})
	for _, t := range p.staged.Truths {
		at, seen := p.seenAt[t.ID]
		if !seen {
			continue
		}
		taken.At = at
		rows, _, err := p.t.Rehearse(ctx, taken, t.Query)
		if err != nil {
			return err
		}
		c := Claim{Kind: Response, Stage: t.Stage, Truth: t.ID, Line: t.Line(), Seen: fmt.Sprintf("%d rows", rows), Silent: true}
		if slices.Contains(want, t.Stage) {
			c.Says, c.OK = fmt.Sprintf("finds nothing when the %s is taken in time", n.Kind), rows == 0
			c.Hint = "a row of the stage is not labelled, or the query meets a stage that goes on"
		} else {
			c.Says, c.OK = fmt.Sprintf("is found when the %s is taken, which its stage does not need", n.Kind), rows > 0
			c.Hint = "the query depends on rows of a stage that was stopped"
		}
		p.claim(c)
	}
	return nil
}

// depending lists, by id, the stages that need n and, step by step, those that come after one of them.
func (p *prover) depending(n generator.Need) []string {
	gone := map[string]bool{}
	for range p.truth.Stages {
		for _, st := range p.truth.Stages {
			if slices.Contains(st.Needs, n) || slices.ContainsFunc(st.After, func(id string) bool { return gone[id] }) {
				gone[st.ID] = true
			}
		}
	}
	var ids []string
	for id := range gone {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func (p *prover) distinctNeeds() (list []generator.Need) {
	for _, st := range p.truth.Stages {
		if p.decoy(st.ID) {
			continue
		}
		for _, n := range st.Needs {
			if ok, _ := p.wellFormed(n); ok && !slices.Contains(list, n) {
				list = append(list, n)
			}
		}
	}
	return list
}
