package soc

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// Device groups decide how far an automated investigation may go alone, and who may act on a device. A device is in the
// group of the highest rank whose matching rule fits it; one that fits none is ungrouped.

// DeviceGroup is a group of devices.
type DeviceGroup struct {
	Name  string   `json:"name"`
	Says  string   `json:"description,omitempty"`
	Match Matching `json:"match"`
	// Given says that its devices were given to it when the tenant was made; a matching rule takes the place of that.
	Given bool     `json:"given,omitempty"`
	Users []string `json:"users,omitempty"` // who may act on its devices; nobody named means everybody
	By    string   `json:"by,omitempty"`
}

// Matching is the rule of a device group: each condition that is there has to fit, by any of its values. A * in a value
// stands for any text.
type Matching struct {
	Names   []string `json:"names,omitempty"`
	Domains []string `json:"domains,omitempty"`
	Tags    []string `json:"tags,omitempty"`
	OS      []string `json:"os,omitempty"` // OSPlatform
}

// Member is the group that a device came into when the groups were changed.
type Member struct {
	Group string `json:"group"`
	Since int64  `json:"since"` // datetime ticks
}

// ungrouped is how the platform calls the devices that no group matches.
const ungrouped = "Ungrouped devices (default)"

// conditionValues is how many values a condition of a matching rule may have.
const conditionValues = 10

// SaveGroup is the data of "devicegroup.create" and "devicegroup.update"; what is nil stays as it is.
type SaveGroup struct {
	Name    string    `json:"name"`
	NewName *string   `json:"newName,omitempty"`
	Says    *string   `json:"description,omitempty"`
	Rank    int       `json:"rank,omitempty"` // 1 is the highest; 0: as it is, or the lowest for a new one
	Level   string    `json:"level,omitempty"`
	Match   *Matching `json:"match,omitempty"`
	Users   *[]string `json:"users,omitempty"`
}

// OneGroup is the data of "devicegroup.delete".
type OneGroup struct {
	Name string `json:"name"`
}

// SetBar is the data of "devicegroup.separate".
type SetBar struct {
	On bool `json:"on"`
}

func init() {
	register("devicegroup.create", "endpoint.settings", "make a device group", func(ctx context.Context, e *Engine, a Action, s SaveGroup) (Outcome, error) {
		return e.createGroup(ctx, a, s)
	})
	register("devicegroup.update", "endpoint.settings", "change the rank, the matching rule, the level or the users of a device group", func(ctx context.Context, e *Engine, _ Action, s SaveGroup) (Outcome, error) {
		return e.updateGroup(ctx, s)
	})
	register("devicegroup.delete", "endpoint.settings", "delete a device group", func(ctx context.Context, e *Engine, _ Action, o OneGroup) (Outcome, error) {
		return e.deleteGroup(ctx, o.Name)
	})
	register("devicegroup.separate", "endpoint.settings", "keep alerts of different device groups out of one incident, or not", func(ctx context.Context, e *Engine, _ Action, s SetBar) (Outcome, error) {
		return e.separateGroups(ctx, s.On)
	})
}

// groups are the device groups by rank: as somebody left them, or those that the inventory names, the smallest first.
func (e *Engine) groups(ctx context.Context) ([]*DeviceGroup, error) {
	if e.st.Members != nil {
		return e.st.Groups, nil
	}
	members, err := e.given(ctx)
	if err != nil {
		return nil, err
	}
	size := map[string]int{}
	for _, g := range members {
		size[g]++
	}
	out := []*DeviceGroup{}
	for name := range size {
		if name != "" {
			out = append(out, &DeviceGroup{Name: name, Given: true})
		}
	}
	slices.SortFunc(out, func(a, b *DeviceGroup) int {
		return cmp.Or(cmp.Compare(size[a.Name], size[b.Name]), strings.Compare(a.Name, b.Name))
	})
	return out, nil
}

const deviceList = "DeviceInfo\n| summarize arg_max(Timestamp, DeviceName, OSPlatform, MachineGroup, DeviceManualTags, DeviceDynamicTags, RegistryDeviceTag) by DeviceId\n| order by DeviceName asc"

// given is which group each device was given when the tenant was made.
func (e *Engine) given(ctx context.Context) (map[string]string, error) {
	rows, err := e.query(ctx, deviceList)
	out := map[string]string{}
	for _, r := range rows {
		out[rule.Text(r["DeviceId"])] = rule.Text(r["MachineGroup"])
	}
	return out, err
}

// ownGroups makes the groups the organisation's own, so that they can be changed.
func (e *Engine) ownGroups(ctx context.Context) error {
	if e.st.Members != nil {
		return nil
	}
	groups, err := e.groups(ctx)
	if err != nil {
		return err
	}
	members, err := e.given(ctx)
	if err != nil {
		return err
	}
	e.st.Groups, e.st.Members = groups, members
	return nil
}

// regroup finds each device's group anew after a change.
func (e *Engine) regroup(ctx context.Context) error {
	rows, err := e.query(ctx, deviceList)
	if err != nil {
		return err
	}
	before := e.st.InGroup
	e.st.InGroup = map[string]Member{}
	for _, r := range rows {
		id := rule.Text(r["DeviceId"])
		m := Member{e.match(r), e.st.Now}
		if old, ok := before[id]; ok && old.Group == m.Group {
			m = old
		} else if !ok && e.st.Members[id] == m.Group {
			m.Since = e.start
		}
		e.st.InGroup[id] = m
	}
	return nil
}

// match is the group that the rules give to a device of the inventory; "" for none.
func (e *Engine) match(row map[string]any) string {
	id := rule.Text(row["DeviceId"])
	for _, g := range e.st.Groups {
		if g.Given && e.st.Members[id] == g.Name || !g.Given && g.Match.fits(row) {
			return g.Name
		}
	}
	return ""
}

func (m Matching) fits(row map[string]any) bool {
	name := strings.ToLower(rule.Text(row["DeviceName"]))
	host, domain, _ := strings.Cut(name, ".")
	tags := strings.FieldsFunc(strings.ToLower(rule.Text(row["DeviceManualTags"])+","+rule.Text(row["DeviceDynamicTags"])+","+rule.Text(row["RegistryDeviceTag"])), func(r rune) bool {
		return strings.ContainsRune(`,[]"`, r)
	})
	return like(m.Names, host, name) && like(m.Domains, domain) && like(m.OS, strings.ToLower(rule.Text(row["OSPlatform"]))) && like(m.Tags, tags...)
}

// like tells whether any text fits any pattern; without patterns everything does.
func like(patterns []string, texts ...string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(p string) bool {
		return slices.ContainsFunc(texts, func(t string) bool { ok, err := path.Match(strings.ToLower(p), t); return ok && err == nil })
	})
}

// groupOf is the group of a device: by the rules where they were changed, otherwise as the inventory says.
func (e *Engine) groupOf(device, stated string) string {
	if m, ok := e.st.InGroup[device]; ok {
		return m.Group
	}
	return stated
}

func (e *Engine) groupOfRow(row map[string]any) string {
	return e.groupOf(rule.Text(row["DeviceId"]), rule.Text(row["MachineGroup"]))
}

// mayTouch refuses an act on a device whose group is somebody else's to work on.
func (e *Engine) mayTouch(ctx context.Context, actor string, d entity.Entity) error {
	if d.Type != entity.Host || !slices.ContainsFunc(e.st.Groups, func(g *DeviceGroup) bool { return len(g.Users) > 0 }) {
		return nil
	}
	row, err := e.device(ctx, d.IDs["MdatpDeviceId"])
	if err != nil {
		return err
	}
	name := e.groupOfRow(row)
	for _, g := range e.st.Groups {
		if g.Name == name && len(g.Users) > 0 && !slices.Contains(g.Users, actor) {
			return refuse(NotAllowed, "ask one of "+strings.Join(g.Users, ", "), "%s is in the device group %q, which %s may not act on", d.Name(), g.Name, actor)
		}
	}
	return nil
}

// Separates tells whether alerts of different device groups are kept out of one incident [C13].
func (e *Engine) Separates() bool {
	if e.st.GroupsBar != nil {
		return *e.st.GroupsBar
	}
	return e.profile.Correlation.DeviceGroups
}

// otherGroups says why alerts may not be in one incident by their device groups; "" when they may [C13].
func (e *Engine) otherGroups(a, b []*Alert) string {
	if !e.Separates() {
		return ""
	}
	x, y := e.groupsOf(a), e.groupsOf(b)
	if len(x) == 0 || len(y) == 0 || slices.Equal(x, y) {
		return ""
	}
	return fmt.Sprintf("their device groups differ: %s and %s", strings.Join(x, ", "), strings.Join(y, ", "))
}

func (e *Engine) groupsOf(alerts []*Alert) []string {
	var out []string
	for _, a := range alerts {
		for _, en := range a.Entities {
			if id := en.IDs["MdatpDeviceId"]; en.Type == entity.Host && id != "" {
				out = append(out, cmp.Or(e.st.InGroup[id].Group, ungrouped))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (e *Engine) separateGroups(ctx context.Context, on bool) (Outcome, error) {
	if err := e.ownGroups(ctx); err != nil {
		return Outcome{}, err
	}
	if err := e.regroup(ctx); err != nil {
		return Outcome{}, err
	}
	e.st.GroupsBar = &on
	return Outcome{Message: map[bool]string{true: "alerts of different device groups do not share an incident any more", false: "device groups do not keep alerts apart"}[on],
		Notes: []string{"incidents that are there stay as they are; merging by hand is not barred"}}, nil
}

func (e *Engine) createGroup(ctx context.Context, a Action, s SaveGroup) (Outcome, error) {
	groups, err := e.groups(ctx)
	if err != nil {
		return Outcome{}, err
	}
	switch {
	case strings.TrimSpace(s.Name) == "":
		return Outcome{}, refuse(Invalid, "", "a device group needs a name")
	case strings.EqualFold(s.Name, ungrouped) || groupNamed(groups, s.Name) >= 0:
		return Outcome{}, refuse(Conflict, "choose another name, or change it: socrates device-group update", "there is a device group %q already", s.Name)
	case s.Match == nil || s.Match.empty():
		return Outcome{}, refuse(Invalid, "give a name, domain, tag or OS", "a device group needs a matching rule")
	}
	if err := s.check(len(groups) + 1); err != nil {
		return Outcome{}, err
	}
	if err := e.ownGroups(ctx); err != nil {
		return Outcome{}, err
	}
	g := &DeviceGroup{Name: s.Name, By: a.Actor}
	e.st.Groups = append(e.st.Groups, g)
	return e.placeGroup(ctx, g, s, "is there")
}

func (m Matching) empty() bool { return len(m.Names)+len(m.Domains)+len(m.Tags)+len(m.OS) == 0 }

func groupNamed(groups []*DeviceGroup, name string) int {
	return slices.IndexFunc(groups, func(g *DeviceGroup) bool { return strings.EqualFold(g.Name, name) })
}

func (s SaveGroup) check(most int) error {
	if s.Level != "" && strict(strings.ToLower(s.Level)) < 0 {
		return refuse(Invalid, "choose one of "+strings.Join(Levels(), ", "), "no automation level %q", s.Level)
	}
	if s.Rank < 0 || s.Rank > most {
		return refuse(Invalid, fmt.Sprintf("choose 1 to %d; 1 is the highest", most), "there is no rank %d", s.Rank)
	}
	if s.Match == nil {
		return nil
	}
	for _, list := range [][]string{s.Match.Names, s.Match.Domains, s.Match.Tags, s.Match.OS} {
		if len(list) > conditionValues {
			return refuse(LimitHit, "make two groups", "a condition has at most %d values, this one %d", conditionValues, len(list))
		}
		for _, p := range list {
			if _, err := path.Match(p, ""); err != nil || p == "" {
				return refuse(Invalid, "write the text itself, with * for what may be anything", "%q is no pattern", p)
			}
		}
	}
	return nil
}

func (e *Engine) updateGroup(ctx context.Context, s SaveGroup) (Outcome, error) {
	groups, err := e.groups(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if err := s.check(len(groups)); err != nil {
		return Outcome{}, err
	}
	if s.Name == "" || strings.EqualFold(s.Name, ungrouped) {
		return e.updateUngrouped(s)
	}
	n := groupNamed(groups, s.Name)
	switch {
	case n < 0:
		return Outcome{}, noGroup(groups, s.Name)
	case s.NewName != nil && (strings.TrimSpace(*s.NewName) == "" || !strings.EqualFold(*s.NewName, s.Name) && groupNamed(groups, *s.NewName) >= 0):
		return Outcome{}, refuse(Conflict, "choose another name", "the name %q is taken, or none", *s.NewName)
	case s.Match != nil && s.Match.empty():
		return Outcome{}, refuse(Invalid, "delete the group instead: socrates device-group delete "+quote(s.Name), "a device group needs a matching rule")
	}
	if err := e.ownGroups(ctx); err != nil {
		return Outcome{}, err
	}
	return e.placeGroup(ctx, e.st.Groups[groupNamed(e.st.Groups, s.Name)], s, "is changed")
}

func (e *Engine) updateUngrouped(s SaveGroup) (Outcome, error) {
	if s.NewName != nil || s.Rank != 0 || s.Match != nil || s.Users != nil || s.Level == "" {
		return Outcome{}, refuse(NotAllowed, "give it a level", "of %s only the automation level can be changed", ungrouped)
	}
	e.setLevel("", s.Level)
	return Outcome{Message: ungrouped + ": " + e.Level("")}, nil
}

func noGroup(groups []*DeviceGroup, name string) *Refusal {
	var names []string
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return refuse(NotFound, "the groups are "+strings.Join(append(names, ungrouped), ", "), "there is no device group %q", name)
}

// placeGroup writes what was asked for into a group, puts it into its rank, and finds the members of all groups anew.
func (e *Engine) placeGroup(ctx context.Context, g *DeviceGroup, s SaveGroup, done string) (Outcome, error) {
	if s.NewName != nil && *s.NewName != g.Name {
		e.renameGroup(g, *s.NewName)
	}
	if s.Says != nil {
		g.Says = *s.Says
	}
	if s.Match != nil {
		g.Match, g.Given = *s.Match, false
	}
	if s.Users != nil {
		g.Users = *s.Users
	}
	if s.Level != "" {
		e.setLevel(g.Name, s.Level)
	}
	if s.Rank > 0 {
		e.st.Groups = slices.DeleteFunc(e.st.Groups, func(x *DeviceGroup) bool { return x == g })
		e.st.Groups = slices.Insert(e.st.Groups, s.Rank-1, g)
	}
	if err := e.regroup(ctx); err != nil {
		return Outcome{}, err
	}
	n := 0
	for _, m := range e.st.InGroup {
		if m.Group == g.Name {
			n++
		}
	}
	return Outcome{ID: g.Name, Message: fmt.Sprintf("device group %q %s: rank %d, %d devices, %s", g.Name, done, groupNamed(e.st.Groups, g.Name)+1, n, e.Level(g.Name))}, nil
}

func (e *Engine) renameGroup(g *DeviceGroup, name string) {
	if level, ok := e.st.Levels[g.Name]; ok {
		delete(e.st.Levels, g.Name)
		e.st.Levels[name] = level
	}
	for id, given := range e.st.Members {
		if given == g.Name && g.Given {
			e.st.Members[id] = name
		}
	}
	g.Name = name
}

func (e *Engine) deleteGroup(ctx context.Context, name string) (Outcome, error) {
	groups, err := e.groups(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if strings.EqualFold(name, ungrouped) {
		return Outcome{}, refuse(NotAllowed, "", "%s cannot be deleted", ungrouped)
	}
	if groupNamed(groups, name) < 0 {
		return Outcome{}, noGroup(groups, name)
	}
	if err := e.ownGroups(ctx); err != nil {
		return Outcome{}, err
	}
	n := groupNamed(e.st.Groups, name)
	name = e.st.Groups[n].Name
	e.st.Groups = slices.Delete(e.st.Groups, n, n+1)
	delete(e.st.Levels, name)
	return Outcome{ID: name, Message: fmt.Sprintf("device group %q is deleted; its devices go to the groups below it, or are ungrouped", name)}, e.regroup(ctx)
}

// GroupLine is a device group as its list shows it. The last one is the ungrouped devices.
type GroupLine struct {
	DeviceGroup
	Rank    int      `json:"rank"` // 0: the ungrouped devices
	Level   string   `json:"level"`
	Devices []string `json:"devices"` // names
}

// DeviceGroups lists the device groups by rank.
func (e *Engine) DeviceGroups(ctx context.Context) ([]GroupLine, error) {
	groups, err := e.groups(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := e.query(ctx, deviceList)
	if err != nil {
		return nil, err
	}
	in := map[string][]string{}
	for _, r := range rows {
		g := e.groupOfRow(r)
		in[g] = append(in[g], rule.Text(r["DeviceName"]))
	}
	out := []GroupLine{}
	for n, g := range groups {
		out = append(out, GroupLine{*g, n + 1, e.Level(g.Name), list(in[g.Name])})
	}
	return append(out, GroupLine{DeviceGroup{Name: ungrouped}, 0, e.Level(""), list(in[""])}), nil
}

// Regrouped are the devices whose rows name another group than they were made with: by DeviceId, the group and since when.
func (e *Engine) Regrouped() map[string]Member {
	out := map[string]Member{}
	for id, m := range e.st.InGroup {
		if m.Since > e.start {
			out[id] = m
		}
	}
	return out
}
