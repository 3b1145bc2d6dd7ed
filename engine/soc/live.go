package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// Live response is a console on a device. What its commands show is what the sensor has told of the device until now;
// what they change takes effect at once, leaves rows, and stands in the action centre.

// LiveSession is a session on one device.
type LiveSession struct {
	ID       string        `json:"id"` // L1, L2, …
	Response string        `json:"response"`
	Device   entity.Entity `json:"device"`
	OS       string        `json:"os"` // windows, linux, macos
	Folder   string        `json:"folder"`
	By       string        `json:"by"`
	Since    int64         `json:"since"` // datetime ticks, as the next two
	Last     int64         `json:"last"`
	Ended    int64         `json:"ended,omitempty"`
	End      string        `json:"end,omitempty"` // disconnected, timed out
	Log      []LiveEntry   `json:"log,omitempty"`
}

// LiveEntry is a command in the log of a session.
type LiveEntry struct {
	At   int64  `json:"at"`
	Line string `json:"line"`
	Says string `json:"says"`
}

// ConnectLive is the data of "liveresponse.connect".
type ConnectLive struct {
	Device   string `json:"device"`
	Incident int64  `json:"incident,omitempty"`
	Comment  string `json:"comment,omitempty"`
}

// RunLive is the data of "liveresponse.command": one line of the console.
type RunLive struct {
	Session string `json:"session"`
	Line    string `json:"line"`
}

// OneSession is the data of "liveresponse.disconnect".
type OneSession struct {
	Session string `json:"session"`
}

// liveKind is how the action centre calls a session.
const liveKind = "live-response"

func init() {
	register("liveresponse.connect", "live-response", "open a live response session on a device", func(ctx context.Context, e *Engine, a Action, c ConnectLive) (Outcome, error) {
		return e.connectLive(ctx, a, c)
	})
	register("liveresponse.command", "live-response", "run a command in a live response session", func(ctx context.Context, e *Engine, a Action, r RunLive) (Outcome, error) {
		return e.runLive(ctx, a, r)
	})
	register("liveresponse.disconnect", "live-response", "end a live response session", func(_ context.Context, e *Engine, a Action, o OneSession) (Outcome, error) {
		s, err := e.liveOf(o.Session, a.Actor)
		if err != nil {
			return Outcome{}, err
		}
		e.endLive(s, "disconnected")
		return Outcome{Message: "session " + s.ID + " on " + s.Device.Name() + " is disconnected", ID: s.ID}, nil
	})
	remedies[liveKind] = remedy{kind: liveKind, says: "work on the device's console", inside: true}
}

// families are the operating systems that a command may be for, by how OSPlatform begins.
var families = []struct{ begins, os string }{{"Windows", "windows"}, {"macOS", "macos"}, {"Linux", "linux"}}

func (e *Engine) connectLive(ctx context.Context, a Action, c ConnectLive) (Outcome, error) {
	row, err := e.device(ctx, c.Device)
	if err != nil {
		return Outcome{}, err
	}
	d := entity.New(entity.Host, "MdatpDeviceId", rule.Text(row["DeviceId"]), "HostName", rule.Text(row["DeviceName"]))
	if c.Incident != 0 {
		if _, err := e.find(c.Incident, a.Portal); err != nil {
			return Outcome{}, err
		}
	}
	if err := e.liveRefusal(ctx, a.Actor, d, row); err != nil {
		return Outcome{}, err
	}
	s := &LiveSession{ID: fmt.Sprintf("L%d", len(e.st.Live)+1), Device: d, OS: familyOf(rule.Text(row["OSPlatform"])), By: a.Actor, Since: e.st.Now, Last: e.st.Now}
	s.Folder = map[bool]string{true: `C:\`, false: "/"}[s.OS == "windows"]
	x := e.ask(remedies[liveKind], d, a.Actor, "analyst", c.Incident, c.Comment)
	x.Status, s.Response = InProgress, x.ID
	e.noteResponse(x, a.Actor, fmt.Sprintf("live response session %s on %s (%s)", s.ID, x.Name, x.ID))
	e.st.Live = append(e.st.Live, s)
	e.keepLive(s)
	return Outcome{Message: "session " + s.ID + " on " + d.Name() + " is connected", ID: s.ID, Incident: c.Incident, Data: s,
		Notes: []string{"it ends by itself after " + e.profile.Live.Idle.String() + " without a command; help lists the commands"}}, nil
}

func familyOf(platform string) string {
	for _, f := range families {
		if strings.HasPrefix(strings.ToLower(platform), strings.ToLower(f.begins)) {
			return f.os
		}
	}
	return "windows"
}

// liveRefusal says why no session can be opened: the settings, the limits, the device.
func (e *Engine) liveRefusal(ctx context.Context, actor string, d entity.Entity, row map[string]any) error {
	l, mine, all := e.profile.Live, 0, 0
	for _, s := range e.openLive() {
		all++
		if s.By == actor {
			mine++
		}
		if entity.Same(s.Device, d) {
			return refuse(Conflict, "wait, or ask "+s.By+" to disconnect", "%s is in session %s of %s; a device is in one session at a time", d.Name(), s.ID, s.By)
		}
	}
	switch {
	case e.st.LiveOff:
		return refuse(NotAllowed, "socrates respond live-settings --enabled on", "live response is switched off in the settings of endpoints")
	case e.st.LiveNoServers && rule.Text(row["DeviceType"]) == "Server":
		return refuse(NotAllowed, "socrates respond live-settings --servers on", "%s is a server, and live response for servers is switched off", d.Name())
	case all >= l.Sessions:
		return refuse(LimitHit, "end one: socrates respond live-sessions", "there are %d sessions, the most at a time", all)
	case mine >= l.PerUser:
		return refuse(LimitHit, "end one: socrates respond live-sessions", "%s has %d sessions, the most for one user", actor, mine)
	}
	if err := needsSensor(ctx, e, d); err != nil {
		if r, ok := AsRefusal(err); ok {
			r.Hint = "live response needs the sensor: onboard the device"
		}
		return err
	}
	return e.liveReach(ctx, actor, d, row)
}

// liveReach says why the device does not answer: the level of its group, access to the group, or that it is off. A
// device that is isolated answers: its sensor keeps its line.
func (e *Engine) liveReach(ctx context.Context, actor string, d entity.Entity, row map[string]any) error {
	if err := e.mayTouch(ctx, actor, d); err != nil {
		return err
	}
	if group := e.groupOfRow(row); e.profile.Live.NeedsLevel && e.Level(group) == "none" {
		return refuse(NotAllowed, "give the group another level: socrates device-group update "+quote(group)+" --level semi-all",
			"the device group %q of %s has the automation level none, and such a group takes no session", group, d.Name())
	}
	rows, err := e.query(ctx, fmt.Sprintf("union DeviceInfo, DeviceProcessEvents, DeviceNetworkEvents, DeviceEvents\n| where DeviceId == %s\n| summarize Last = max(Timestamp) by DeviceId", quote(d.IDs["MdatpDeviceId"])))
	if err != nil {
		return err
	}
	last := int64(0)
	for _, r := range rows {
		last, _ = r["Last"].(int64)
	}
	if last == 0 || e.st.Now-last > e.profile.Live.Offline.Ticks() {
		return refuse(Conflict, "try again when it is on; what it told before is in the Device tables and on its page: socrates entity device "+d.Name(),
			"%s is offline: its sensor was last heard at %s", d.Name(), clock(last))
	}
	return nil
}

// runLive runs a line of the console.
func (e *Engine) runLive(ctx context.Context, a Action, r RunLive) (Outcome, error) {
	s, err := e.liveOf(r.Session, a.Actor)
	if err != nil {
		return Outcome{}, err
	}
	line, c, err := e.readLive(s, a.Actor, r.Line)
	if err != nil {
		return Outcome{}, err
	}
	got, err := c.do(ctx, &liveCall{e, a, s, line})
	if err != nil {
		return Outcome{}, err
	}
	got.Session, got.Line = s.ID, r.Line
	s.Last = e.st.Now
	s.Log = append(s.Log, LiveEntry{e.st.Now, r.Line, got.Says})
	e.keepLive(s)
	return Outcome{Message: got.Says, ID: s.ID, Data: got}, nil
}

// liveOf finds an open session that belongs to the actor.
func (e *Engine) liveOf(id, actor string) (*LiveSession, error) {
	i := slices.IndexFunc(e.st.Live, func(s *LiveSession) bool { return strings.EqualFold(s.ID, id) })
	if i < 0 {
		return nil, refuse(NotFound, "socrates respond live-sessions shows them", "there is no session %q", id)
	}
	s := e.st.Live[i]
	switch {
	case s.Ended != 0:
		return nil, refuse(Conflict, "open a new one: socrates respond live-response "+s.Device.Name(), "session %s ended at %s: it was %s", s.ID, clock(s.Ended), s.End)
	case s.By != actor:
		return nil, refuse(NotAllowed, "open one of your own when it has ended", "session %s belongs to %s", s.ID, s.By)
	}
	return s, nil
}

func (e *Engine) openLive() []*LiveSession {
	return slices.DeleteFunc(slices.Clone(e.st.Live), func(s *LiveSession) bool { return s.Ended != 0 })
}

// keepLive puts off the end of a session that is in use.
func (e *Engine) keepLive(s *LiveSession) {
	e.st.cancel(func(j job) bool { return j.Kind == "live" && j.ID == s.ID })
	e.st.schedule(job{Due: e.st.Now + e.profile.Live.Idle.Ticks(), Kind: "live", ID: s.ID})
}

func (e *Engine) endLive(s *LiveSession, how string) {
	e.st.cancel(func(j job) bool { return j.Kind == "live" && j.ID == s.ID })
	s.Ended, s.End = e.st.Now, how
	x := e.response(s.Response)
	x.Status, x.Done = Completed, e.st.Now
	x.Result = map[string]any{"session": s.ID, "commands": len(s.Log), "minutes": (s.Ended - s.Since) / value.Minute, "end": how}
	e.noteResponse(x, s.By, fmt.Sprintf("live response session %s on %s was %s after %d commands (%s)", s.ID, x.Name, how, len(s.Log), x.ID))
}

// idleLive ends a session that nobody typed in.
func (e *Engine) idleLive(id string) {
	for _, s := range e.st.Live {
		if s.ID == id && s.Ended == 0 {
			e.endLive(s, "timed out")
		}
	}
}

// LiveSessions lists all sessions, oldest first; treat as read-only.
func (e *Engine) LiveSessions() []*LiveSession { return slices.Clone(e.st.Live) }
