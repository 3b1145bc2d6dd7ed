package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/script"
)

// AddScript is the data of "liveresponse.library.add".
type AddScript struct {
	Name      string `json:"name"`
	Says      string `json:"says"`
	KQL       string `json:"query"` // see script.Script
	Parameter string `json:"parameter,omitempty"`
	Overwrite bool   `json:"overwrite,omitempty"`
}

// OneScript is the data of "liveresponse.library.delete".
type OneScript struct {
	Name string `json:"name"`
}

// LiveSettings is the data of "liveresponse.settings"; what is nil stays as it is.
type LiveSettings struct {
	Enabled  *bool `json:"enabled,omitempty"`
	Servers  *bool `json:"servers,omitempty"`
	Unsigned *bool `json:"unsigned,omitempty"`
}

func init() {
	register("liveresponse.library.add", "endpoint.settings", "upload a script to the live response library", func(_ context.Context, e *Engine, a Action, s AddScript) (Outcome, error) {
		return e.addScript(a, s)
	})
	register("liveresponse.library.delete", "endpoint.settings", "delete a script from the live response library", func(_ context.Context, e *Engine, _ Action, o OneScript) (Outcome, error) {
		return e.deleteScript(o.Name)
	})
	register("liveresponse.settings", "endpoint.settings", "switch live response, live response for servers, or unsigned scripts on or off", func(_ context.Context, e *Engine, _ Action, s LiveSettings) (Outcome, error) {
		return e.setLive(s)
	})
}

// Scripts lists the live response library by name: what ships, unless deleted or replaced, and what was uploaded.
func (e *Engine) Scripts() []*script.Script {
	out := slices.Clone(e.st.Scripts)
	for _, s := range e.content.Scripts {
		if !slices.Contains(e.st.NoScripts, s.Name) && !slices.ContainsFunc(out, func(o *script.Script) bool { return o.Name == s.Name }) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b *script.Script) int {
		return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
	})
	return out
}

func (e *Engine) script(name string) (*script.Script, error) {
	all := e.Scripts()
	i := slices.IndexFunc(all, func(s *script.Script) bool { return strings.EqualFold(s.Name, name) })
	if i < 0 {
		return nil, refuse(NotFound, "library lists the scripts there are", "the library has no script %q", name)
	}
	return all[i], nil
}

func (e *Engine) addScript(a Action, d AddScript) (Outcome, error) {
	s := &script.Script{Name: d.Name, Says: d.Says, KQL: d.KQL, Parameter: d.Parameter, By: a.Actor, Since: e.st.Now}
	s.Unsigned = s.PowerShell() // what a learner writes bears no signature
	if err := s.Check(); err != nil {
		return Outcome{}, refuse(Invalid, "a script's query names Device, the DeviceId of the session's device, and Parameter", "the library does not take it: %v", err)
	}
	if old, err := e.script(d.Name); err == nil && !d.Overwrite {
		return Outcome{}, refuse(Conflict, "add --overwrite, or choose another name", "the library has a script %s already", old.Name)
	}
	e.st.Scripts = append(slices.DeleteFunc(e.st.Scripts, func(o *script.Script) bool { return strings.EqualFold(o.Name, d.Name) }), s)
	out := Outcome{Message: s.Name + " is in the library", ID: s.Name}
	if s.Unsigned && !e.st.LiveUnsigned {
		out.Notes = []string{"it has no signature, and unsigned PowerShell scripts do not run: socrates respond live-settings --unsigned on"}
	}
	return out, nil
}

func (e *Engine) deleteScript(name string) (Outcome, error) {
	s, err := e.script(name)
	if err != nil {
		return Outcome{}, err
	}
	e.st.Scripts = slices.DeleteFunc(e.st.Scripts, func(o *script.Script) bool { return o == s })
	if !slices.Contains(e.st.NoScripts, s.Name) {
		e.st.NoScripts = append(e.st.NoScripts, s.Name)
	}
	return Outcome{Message: s.Name + " is deleted from the library", ID: s.Name}, nil
}

func (e *Engine) setLive(s LiveSettings) (Outcome, error) {
	if s.Enabled == nil && s.Servers == nil && s.Unsigned == nil {
		return Outcome{}, refuse(Invalid, "name one: enabled, servers, unsigned", "no setting was named")
	}
	if s.Enabled != nil {
		e.st.LiveOff = !*s.Enabled
	}
	if s.Servers != nil {
		e.st.LiveNoServers = !*s.Servers
	}
	if s.Unsigned != nil {
		e.st.LiveUnsigned = *s.Unsigned
	}
	now := e.LiveSettings()
	onOff := map[bool]string{true: "on", false: "off"}
	return Outcome{Message: fmt.Sprintf("live response is %s, for servers %s; unsigned scripts are %s", onOff[*now.Enabled], onOff[*now.Servers], onOff[*now.Unsigned])}, nil
}

// LiveSettings tells how live response is set; nothing is nil.
func (e *Engine) LiveSettings() LiveSettings {
	enabled, servers, unsigned := !e.st.LiveOff, !e.st.LiveOff && !e.st.LiveNoServers, e.st.LiveUnsigned
	return LiveSettings{&enabled, &servers, &unsigned}
}

func liveLibrary(_ context.Context, c *liveCall) (*LiveAnswer, error) {
	if c.line.arg(0, "") == "delete" {
		return nil, refuse(NotAllowed, "socrates respond library delete "+c.line.arg(1, "NAME"), "the library is changed in the settings of endpoints here")
	}
	s := &Sheet{Columns: []string{"Name", "What it does", "Parameter", "Signed", "By"}}
	for _, x := range c.e.Scripts() {
		s.add(x.Name, x.Says, x.Parameter, map[bool]string{true: "no", false: "yes"}[x.Unsigned], x.By)
	}
	return c.answer(s, "%d scripts", len(s.Rows)), nil
}

// forbidden are characters that the parameters of a script may not hold.
const forbidden = ";&|!$"

func liveRun(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	name, err := c.wants(0, "name", "the name of a script of the library")
	if err != nil {
		return nil, err
	}
	s, err := c.e.script(name)
	if err != nil {
		return nil, err
	}
	param := c.line.flags["parameters"]
	switch {
	case s.PowerShell() != (c.s.OS == "windows"):
		return nil, refuse(NotAllowed, "library lists the scripts; .ps1 is for Windows, .sh for the others", "%s does not run on %s", s.Name, c.s.OS)
	case s.Unsigned && !c.e.st.LiveUnsigned:
		return nil, refuse(NotAllowed, "socrates respond live-settings --unsigned on", "%s has no signature, and unsigned scripts do not run here", s.Name)
	case s.Parameter != "" && param == "":
		return nil, refuse(Invalid, fmt.Sprintf(`run %s -parameters "…"`, s.Name), "%s wants to be given %s", s.Name, s.Parameter)
	case strings.ContainsAny(param, forbidden):
		return nil, refuse(Invalid, "leave out each of "+forbidden, "the parameters hold a character that is not allowed")
	}
	ans, err := c.e.sheet(ctx, fmt.Sprintf("let Device = %s;\nlet Parameter = %s;\n%s", quote(c.device()), quote(param), s.KQL))
	if err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		return nil, refuse(Invalid, "change its query and upload it again with --overwrite", "%s ended with an error: %v", s.Name, err)
	}
	return c.answer(ans, "%s: %d lines", s.Name, len(ans.Rows)), nil
}
