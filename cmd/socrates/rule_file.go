package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
	"socrates/engine/soc/rule"
	"socrates/engine/soc/span"
)

func newRuleImportCommand(a *app) *cobra.Command {
	var d desk
	var dry, keep bool
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import analytics rules from YAML or JSON files or folders",
		Long: `Import analytics rules as they are published: YAML with 1h or PT1H, a resource template, a rule as the API answers it, a list of these, a folder.
Keys beyond the schema are left aside. A rule that cannot be taken is refused with its line and the reason; without --keep-going nothing is imported then.
A rule that names a table or a function the workspace does not have is imported switched off. Sentinel would not save it before the table is there.`,
		Example: `  socrates rule import ./SigninBruteForce.yaml
  socrates rule import ./rules ./azuredeploy.json --keep-going
  socrates rule import ./rules --check`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := a.candidates(cmd.Context(), d, args)
			if err != nil {
				return err
			}
			if err := a.toldProblems(c.rules, c.problems, keep && !dry); err != nil {
				return err
			}
			if dry {
				return a.show(map[string]any{"rules": len(c.rules), "problems": problemsOf(c.problems), "absent": c.absent}, func() {
					fmt.Fprintf(a.out, "%d rules can be imported.\n", len(c.rules))
					a.grid(c.lacks())
				})
			}
			out, err := a.perform(cmd.Context(), d, "rule.import", soc.SaveRules{Rules: c.rules})
			if err != nil {
				return a.refusal(err)
			}
			out.Notes = append(out.Notes, c.notes()...)
			return a.sayOutcome(out)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&dry, "check", false, "only say what would be imported, and what is wrong")
	cmd.Flags().BoolVar(&keep, "keep-going", false, "import the good ones, and report the others")
	return cmd
}

func ruleFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read; is the path right?", path)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(f string, e os.DirEntry, err error) error {
		if ext := strings.ToLower(filepath.Ext(f)); err == nil && !e.IsDir() && (ext == ".yaml" || ext == ".yml" || ext == ".json") {
			files = append(files, f)
		}
		return nil
	})
	return files, err
}

// toldProblems reports problems. Unless going is set, they end the command.
func (a *app) toldProblems(rules []*rule.Rule, problems []error, going bool) error {
	switch {
	case len(problems) == 0:
		return nil
	case a.json && (!going || len(rules) == 0):
		return errors.Join(a.emit(map[string]any{"problems": problemsOf(problems)}), &exitError{code: 1, quiet: true, err: errors.Join(problems...)})
	case !going || len(rules) == 0:
		return errors.Join(problems...)
	}
	for _, p := range problems {
		fmt.Fprintln(a.err, p)
	}
	return nil
}

// problemsOf takes joined errors apart.
func problemsOf(errs []error) []any {
	out := []any{}
	for _, err := range errs {
		var p *rule.Problem
		switch x := err.(type) {
		case interface{ Unwrap() []error }:
			out = append(out, problemsOf(x.Unwrap())...)
		default:
			if errors.As(err, &p) {
				out = append(out, p)
				continue
			}
			out = append(out, &rule.Problem{Msg: err.Error()})
		}
	}
	return out
}

func newRuleExportCommand(a *app) *cobra.Command {
	var d desk
	var all bool
	var format, out string
	cmd := &cobra.Command{
		Use: "export [RULE...]", Short: "Export rules as YAML of the community or as a resource template",
		Example: `  socrates rule export "SSH password guessed"
  socrates rule export --all --format arm --out rules.json
  socrates rule export --all --out ./my-rules`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && !all {
				return errors.New("name the rules to export, or write --all")
			}
			if format != "yaml" && format != "arm" {
				return fmt.Errorf("--format %q is neither yaml nor arm", format)
			}
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				rules, err := chosenRules(e, args, all)
				if err != nil {
					return err
				}
				return a.exportRules(rules, format, out)
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().BoolVar(&all, "all", false, "every analytics rule")
	cmd.Flags().StringVar(&format, "format", "yaml", "yaml or arm")
	cmd.Flags().StringVar(&out, "out", "", "file to write; a folder for several in YAML (default: print)")
	return cmd
}

func chosenRules(e *soc.Engine, args []string, all bool) ([]*rule.Rule, error) {
	var rules []*rule.Rule
	for _, name := range args {
		r, err := e.FindRule(name)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	if all {
		for _, l := range e.RuleList() {
			if l.Kind != rule.Custom {
				rules = append(rules, l.Rule)
			}
		}
	}
	return rules, nil
}

func (a *app) exportRules(rules []*rule.Rule, format, out string) error {
	if format == "arm" {
		text, err := rule.ARM(rules)
		if err != nil {
			return err
		}
		return a.writeOut(out, append(text, '\n'))
	}
	if out != "" && len(rules) > 1 {
		return a.exportFolder(rules, out)
	}
	var docs []string
	for _, r := range rules {
		text, err := rule.YAML(r)
		if err != nil {
			return err
		}
		docs = append(docs, string(text))
	}
	return a.writeOut(out, []byte(strings.Join(docs, "---\n")))
}

func (a *app) exportFolder(rules []*rule.Rule, out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("the folder %s cannot be made: %w", out, err)
	}
	for _, r := range rules {
		text, err := rule.YAML(r)
		if err == nil {
			err = os.WriteFile(filepath.Join(out, r.ID+".yaml"), text, 0o644)
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintf(a.out, "%d files written to %s.\n", len(rules), out)
	return nil
}

func (a *app) writeOut(out string, text []byte) error {
	if out == "" {
		_, err := a.out.Write(text)
		return err
	}
	if err := os.WriteFile(out, text, 0o644); err != nil {
		return fmt.Errorf("%s cannot be written: %w", out, err)
	}
	fmt.Fprintf(a.out, "Written to %s.\n", out)
	return nil
}

// newRule is what the flags of rule create give.
type newRule struct {
	name, query, severity, tactic, every, back, account, host, address, from string
	techniques, respond                                                      []string
	nrt, custom                                                              bool
}

func newRuleCreateCommand(a *app) *cobra.Command {
	var d desk
	var n newRule
	var template string
	cmd := &cobra.Command{
		Use:   "create [NAME]",
		Short: "Make an analytics rule, or a custom detection of Defender",
		Long: `Make a rule from a query. With --custom-detection it becomes a custom detection: its query keeps Timestamp and ReportId and names an
impacted entity, and it runs every 1h, 3h, 12h or 24h, or continuously.`,
		Example: `  socrates rule create "Guest signs in" --query "SigninLogs | where UserType == 'Guest'" --account UserPrincipalName
  socrates rule create "Odd tool" --custom-detection --every 1h --query @hunt.kql --host DeviceName --severity High --respond isolate-device
  socrates rule create --from my-detection.yaml --custom-detection
  socrates rule create --template "Antivirus settings were weakened"`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if template != "" {
				if len(args) > 0 || n.query != "" || n.from != "" {
					return errors.New("a rule from a template has the template's name and query; change it later with rule export and rule import")
				}
				return a.act(cmd.Context(), d, "rule.from-template", soc.FromTemplate{Template: template})
			}
			if len(args) > 0 {
				n.name = args[0]
			}
			r, err := a.newRule(cmd.Context(), d, n)
			if err != nil {
				return err
			}
			if r.Kind == rule.Custom {
				return a.act(cmd.Context(), d, "detection.create", soc.SaveDetection{Rule: r})
			}
			return a.act(cmd.Context(), d, "rule.create", soc.SaveRules{Rules: []*rule.Rule{r}})
		},
	}
	deskFlags(cmd, &d)
	n.flags(cmd)
	cmd.Flags().StringVar(&template, "template", "", "a template of an installed solution; rule templates lists them")
	return cmd
}

func (n *newRule) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&n.query, "query", "", "the query, or @FILE")
	f.StringVar(&n.from, "from", "", "a rule file in place of the flags")
	f.StringVar(&n.severity, "severity", "Medium", "Informational, Low, Medium or High")
	f.StringVar(&n.tactic, "tactic", "", "tactic of ATT&CK, such as InitialAccess")
	f.StringSliceVar(&n.techniques, "technique", nil, "techniques, such as T1110.003")
	f.StringVar(&n.every, "every", "1h", "time between runs")
	f.StringVar(&n.back, "period", "", "how far a scheduled rule looks back (default: as --every)")
	f.StringVar(&n.account, "account", "", "column with the account's UPN")
	f.StringVar(&n.host, "host", "", "column with the host's name")
	f.StringVar(&n.address, "ip", "", "column with an address")
	f.BoolVar(&n.nrt, "nrt", false, "a near-real-time rule: every minute, by arrival")
	f.StringSliceVar(&n.respond, "respond", nil, "what a custom detection does by itself: "+strings.Join(sortedKeys(rule.Actions), ", "))
	f.BoolVar(&n.custom, "custom-detection", false, "a custom detection of the Defender portal")
}

// newRule makes the rule and reads it back, so that it is held to the same checks as a file. Unlike import it insists, as the
// portal does, that everything the query names is there.
func (a *app) newRule(ctx context.Context, d desk, n newRule) (r *rule.Rule, err error) {
	s, err := n.source()
	if err != nil {
		return nil, err
	}
	return s.Rule, a.withRuleGate(ctx, d, func(g ruleGate) error {
		if err := s.Check(g.profile); err != nil {
			return err
		}
		absent, wrong := g.vet(s)
		return errors.Join(problemsIn(s, append(wrong, absent...))...)
	})
}

func (n *newRule) source() (s rule.Source, err error) {
	file, text, err := n.text()
	if err != nil {
		return s, err
	}
	list, err := rule.Read(file, text)
	if err != nil {
		return s, err
	}
	if len(list) != 1 {
		return s, fmt.Errorf("%s holds %d rules; create takes one, import takes many", file, len(list))
	}
	if n.custom {
		list[0].Kind = rule.Custom
		err = customColumns(list[0].Rule)
	}
	return list[0], err
}

// customColumns checks that the query keeps what the portal asks of a custom detection [Q4].
func customColumns(r *rule.Rule) error {
	if !strings.Contains(r.Query, "project") && !strings.Contains(r.Query, "summarize") {
		return nil // every column of the table is there
	}
	for _, want := range []string{"Timestamp", "TimeGenerated"} {
		if strings.Contains(r.Query, want) {
			return nil
		}
	}
	return errors.New("the query of a custom detection keeps Timestamp (TimeGenerated for tables of the workspace) and, for Defender tables, ReportId; add them to project or summarize: | summarize arg_max(Timestamp, ReportId), …")
}

func (n *newRule) text() (string, []byte, error) {
	if n.from != "" {
		text, err := readText(n.from)
		return n.from, []byte(text), err
	}
	if n.name == "" || n.query == "" {
		return "", nil, errors.New("give a NAME and --query, or --from FILE")
	}
	query := n.query
	if file, ok := strings.CutPrefix(query, "@"); ok {
		text, err := readText(file)
		if err != nil {
			return "", nil, err
		}
		query = text
	}
	frequency, err := span.Parse(n.every)
	if err != nil && !(n.custom && n.every == "continuous") {
		return "", nil, fmt.Errorf("--every: %w", err)
	}
	doc := map[string]any{"id": rule.NameID(n.name), "name": n.name, "description": "Made by hand.", "severity": n.severity, "kind": n.kind(), "query": query,
		"queryFrequency": frequency.String(), "queryPeriod": defaultText(n.back, frequency.String()), "triggerOperator": "gt", "triggerThreshold": 0,
		"relevantTechniques": n.techniques, "entityMappings": n.mappings(), "eventGroupingSettings": map[string]string{"aggregationKind": "AlertPerResult"}}
	if len(n.respond) > 0 {
		doc["responseActions"] = n.respond
	}
	if n.tactic != "" {
		doc["tactics"] = []string{n.tactic}
	}
	text, err := json.Marshal(doc)
	return "--query", text, err
}

func defaultText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (n *newRule) kind() string {
	switch {
	case n.custom:
		return rule.Custom
	case n.nrt:
		return rule.NRT
	}
	return rule.Scheduled
}

func (n *newRule) mappings() []any {
	out := []any{}
	for _, m := range [][3]string{{"Account", "FullName", n.account}, {"Host", "HostName", n.host}, {"IP", "Address", n.address}} {
		if m[2] != "" {
			out = append(out, map[string]any{"entityType": m[0], "fieldMappings": []any{map[string]string{"identifier": m[1], "columnName": m[2]}}})
		}
	}
	return out
}
