package soc

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// levels are the automation levels of device groups, the loosest first: what an investigation may do alone.
var levels = []struct{ id, says string }{
	{"full", "remediate everything that is malicious at once"},
	{"semi-non-temp", "ask first, but for files in temporary folders"},
	{"semi-core", "ask first for files in the folders of the system"},
	{"semi-all", "ask first for everything"},
	{"none", "do not run at all"},
}

// SetLevel is the data of "devicegroup.level".
type SetLevel struct {
	Group string `json:"group"` // as MachineGroup spells it; "" is devices without a group
	Level string `json:"level"`
}

func init() {
	register("devicegroup.level", "endpoint.settings", "set the automation level of a device group", func(_ context.Context, e *Engine, _ Action, s SetLevel) (Outcome, error) {
		if strict(strings.ToLower(s.Level)) < 0 {
			return Outcome{}, refuse(Invalid, "choose one of "+strings.Join(Levels(), ", "), "no automation level %q", s.Level)
		}
		e.setLevel(s.Group, s.Level)
		return Outcome{Message: fmt.Sprintf("device group %q: %s", cmp.Or(s.Group, "ungrouped"), e.Level(s.Group))}, nil
	})
}

func (e *Engine) setLevel(group, level string) {
	if e.st.Levels == nil {
		e.st.Levels = map[string]string{}
	}
	e.st.Levels[group] = strings.ToLower(level)
}

// Levels lists the automation levels, the loosest first.
func Levels() []string {
	var ids []string
	for _, l := range levels {
		ids = append(ids, l.id)
	}
	return ids
}

func strict(level string) int { return slices.Index(Levels(), level) }

// Level is the automation level of a device group.
func (e *Engine) Level(group string) string {
	return cmp.Or(e.st.Levels[group], e.profile.Automated.Level)
}

// GroupLevels lists the groups that have a level of their own.
func (e *Engine) GroupLevels() map[string]string { return maps.Clone(e.st.Levels) }

// alone says whether a level lets an investigation remedy a piece of evidence without asking. A mail always asks.
func alone(level string, en entity.Entity) bool {
	folder := strings.ToLower(en.IDs["Directory"])
	switch {
	case en.Type == entity.MailMessage:
		return false
	case level == "full":
		return true
	case en.Type != entity.File || folder == "":
		return false
	case level == "semi-non-temp":
		return inFolder(folder, `\temp\`, `\tmp\`, `\downloads\`, `\appdata\local\microsoft\windows\inetcache\`, "/tmp/")
	case level == "semi-core":
		return !inFolder(folder, `\windows\`, `\program files`, "/bin/", "/sbin/", "/usr/")
	}
	return false
}

func inFolder(folder string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(folder+`\`, p) || strings.Contains(folder+"/", p) })
}
