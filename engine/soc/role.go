package soc

import (
	"context"
	"maps"
	"slices"
	"strings"
)

// GrantRole is the data of "role.assign" and "role.remove".
type GrantRole struct {
	User string `json:"user"`
	Role string `json:"role"`
}

func init() {
	register("role.assign", "settings", "assign a role to a user",
		func(_ context.Context, e *Engine, _ Action, g GrantRole) (Outcome, error) { return e.assignRole(g) })
	register("role.remove", "settings", "take a role from a user",
		func(_ context.Context, e *Engine, _ Action, g GrantRole) (Outcome, error) { return e.removeRole(g) })
}

// Roles tells the roles of each user that has any. A user without one owns the tenant and may do everything.
func (e *Engine) Roles() map[string][]string { return e.st.Roles }

func (e *Engine) assignRole(g GrantRole) (Outcome, error) {
	name, err := e.roleNamed(g.Role)
	if err != nil {
		return Outcome{}, err
	}
	if strings.TrimSpace(g.User) == "" {
		return Outcome{}, refuse(Invalid, "name the user who gets the role", "a role without a user")
	}
	if slices.Contains(e.st.Roles[g.User], name) {
		return Outcome{Message: g.User + " is " + name + " already"}, nil
	}
	e.st.Roles[g.User] = append(e.st.Roles[g.User], name)
	return Outcome{Message: g.User + " is now " + name, Notes: []string{"roles add up: a weaker one takes nothing away"}}, nil // [P5]
}

func (e *Engine) removeRole(g GrantRole) (Outcome, error) {
	name, err := e.roleNamed(g.Role)
	if err != nil {
		return Outcome{}, err
	}
	i := slices.Index(e.st.Roles[g.User], name)
	if i < 0 {
		return Outcome{}, refuse(NotFound, "the list of roles shows who has which", "%s is not %s", g.User, name)
	}
	e.st.Roles[g.User] = slices.Delete(e.st.Roles[g.User], i, i+1)
	out := Outcome{Message: g.User + " is no longer " + name}
	if len(e.st.Roles[g.User]) == 0 {
		delete(e.st.Roles, g.User)
		out.Notes = []string{g.User + " has no role left, and acts as the owner of the tenant again"}
	}
	return out, nil
}

func (e *Engine) roleNamed(name string) (string, error) {
	var known []string
	for _, r := range e.profile.Roles {
		if strings.EqualFold(r.Name, name) {
			return r.Name, nil
		}
		known = append(known, r.Name)
	}
	return "", refuse(NotFound, "the roles are "+strings.Join(known, ", "), "there is no role %q", name)
}

// Permitted refuses a task that none of the user's roles allows, and says which would.
func (e *Engine) Permitted(user, task string) error {
	mine := e.st.Roles[user]
	if len(mine) == 0 {
		return nil
	}
	var enough []string
	for _, r := range e.profile.Roles {
		if !slices.Contains(r.Tasks, task) && !slices.Contains(r.Tasks, "*") {
			continue
		}
		if slices.Contains(mine, r.Name) {
			return nil
		}
		enough = append(enough, r.Name)
	}
	says := task
	if t, ok := e.profile.Task(task); ok {
		says = t.Says
	}
	return refuse(NotAllowed, "it takes "+strings.Join(enough, " or "), "%s is %s, which may not %s", user, strings.Join(mine, " and "), says)
}

// Holders lists users and roles in order, for a page.
func (e *Engine) Holders() [][2]string {
	var out [][2]string
	for _, user := range slices.Sorted(maps.Keys(e.st.Roles)) {
		out = append(out, [2]string{user, strings.Join(e.st.Roles[user], ", ")})
	}
	return out
}
