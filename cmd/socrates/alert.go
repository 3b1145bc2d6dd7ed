package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newAlertCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "alert",
		Short: "Alerts and their tuning",
		Example: `  socrates alert list --severity high
  socrates alert show da4c19
  socrates alert update da4c19 --status resolved --as "False positive/Not malicious"
  socrates alert tune --source mde-encoded-powershell --entity svc-deploy --do resolve`,
	}
	cmd.AddCommand(newAlertListCommand(a), newAlertShowCommand(a), newAlertUpdateCommand(a), newAlertTuneCommand(a), newAlertUntuneCommand(a), newAlertTuningsCommand(a))
	return cmd
}

func newAlertListCommand(a *app) *cobra.Command {
	var d desk
	var f soc.AlertFilter
	var since string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List alerts, hidden ones included",
		Example: "  socrates alert list --product endpoint --since 4h\n  socrates alert list --incident 3 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) (err error) {
				if f.Since, err = sinceFlag(since, e.Now()); err != nil {
					return err
				}
				list, err := e.AlertQueue(p, f)
				if err != nil {
					return err
				}
				return a.show(list, func() { a.printAlerts(list) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&f.Product, "product", "", "of a product: endpoint, office365, identity, entra, cloudapps, cloud, scheduled, nrt")
	cmd.Flags().StringVar(&f.Severity, "severity", "", "informational, low, medium, high")
	cmd.Flags().StringVar(&f.Text, "text", "", "text in the title or in an entity's name")
	cmd.Flags().Int64Var(&f.Incident, "incident", 0, "of an incident")
	cmd.Flags().StringVar(&since, "since", "", "raised in the last span (4h), or since a time")
	return cmd
}

func (a *app) printAlerts(list []*soc.Alert) {
	lines := [][]string{{"ID", "RAISED", "SEVERITY", "STATUS", "PRODUCT", "INCIDENT", "TITLE"}}
	for _, al := range list {
		where := fmt.Sprint(al.Incident)
		if al.Incident == 0 {
			where = dash(al.Hidden)
		}
		lines = append(lines, []string{clip(al.ID, 12), when(al.Created), al.Severity, al.Status, al.Product, where, al.Title})
	}
	a.grid(lines)
}

func newAlertShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one alert with its entities and one of the rows behind it",
		Long:    "Show one alert. The beginning of its id is enough.",
		Example: "  socrates alert show da4c19",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, _ profile.Portal) error {
				al, err := e.FindAlert(strings.TrimSuffix(args[0], "…"))
				if err != nil {
					return err
				}
				return a.show(al, func() { a.printAlert(al, e) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func (a *app) printAlert(al *soc.Alert, e *soc.Engine) {
	fmt.Fprintf(a.out, "Alert %s  %s\n  %s, %s, %s, raised %s by %s\n", al.ID, al.Title, al.Severity, al.Status, dash(al.Category), when(al.Created), e.Profile().Product(al.Product).Name)
	fmt.Fprintf(a.out, "  activity %s to %s, %d rows, incident %d, source %s\n", when(al.First), when(al.Last), al.Count, al.Incident, al.Source)
	for _, line := range []string{al.Description, "techniques " + join(al.Techniques), al.Hidden, cmp.Or(al.Verdict, "") + " " + al.Determination} {
		if line = strings.TrimSpace(line); line != "" && line != "techniques" {
			fmt.Fprintln(a.out, "  "+line)
		}
	}
	a.heading("Entities")
	var lines [][]string
	for _, en := range al.Entities {
		lines = append(lines, []string{"  " + string(en.Type), clip(en.Name(), 80), string(en.Role)})
	}
	a.grid(lines)
	a.heading("One of the rows")
	for _, name := range sortedKeys(al.Sample) {
		if v := fmt.Sprint(al.Sample[name]); v != "" && al.Sample[name] != nil {
			fmt.Fprintf(a.out, "  %-34s %s\n", name, clip(v, 120))
		}
	}
	for _, c := range al.Comments {
		fmt.Fprintf(a.out, "  %s  %s: %s\n", when(c.At), c.By, c.Text)
	}
}

func newAlertUpdateCommand(a *app) *cobra.Command {
	var d desk
	var u soc.UpdateAlert
	var as string
	cmd := &cobra.Command{
		Use:   "update ID",
		Short: "Change an alert's status, owner or classification, or comment on it",
		Example: `  socrates alert update da4c19 --status in-progress --owner ada
  socrates alert update da4c19 --status resolved --as "False positive/Not malicious" --comment "inventory script"`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			u.ID = args[0]
			u.Verdict, u.Determination, _ = strings.Cut(as, "/")
			return a.act(cmd.Context(), d, "alert.update", u)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&u.Status, "status", "", "new, in-progress, resolved")
	cmd.Flags().StringVar(&u.Owner, "owner", "", "who works on it")
	cmd.Flags().StringVar(&as, "as", "", "classification/determination")
	cmd.Flags().StringVar(&u.Comment, "comment", "", "comment")
	return cmd
}

func newAlertTuneCommand(a *app) *cobra.Command {
	var d desk
	var t soc.AddTuning
	cmd := &cobra.Command{
		Use:   "tune",
		Short: "Hide or resolve alerts that are known to be harmless",
		Long: `Make a tuning rule for the alerts to come. All conditions that are given have to hold. Only alerts of Defender for Endpoint can be hidden: a hidden
alert is in the alert tables, but in no incident.`,
		Example: `  socrates alert tune --name "deployment scripts" --source mde-encoded-powershell --entity svc-deploy --do hide
  socrates alert tune --title "Bulk download" --entity ada@contoso.example --do resolve`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.act(cmd.Context(), d, "alert.tune", t) },
	}
	deskFlags(cmd, &d)
	for flag, into := range map[string]*string{"name": &t.Name, "source": &t.Source, "title": &t.Title, "product": &t.Product, "severity": &t.Severity, "entity": &t.Entity} {
		cmd.Flags().StringVar(into, flag, "", map[string]string{"name": "what the rule is called", "source": "id of the detection or analytics rule", "title": "text in the alert's title",
			"product": "product of the alert", "severity": "severity of the alert", "entity": "name of an entity of the alert"}[flag])
	}
	cmd.Flags().StringVar(&t.Does, "do", "resolve", "hide or resolve")
	return cmd
}

func newAlertUntuneCommand(a *app) *cobra.Command {
	return a.actCommand(&cobra.Command{
		Use: "untune ID", Short: "Remove a tuning rule", Example: "  socrates alert untune T1", Args: cobra.ExactArgs(1),
	}, "alert.untune", func(args []string) any { return soc.RemoveTuning{ID: args[0]} })
}

func newAlertTuningsCommand(a *app) *cobra.Command {
	return a.page("tunings", "List the tuning rules", "  socrates alert tunings", func(_ context.Context, e *soc.Engine) (any, func(), error) {
		list := e.Tunings()
		return list, func() { a.printTunings(list) }, nil
	})
}

func (a *app) printTunings(list []*soc.Tuning) {
	if len(list) == 0 {
		fmt.Fprintln(a.out, "No tuning rules yet; socrates alert tune --help shows how to make one.")
		return
	}
	lines := [][]string{{"ID", "DOES", "MATCHED", "NAME", "CONDITIONS"}}
	for _, t := range list {
		conditions := slices.DeleteFunc([]string{t.Source, t.Title, t.Product, t.Severity, t.Entity}, func(s string) bool { return s == "" })
		lines = append(lines, []string{t.ID, t.Does, fmt.Sprint(t.Matched), dash(t.Name), join(conditions)})
	}
	a.grid(lines)
}
