package scenarios

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"go.yaml.in/yaml/v3"

	"socrates/generator"
	"socrates/generator/attack"
	"socrates/generator/chance"
	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Params are what the caller of a scenario decides. Zero values mean the scenario's own.
type Params struct {
	Seed   uint64
	People int
	Days   int   // whole days of data before the day of Now
	Now    int64 // datetime ticks at which the tenant opens
}

// A tenant opens on a Thursday afternoon, by the clock of the organisation's main office.
var defaultNow = tick.Of(time.Date(2026, time.June, 18, 16, 30, 0, 0, time.UTC))

// compiler holds a scenario while its names get their values.
type compiler struct {
	s         *Scenario
	p         Params
	o         *org.Org
	people    map[string]*org.Person
	devices   map[string]*org.Device
	addresses map[string]*attack.Address
	domains   map[string]string
	files     map[string]*org.Image
	ends      map[string]int64
	memory    attack.Memory
}

// Staged is a scenario in one organisation.
type Staged struct {
	Plan   generator.Plan
	Truths []Truth // with every name filled in
}

// Compile casts the scenario in an organisation and places its stages in time.
func (s *Scenario) Compile(p Params) (generator.Plan, error) {
	st, err := s.Stage(p)
	if err != nil {
		return generator.Plan{}, err
	}
	return st.Plan, nil
}

// Stage is Compile that hands over the truths as well.
func (s *Scenario) Stage(p Params) (*Staged, error) {
	p.People = orElse(p.People, s.doc.People)
	p.Days = orElse(p.Days, s.doc.Days)
	o, err := org.Build(p.Seed, p.People)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.ID, err)
	}
	if n := s.doc.Noise.Suspicious; n != nil {
		o.Suspicious = *n
	}
	p.Now = orElse(p.Now, defaultNow-o.Sites[0].Zone.Offset(defaultNow))
	c := newCompiler(s, p, o)
	plan, err := c.plan()
	if err != nil {
		return nil, err
	}
	truths, err := c.truths(plan.Attack)
	return &Staged{plan, truths}, err
}

func newCompiler(s *Scenario, p Params, o *org.Org) *compiler {
	return &compiler{s: s, p: p, o: o, people: map[string]*org.Person{}, devices: map[string]*org.Device{}, addresses: map[string]*attack.Address{},
		domains: map[string]string{}, files: map[string]*org.Image{}, ends: map[string]int64{}}
}

func (c *compiler) plan() (generator.Plan, error) {
	s, p, o := c.s, c.p, c.o
	plan := generator.Plan{Seed: p.Seed, Scenario: s.ID, People: p.People, Start: tick.Midnight(p.Now) - int64(p.Days)*tick.Day, Now: p.Now, Org: o}
	horizon, err := span(orElse(s.doc.Horizon, "12h"))
	if err != nil {
		return plan, fmt.Errorf("scenario %s: horizon: %w", s.ID, err)
	}
	plan.Horizon = p.Now + horizon
	if err := c.castAll(); err != nil {
		return plan, err
	}
	c.infrastructure()
	if plan.Attack, err = c.stages(); err != nil {
		return plan, err
	}
	plan.Facts, err = c.facts(plan.Attack)
	return plan, err
}

func orElse[T comparable](v, other T) T {
	var zero T
	if v == zero {
		return other
	}
	return v
}

func (c *compiler) stream(names ...string) *chance.Rand {
	return chance.Stream(c.p.Seed, append([]string{"scenario", c.s.ID}, names...)...)
}

// personEnv is what a condition on a person may name.
type personEnv struct {
	Department, Title, Site, Country string
	Admin, Manager, Laptop           bool
	Name                             string
}

// deviceEnv is what a condition on a device may name.
type deviceEnv struct {
	Role, Name, OS, Site string
	Managed              bool
}

func (c *compiler) castAll() error {
	for _, name := range sorted(c.s.doc.Cast) {
		spec := c.s.doc.Cast[name]
		if err := c.castOne(name, spec); err != nil {
			return fmt.Errorf("%s:%d: cast %s: %w", c.s.file, spec.line, name, err)
		}
	}
	return nil
}

func (c *compiler) castOne(name string, spec castSpec) error {
	r := c.stream("cast", name)
	if spec.Device != "" {
		for _, i := range r.Perm(len(c.o.Devices)) {
			d := c.o.Devices[i]
			ok, err := eval(spec.Device, deviceEnv{d.Role, d.Name, d.OS.Platform, d.Site.City, d.Managed()})
			if err != nil {
				return err
			}
			if ok {
				c.devices[name] = d
				return nil
			}
		}
		return fmt.Errorf("no device of this organisation fits %q; loosen the condition", spec.Device)
	}
	for _, i := range r.Perm(len(c.o.People)) {
		p := c.o.People[i]
		ok, err := eval(spec.Person, personEnv{p.Department, p.Title, p.Site.City, p.Site.Country, p.Admin != nil, p.Manager == nil, p.Device.Laptop, p.Display})
		if err != nil {
			return err
		}
		if ok && c.present(p, spec.Present) && !c.taken(p) {
			c.people[name], c.devices[name] = p, p.Device
			return nil
		}
	}
	return fmt.Errorf("nobody in this organisation fits %q and is at the office in the span %q; loosen the condition, or use more people or another seed", spec.Person, spec.Present)
}

func (c *compiler) taken(p *org.Person) bool {
	for _, q := range c.people {
		if q == p {
			return true
		}
	}
	return false
}

func eval(cond string, env any) (bool, error) {
	prog, err := expr.Compile(cond, expr.Env(env), expr.AsBool())
	if err != nil {
		return false, err
	}
	out, err := expr.Run(prog, env)
	if err != nil {
		return false, err
	}
	return out.(bool), nil
}

// present reports whether p is at the office during the whole span.
func (c *compiler) present(p *org.Person, text string) bool {
	if text == "" {
		return true
	}
	from, to, err := presence(text)
	if err != nil {
		return false
	}
	d := life.DayOf(c.o, p, p.Site.Zone.Day(c.p.Now+from))
	return d.Works && !d.Home && d.Arrive+10*tick.Minute < c.p.Now+from && d.Leave > c.p.Now+to
}

func (c *compiler) infrastructure() {
	a := c.s.doc.Actor
	for _, n := range sorted(a.Domains) {
		c.domains[n] = domain(c.stream("domain", n), a.Domains[n])
	}
	for _, n := range sorted(a.Addresses) {
		c.addresses[n] = rent(c.stream("address", n), a.Addresses[n])
	}
	for _, n := range sorted(a.Files) {
		c.files[n] = forge(c.stream("file", n), a.Files[n])
	}
}

func (c *compiler) stages() (attack.Script, error) {
	var script attack.Script
	for kind, list := range [][]stageSpec{c.s.doc.Stages, c.s.doc.Decoys, c.s.doc.Intel} {
		for _, spec := range list {
			st, err := c.stage(spec)
			if err != nil {
				return script, fmt.Errorf("%s:%d: stage %s: %w", c.s.file, spec.line, spec.ID, err)
			}
			st.Decoy, st.Silent = kind == 1, kind == 2
			script.Stages = append(script.Stages, st)
		}
	}
	return script, nil
}

func (c *compiler) stage(spec stageSpec) (attack.Stage, error) {
	a, _ := attack.Find(spec.Do)
	st := attack.Stage{ID: spec.ID, Says: strings.TrimSpace(spec.Says), Technique: orElse(spec.Technique, a.Technique), Tactic: orElse(spec.Tactic, a.Tactic)}
	st.Start = c.start(spec)
	if spec.After != "" {
		st.After = []string{spec.After}
	}
	args, err := c.args(spec, a)
	if err != nil {
		return st, err
	}
	c.memory.Stage(a, args, st.Start)
	st.End = st.Start + args.Number("for", tick.Minute)
	c.ends[spec.ID] = st.Start
	st.Needs = a.NeedsOf(c.o, args)
	st.Run = func(e trace.Env, at int64) { a.Run(e, at, args) }
	return st, nil
}

func (c *compiler) start(spec stageSpec) int64 {
	r := c.stream("stage", spec.ID, "start")
	if spec.At != "" {
		offset, _ := moment(spec.At)
		return c.p.Now + offset + r.Between(0, 90*tick.Second)
	}
	mid, spread, _ := wait(spec.Wait)
	return c.ends[spec.After] + max(tick.Second, r.Around(mid, spread))
}

func (c *compiler) args(spec stageSpec, a *attack.Activity) (attack.Args, error) {
	args := attack.Args{}
	for _, p := range a.Params {
		node, has := spec.With[p.Name]
		if !has {
			continue
		}
		v, err := c.value(p, node)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Name, err)
		}
		args[p.Name] = v
	}
	return args, nil
}

func (c *compiler) value(p attack.Param, node yaml.Node) (any, error) {
	switch p.Kind {
	case attack.PersonKind:
		if v, ok := c.people[node.Value]; ok {
			return v, nil
		}
		return nil, fmt.Errorf("%q is a device, and a person is needed", node.Value)
	case attack.DeviceKind:
		return c.devices[node.Value], nil
	case attack.AddressKind:
		return c.addresses[node.Value], nil
	case attack.DomainKind:
		return c.domains[node.Value], nil
	case attack.FileKind:
		return c.files[node.Value], nil
	case attack.NumberKind:
		return strconv.ParseInt(node.Value, 10, 64)
	case attack.SpanKind:
		return span(node.Value)
	}
	return c.expand(node.Value)
}

// braces are expressions in a text. What begins with a digit or a quote is none: {3} of a pattern, {"a":1} of a query.
var braces = regexp.MustCompile(`\{([A-Za-z_][^{}]*)\}`)

// truths fills the names of the cast and the infrastructure, and the times of the stages, into the queries.
func (c *compiler) truths(script attack.Script) ([]Truth, error) {
	stages := map[string]any{}
	for _, st := range script.Stages {
		stages[st.ID] = map[string]any{"start": tick.ISO(st.Start)}
	}
	env := c.env()
	env["stage"] = stages
	out := make([]Truth, len(c.s.Truths))
	for i, t := range c.s.Truths {
		query, err := expand(env, t.Query)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: truth %s: %w", c.s.file, t.line, t.ID, err)
		}
		t.Query = query
		out[i] = t
	}
	return out, nil
}

// expand replaces {expression} in a text.
func (c *compiler) expand(text string) (string, error) { return expand(c.env(), text) }

func expand(env map[string]any, text string) (string, error) {
	var failed error
	out := braces.ReplaceAllStringFunc(text, func(m string) string {
		v, err := evalText(env, m[1:len(m)-1])
		if err != nil && failed == nil {
			failed = err
		}
		return fmt.Sprint(v)
	})
	return out, failed
}

// evalText is the value of an expression. One that names what is not there is an error.
func evalText(env map[string]any, code string) (any, error) {
	prog, err := expr.Compile(code, expr.Env(env))
	if err != nil {
		return nil, fmt.Errorf("{%s}: %s", code, firstLine(err))
	}
	v, err := expr.Run(prog, env)
	if err == nil && v == nil {
		err = fmt.Errorf("{%s} names nothing that is there", code)
	}
	return v, err
}

// env is the closed world of expressions: the organisation, the cast, the infrastructure, and id(name), an identifier
// that is the same wherever the name is used.
func (c *compiler) env() map[string]any {
	env := map[string]any{"org": map[string]any{"name": c.o.Name, "domain": c.o.Domain, "tenant": c.o.TenantID}, "domain": toAny(c.domains),
		"id": func(name string) string { return c.stream("id", name).GUID() }}
	addresses, files := map[string]any{}, map[string]any{}
	for n, a := range c.addresses {
		addresses[n] = map[string]any{"ip": a.IP, "country": a.Place.Country, "city": a.Place.City}
	}
	for n, f := range c.files {
		files[n] = map[string]any{"name": f.File, "sha256": f.SHA256}
	}
	env["address"], env["file"] = addresses, files
	for n, d := range c.devices {
		env[n] = map[string]any{"device": d.FQDN, "deviceid": d.ID, "ip": d.IP, "host": d.Name}
	}
	for n, p := range c.people {
		m := env[n].(map[string]any)
		for k, v := range map[string]any{"upn": p.UPN, "name": p.Sam, "display": p.Display, "given": p.Given, "objectid": p.ObjectID, "sid": p.SID, "department": p.Department} {
			m[k] = v
		}
		if p.Admin != nil {
			m["admin"] = map[string]any{"upn": p.Admin.UPN, "name": p.Admin.Sam, "objectid": p.Admin.ObjectID}
		}
	}
	return env
}

func toAny(m map[string]string) map[string]any {
	out := map[string]any{}
	for k, v := range m {
		out[k] = v
	}
	return out
}

// facts are the cast and the infrastructure, the times of the stages, and what the file adds.
func (c *compiler) facts(script attack.Script) ([]generator.Fact, error) {
	var list []generator.Fact
	add := func(name string, v any) {
		raw, _ := json.Marshal(v)
		list = append(list, generator.Fact{Name: name, Value: string(raw)})
	}
	env := c.env()
	delete(env, "id")
	for _, group := range sorted(env) {
		flatten(group, env[group], add)
	}
	for _, st := range script.Stages {
		if !st.Silent {
			add("stage."+st.ID+".start", tick.ISO(st.Start))
		}
	}
	for _, name := range sorted(c.s.doc.Facts) {
		v, err := evalText(c.env(), c.s.doc.Facts[name])
		if err != nil {
			return nil, fmt.Errorf("%s: fact %s: %w", c.s.file, name, err)
		}
		add(name, v)
	}
	return list, nil
}

func flatten(prefix string, v any, add func(string, any)) {
	m, ok := v.(map[string]any)
	if !ok {
		add(prefix, v)
		return
	}
	for _, k := range sorted(m) {
		flatten(prefix+"."+k, m[k], add)
	}
}
