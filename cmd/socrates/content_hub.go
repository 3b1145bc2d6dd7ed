package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/hub"
	"socrates/engine/soc/profile"
)

// The two groups of the content command: the learner's content hub, and the authors' check.
const (
	hubGroup    = "hub"
	authorGroup = "author"
)

func hubCommands(a *app) []*cobra.Command {
	list := []*cobra.Command{newHubListCommand(a), newHubShowCommand(a),
		newHubActCommand(a, "install", "Install a solution: its templates are there then, and nothing of it is at work yet", "okta"),
		newHubActCommand(a, "update", "Update a solution to its newest version", "amazon-web-services"),
		newHubActCommand(a, "uninstall", "Uninstall a solution; rules, workbooks and playbooks made from its templates stay", "okta")}
	for _, c := range list {
		c.GroupID = hubGroup
	}
	return list
}

func newHubListCommand(a *app) *cobra.Command {
	var d desk
	var there, updates bool
	cmd := &cobra.Command{
		Use: "list [WORD]", Short: "List the solutions; WORD narrows the list to titles, categories and connectors", Args: cobra.MaximumNArgs(1),
		Example: `  socrates content list --portal azure
  socrates content list identity
  socrates content list --updates --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, side profile.Portal) error {
				if err := e.Offered(side, "content"); err != nil {
					return err
				}
				list := []soc.SolutionStatus{}
				for _, s := range e.Solutions() {
					if (!there || s.State != soc.NotInstalled) && (!updates || s.State == soc.UpdateAvailable) && (len(args) == 0 || hubAbout(s, args[0])) {
						list = append(list, s)
					}
				}
				return a.show(list, func() { a.printSolutions(list) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&there, "installed", false, "only those that are installed")
	cmd.Flags().BoolVar(&updates, "updates", false, "only those with an update")
	return cmd
}

func hubAbout(s soc.SolutionStatus, word string) bool {
	all := strings.Join([]string{s.ID, s.Title, s.Publisher, s.Says, join(s.Categories), join(s.Connectors)}, "\n")
	return strings.Contains(strings.ToLower(all), strings.ToLower(word))
}

func (a *app) printSolutions(list []soc.SolutionStatus) {
	if len(list) == 0 {
		fmt.Fprintln(a.out, "No such solution; socrates content list shows all.")
		return
	}
	lines := [][]string{{"ID", "TITLE", "STATE", "VERSION", "CONNECTORS", "RULES", "QUERIES", "WORKBOOKS", "OTHER"}}
	for _, s := range list {
		version := s.Version
		if s.State == soc.UpdateAvailable {
			version += " -> " + s.Newest
		}
		lines = append(lines, []string{s.ID, clip(s.Title, 42), s.State, version, dash(join(s.Connectors)), count(len(s.Rules)), count(len(s.Queries)), count(len(s.Workbooks)),
			count(len(s.Watchlists) + len(s.Playbooks) + len(s.Parsers))})
	}
	a.grid(lines)
	fmt.Fprintf(a.out, "(%d solutions)\n", len(list))
}

// count writes a number, and nothing for none.
func count(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}

func newHubShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "show SOLUTION", Short: "Show a solution: what it holds, and what an update would bring", Args: cobra.ExactArgs(1),
		Example: "  socrates content show threat-intelligence --portal azure\n  socrates content show \"Business Email Compromise\" --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, side profile.Portal) error {
				if err := e.Offered(side, "content"); err != nil {
					return err
				}
				s, err := e.Solution(args[0])
				if err != nil {
					return err
				}
				rules := map[string]string{}
				for _, id := range s.Rules {
					rules[id] = e.TemplateName(id)
				}
				return a.show(s, func() { a.printSolution(s, rules) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printSolution(s soc.SolutionStatus, rules map[string]string) {
	fmt.Fprintf(a.out, "%s, by %s\n%s\n\n", s.Title, s.Publisher, s.Says)
	fmt.Fprintf(a.out, "version  %s (%s)\nid       %s\n", s.Version, s.State, s.ID)
	if s.At != 0 {
		fmt.Fprintf(a.out, "since    %s, by %s\n", when(s.At), s.By)
	}
	part := func(title string, names []string) {
		if len(names) == 0 {
			return
		}
		a.heading("%s", title)
		for _, n := range names {
			fmt.Fprintln(a.out, "  "+n)
		}
	}
	part("Data connectors", s.Connectors)
	var names []string
	for _, id := range s.Rules {
		names = append(names, rules[id])
	}
	part("Analytics rule templates", names)
	part("Hunting queries", named(s.Queries, func(q hub.Query) string { return q.Name + ": " + q.Says }))
	part("Workbooks", s.Workbooks)
	part("Watchlists", named(s.Watchlists, func(w hub.Watchlist) string { return w.Alias + ": " + join(w.Columns) }))
	part("Playbooks", named(s.Playbooks, func(p hub.Playbook) string { return p.Name + ": " + p.Says }))
	part("Parsers", named(s.Parsers, func(p hub.Parser) string { return p.Name + ": " + p.Says }))
	part("What an update brings", named(s.News, func(c hub.Change) string { return c.Version + ": " + c.Says }))
}

func named[T any](list []T, name func(T) string) []string {
	var out []string
	for _, t := range list {
		out = append(out, name(t))
	}
	return out
}

func newHubActCommand(a *app, verb, says, example string) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: verb + " SOLUTION", Short: says, Args: cobra.ExactArgs(1), Example: "  socrates content " + verb + " " + example + " --portal azure",
	}, "content."+verb, func(args []string) any { return soc.OneSolution{ID: args[0]} })
}

func newRuleTemplatesCommand(a *app) *cobra.Command {
	var d desk
	var unused bool
	cmd := &cobra.Command{
		Use: "templates [WORD]", Short: "List the rule templates of the installed solutions; a rule is made with create --template", Args: cobra.MaximumNArgs(1),
		Example: `  socrates rule templates
  socrates rule templates T1110 --unused
  socrates rule create --template "Antivirus settings were weakened"`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list := []soc.RuleTemplate{}
				for _, t := range e.RuleTemplates() {
					if (!unused || !t.InUse) && (len(args) == 0 || about(t.Rule, args[0])) {
						list = append(list, t)
					}
				}
				return a.show(list, func() { a.printRuleTemplates(list) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&unused, "unused", false, "only those that no rule was made from")
	return cmd
}

func (a *app) printRuleTemplates(list []soc.RuleTemplate) {
	lines := [][]string{{"NAME", "KIND", "SEVERITY", "EVERY", "STATE", "SOLUTION"}}
	for _, t := range list {
		state := "not in use"
		switch {
		case t.Update:
			state = "in use, update available"
		case t.InUse:
			state = "in use"
		}
		lines = append(lines, []string{clip(t.Name, 70), t.Kind, t.Severity, every(t.Rule), state, t.Solution})
	}
	a.grid(lines)
	fmt.Fprintf(a.out, "(%d templates)\n", len(list))
}

func newWatchlistTemplatesCommand(a *app) *cobra.Command {
	example := "  socrates watchlist templates\n  socrates watchlist create vip --template VIPUsers --file vip.csv --portal azure"
	return a.page("templates", "List the watchlist templates of the installed solutions", example, func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.WatchlistTemplates()
		return list, func() {
			lines := [][]string{{"TEMPLATE", "SEARCH KEY", "HEADER", "SOLUTION"}}
			for _, w := range list {
				lines = append(lines, []string{w.Alias, w.SearchKey, strings.Join(w.Columns, ","), w.Solution})
			}
			a.grid(lines)
		}, nil
	})
}

func newPlaybookTemplatesCommand(a *app) *cobra.Command {
	example := "  socrates playbook templates\n  socrates playbook create sessions --template \"Revoke sessions of the incident's users\""
	return a.page("templates", "List the playbook templates of the installed solutions", example, func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.PlaybookTemplates()
		return list, func() {
			lines := [][]string{{"TEMPLATE", "ON", "STEPS", "SOLUTION", "SAYS"}}
			for _, p := range list {
				steps := named(p.Steps, func(s hub.Step) string { return strings.TrimSpace(s.Do + " " + s.Value) })
				lines = append(lines, []string{p.Name, p.Trigger, clip(strings.Join(steps, "; "), 60), p.Solution, p.Says})
			}
			a.grid(lines)
		}, nil
	})
}
