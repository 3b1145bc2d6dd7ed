package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newAutomationCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "automation",
		Short: "Automation rules: what happens by itself when incidents and alerts come",
		Long: `Automation rules run on the workspace's side of an incident, whichever side made it: an incident of Defender meets them when it has
reached the workspace. Rules with a lower order run first and each sees what the earlier ones left.`,
		Example: `  socrates automation create "tag phishing" --when "title contains phish" --do "tag phishing" --do "owner tier1"
  socrates automation create contain --on incident-created --when "severity equals High" --do "playbook contain"
  socrates automation list
  socrates automation runs`,
	}
	cmd.AddCommand(newAutomationCreateCommand(a), newAutomationListCommand(a), newAutomationRunsCommand(a),
		newByNameCommand(a, "automation", "enable", "Enable an automation rule"), newByNameCommand(a, "automation", "disable", "Disable an automation rule"),
		newByNameCommand(a, "automation", "delete", "Delete an automation rule"))
	return cmd
}

// autoFile is an automation rule as a file holds it; conditions and actions are written as on the command line.
type autoFile struct {
	Name    string   `yaml:"name"`
	Order   int      `yaml:"order"`
	On      string   `yaml:"on"`
	When    []string `yaml:"when"`
	Do      []string `yaml:"do"`
	Expires string   `yaml:"expires"`
}

func newAutomationCreateCommand(a *app) *cobra.Command {
	var d desk
	var f autoFile
	var file string
	cmd := &cobra.Command{
		Use:   "create [NAME]",
		Short: "Make an automation rule",
		Long: `Make an automation rule. A condition reads "PROPERTY OPERATOR VALUE,VALUE…": title, severity, status, owner, tag, rule, product, tactic,
entity, alert-title, provider, updated-by; equals, not-equals, contains, not-contains, starts-with, and for updates changed,
changed-from, changed-to, added. An action reads "WHAT VALUE": status closed/TruePositive/SuspiciousActivity, severity High, owner UPN,
tag TEXT, task TEXT, playbook NAME. A file holds the same as YAML: name, order, on, when, do, expires.`,
		Example: `  socrates automation create escalate --on incident-updated --when "severity changed-to High" --do "owner lead@contoso.example" --order 1
  socrates automation create mute --when "rule equals Firewall test" --do "status closed/BenignPositive/SuspiciousButExpected" --expires 7d
  socrates automation create --file rule.yaml`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if file != "" {
				if err := readYAML(file, &f); err != nil {
					return err
				}
			}
			if len(args) == 1 {
				f.Name = args[0]
			}
			return a.actNow(cmd.Context(), d, "automation.create", func(now int64) (any, error) { return f.rule(now) })
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&f.On, "on", soc.OnIncidentCreated, "incident-created, incident-updated, alert-created")
	cmd.Flags().StringArrayVar(&f.When, "when", nil, "a condition; all have to hold")
	cmd.Flags().StringArrayVar(&f.Do, "do", nil, "an action; they run in order")
	cmd.Flags().IntVar(&f.Order, "order", 1, "lower runs first")
	cmd.Flags().StringVar(&f.Expires, "expires", "", "when it ends: a span (7d) or a time")
	cmd.Flags().StringVar(&file, "file", "", "read it from a YAML file")
	return cmd
}

func readYAML(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func (f autoFile) rule(now int64) (n soc.NewAutomation, err error) {
	n = soc.NewAutomation{Name: f.Name, Order: f.Order, Trigger: f.On}
	if f.Expires != "" {
		if n.Expires, err = untilFlag(f.Expires, now); err != nil {
			return n, err
		}
	}
	for _, text := range f.When {
		c, err := condition(text)
		if err != nil {
			return n, err
		}
		n.Conditions = append(n.Conditions, c)
	}
	for _, text := range f.Do {
		do, value, _ := strings.Cut(strings.TrimSpace(text), " ")
		n.Actions = append(n.Actions, soc.AutoAction{Do: do, Value: strings.TrimSpace(value)})
	}
	return n, nil
}

func condition(text string) (soc.Condition, error) {
	property, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	operator, values, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if operator == "" {
		return soc.Condition{}, fmt.Errorf("%q is no condition; write it like: severity equals High,Medium", text)
	}
	c := soc.Condition{Property: property, Operator: operator}
	for _, v := range strings.Split(values, ",") {
		if v = strings.TrimSpace(v); v != "" {
			c.Values = append(c.Values, v)
		}
	}
	return c, nil
}

func newAutomationListCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "list", Short: "List the automation rules in their order", Example: "  socrates automation list --json", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list := e.Automations()
				return a.show(list, func() { a.printAutomations(list) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printAutomations(list []*soc.AutomationRule) {
	lines := [][]string{{"ID", "ORDER", "STATE", "RUNS", "TRIGGER", "NAME", "DOES"}}
	for _, r := range list {
		var does []string
		for _, x := range r.Actions {
			does = append(does, strings.TrimSpace(x.Do+" "+x.Value))
		}
		lines = append(lines, []string{r.ID, fmt.Sprint(r.Order), map[bool]string{true: "off", false: "on"}[r.Off], fmt.Sprint(len(r.Runs)), r.Trigger, r.Name, strings.Join(does, "; ")})
	}
	a.grid(lines)
}

// autoRunLine is a run of a rule or a playbook in a list.
type autoRunLine struct {
	At       int64    `json:"at"`
	Of       string   `json:"of"`
	Incident int64    `json:"incident,omitempty"`
	Alert    string   `json:"alert,omitempty"`
	Status   string   `json:"status"`
	Steps    []string `json:"steps"`
}

func newAutomationRunsCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use: "runs", Short: "Show the runs of automation rules and playbooks, and what failed", Example: "  socrates automation runs", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				list := []autoRunLine{}
				for _, r := range e.Automations() {
					for _, x := range r.Runs {
						list = append(list, autoRunLine{x.At, "rule " + r.Name, x.Incident, x.Alert, x.Status, x.Steps})
					}
				}
				for _, p := range e.Playbooks() {
					for _, x := range p.Runs {
						list = append(list, autoRunLine{x.At, "playbook " + p.Name, x.Incident, x.Alert, x.Status, x.Steps})
					}
				}
				slices.SortStableFunc(list, func(x, y autoRunLine) int { return int(min(1, max(-1, x.At-y.At))) })
				return a.show(list, func() {
					lines := [][]string{{"TIME", "STATUS", "INCIDENT", "WHAT", "STEPS"}}
					for _, x := range list {
						lines = append(lines, []string{when(x.At), x.Status, fmt.Sprint(x.Incident), x.Of, clip(strings.Join(x.Steps, "; "), 160)})
					}
					a.grid(lines)
				})
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

// newByNameCommand is an act on one automation rule or playbook.
func newByNameCommand(a *app, subject, verb, says string) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: verb + " NAME", Short: says, Example: fmt.Sprintf("  socrates %s %s contain", subject, verb), Args: cobra.ExactArgs(1),
	}, subject+"."+verb, func(args []string) any { return soc.ByName{ID: args[0]} })
}
