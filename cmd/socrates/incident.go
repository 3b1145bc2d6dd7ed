package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"socrates/engine/kql/value"
	"socrates/engine/soc"
	"socrates/engine/soc/profile"
)

func newIncidentCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "incident",
		Short: "Work the incident queue of a tenant",
		Long: `Work the incident queue. Incidents have two faces, one in the Defender portal and one in the Azure portal (Microsoft Sentinel); what
is changed on one side reaches the other after a delay on the tenant's clock. --portal chooses the side.`,
		Example: `  socrates incident list
  socrates incident show 3
  socrates incident assign 3 ada@contoso.example
  socrates incident close 3 --as "True positive/Phishing"
  socrates incident list --portal azure`,
	}
	cmd.AddCommand(newIncidentListCommand(a), newIncidentShowCommand(a), newIncidentUpdateCommand(a), newIncidentCloseCommand(a), newIncidentAssignCommand(a),
		newIncidentCommentCommand(a), newIncidentTagCommand(a), newIncidentInvestigateCommand(a), newIncidentTaskCommand(a),
		newIncidentMergeCommand(a), newIncidentSplitCommand(a), newIncidentCreateCommand(a), newIncidentExplainCommand(a))
	return cmd
}

func newIncidentListCommand(a *app) *cobra.Command {
	var d desk
	var f soc.Filter
	var since string
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the queue, filtered and sorted",
		Example: `  socrates incident list --status new,active --sort severity
  socrates incident list --owner none --severity high,medium
  socrates incident list --text ws-12 --since 4h
  socrates incident list --portal azure --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) (err error) {
				if f.Since, err = sinceFlag(since, e.Now()); err != nil {
					return err
				}
				q, err := e.Queue(p, f)
				if err != nil {
					return err
				}
				return a.show(q, func() { a.printQueue(q, p) })
			})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringSliceVar(&f.Statuses, "status", nil, "new, active, closed (Defender: active, in-progress, resolved)")
	cmd.Flags().StringSliceVar(&f.Severities, "severity", nil, "informational, low, medium, high")
	cmd.Flags().StringVar(&f.Owner, "owner", "", "assigned to; none for nobody")
	cmd.Flags().StringVar(&f.Product, "product", "", "with an alert of a product: endpoint, office365, identity, entra, cloudapps, cloud, scheduled, nrt")
	cmd.Flags().StringVar(&f.Tag, "tag", "", "with a tag")
	cmd.Flags().StringVar(&f.Text, "text", "", "text in the title or in an entity's name")
	cmd.Flags().StringVar(&since, "since", "", "with activity in the last span (4h), or since a time")
	cmd.Flags().StringVar(&f.Sort, "sort", "id", "id, severity, created, changed, last, alerts")
	cmd.Flags().BoolVar(&f.Merged, "merged", false, "show incidents that were merged into others as well")
	return cmd
}

// sinceFlag reads a span before now, or a moment.
func sinceFlag(text string, now int64) (int64, error) {
	if text == "" {
		return 0, nil
	}
	if span, ok := value.ParseTimespan(text); ok {
		return now - span, nil
	}
	if at, ok := value.ParseDatetime(text); ok {
		return at, nil
	}
	return 0, fmt.Errorf("%q is neither a span like 4h nor a time like 2026-03-05T14:00Z", text)
}

func (a *app) printQueue(q []soc.Line, p profile.Portal) {
	if len(q) == 0 {
		fmt.Fprintf(a.out, "No incident in %s fits. Time may have to pass: socrates clock advance 30m\n", p.Title())
		return
	}
	lines := [][]string{{"ID", "SEVERITY", "STATUS", "ALERTS", "LAST ACTIVITY", "OWNER", "TITLE"}}
	for _, l := range q {
		title := l.Title
		if l.Redirect != 0 {
			title += fmt.Sprintf(" (merged into %d)", l.Redirect)
		}
		lines = append(lines, []string{fmt.Sprint(l.ID), l.Severity, l.Status, fmt.Sprintf("%d %s", l.Alerts, strings.Join(l.Products, ",")), when(l.Last), dash(l.Owner), title})
	}
	a.grid(lines)
}

func newIncidentShowCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show one incident: alerts, assets, evidence, story, log, similar incidents",
		Example: `  socrates incident show 3
  socrates incident show 3 --portal azure --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			return a.look(cmd.Context(), d, func(e *soc.Engine, p profile.Portal) error {
				page, err := e.Page(p, id)
				if err != nil {
					return err
				}
				return a.show(page, func() { a.printPage(page) })
			})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newIncidentUpdateCommand(a *app) *cobra.Command {
	var d desk
	var status, severity, owner string
	cmd := &cobra.Command{
		Use:   "update ID",
		Short: "Change status, severity or owner",
		Example: `  socrates incident update 3 --status active --severity high
  socrates incident update 3 --owner ""                  nobody works on it any more`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			u := soc.UpdateIncident{ID: id}
			given := cmd.Flags().Changed
			for flag, field := range map[string]**string{"status": &u.Status, "severity": &u.Severity, "owner": &u.Owner} {
				if given(flag) {
					*field = map[string]*string{"status": &status, "severity": &severity, "owner": &owner}[flag]
				}
			}
			if u.Status == nil && u.Severity == nil && u.Owner == nil {
				return fmt.Errorf("nothing to change; give --status, --severity or --owner")
			}
			return a.act(cmd.Context(), d, "incident.update", u)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&status, "status", "", "new, active, closed (Defender: active, in-progress, resolved)")
	cmd.Flags().StringVar(&severity, "severity", "", "informational, low, medium, high")
	cmd.Flags().StringVar(&owner, "owner", "", "who works on it; empty for nobody")
	return cmd
}

func newIncidentCloseCommand(a *app) *cobra.Command {
	var d desk
	var as, comment string
	cmd := &cobra.Command{
		Use:   "close ID",
		Short: "Close (resolve) an incident with a classification",
		Long: `Close an incident. --as takes the portal's own words: in Defender a classification and a determination, in Azure a classification and
a reason, with a slash between them. Case, spaces and commas do not matter.`,
		Example: `  socrates incident close 3 --as "True positive/Phishing" --comment "session revoked"
  socrates incident close 4 --as "false positive/not malicious"
  socrates incident close 3 --portal azure --as TruePositive/SuspiciousActivity`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			closed := soc.Closed
			u := soc.UpdateIncident{ID: id, Status: &closed, Comment: comment}
			class, detail, _ := strings.Cut(as, "/")
			u.Verdict, u.Determination = class, detail
			if d.portal == string(profile.Azure) {
				u.Verdict, u.Determination, u.Classification, u.Reason = "", "", class, detail
			}
			return a.act(cmd.Context(), d, "incident.update", u)
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringVar(&as, "as", "", "classification/determination (Defender) or classification/reason (Azure)")
	cmd.Flags().StringVar(&comment, "comment", "", "closing comment")
	return cmd
}

func newIncidentAssignCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     "assign ID [OWNER]",
		Short:   "Assign an incident, to yourself if nobody is named",
		Example: "  socrates incident assign 3\n  socrates incident assign 3 ada@contoso.example --portal azure",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			owner := actor()
			if len(args) > 1 {
				owner = args[1]
			}
			return a.act(cmd.Context(), d, "incident.update", soc.UpdateIncident{ID: id, Owner: &owner})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newIncidentCommentCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:     "comment ID TEXT",
		Short:   "Add a comment",
		Example: `  socrates incident comment 3 "the sign-in came from another country than the person"`,
		Args:    cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			if strings.TrimSpace(args[1]) == "" {
				return fmt.Errorf("a comment needs a text")
			}
			return a.act(cmd.Context(), d, "incident.update", soc.UpdateIncident{ID: id, Comment: args[1]})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newIncidentTagCommand(a *app) *cobra.Command {
	var d desk
	var remove []string
	cmd := &cobra.Command{
		Use:     "tag ID [TAG...]",
		Short:   "Add tags, or remove them",
		Example: "  socrates incident tag 3 phishing vip\n  socrates incident tag 3 --remove vip",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			if len(args) == 1 && len(remove) == 0 {
				return fmt.Errorf("name a tag to add, or one to --remove")
			}
			return a.act(cmd.Context(), d, "incident.update", soc.UpdateIncident{ID: id, AddTags: args[1:], RemoveTags: remove})
		},
	}
	deskFlags(cmd, &d)
	cmd.Flags().StringSliceVar(&remove, "remove", nil, "tags to remove")
	return cmd
}

func newIncidentInvestigateCommand(a *app) *cobra.Command {
	var d desk
	cmd := &cobra.Command{
		Use:   "investigate ID",
		Short: "Start the automated investigation of an incident",
		Long: `Start the automated investigation: it gives the evidence verdicts and proposes what to do, or does it where the automation level of the
device group allows. It works on alerts of Defender products only.`,
		Example: "  socrates incident investigate 3\n  socrates clock advance 10m && socrates incident show 3",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), d, "incident.investigate", soc.OneIncident{ID: id})
		},
	}
	deskFlags(cmd, &d)
	return cmd
}

func newIncidentTaskCommand(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "task",
		Short:   "Keep the task list of an incident",
		Example: "  socrates incident task add 3 \"call the user\" --portal azure\n  socrates incident task done 3 1 --portal azure",
	}
	var add, done desk
	adding := &cobra.Command{
		Use: "add ID TEXT", Short: "Add a task", Example: "  socrates incident task add 3 \"call the user\" --portal azure", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			return a.act(cmd.Context(), add, "incident.task.add", soc.AddTask{ID: id, Text: args[1]})
		},
	}
	finishing := &cobra.Command{
		Use: "done ID TASK", Short: "Mark a task as done", Example: "  socrates incident task done 3 1 --portal azure", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := incidentNumber(args[0])
			if err != nil {
				return err
			}
			var task int64
			if _, err := fmt.Sscan(args[1], &task); err != nil {
				return fmt.Errorf("%q is no task number; socrates incident show %d lists them", args[1], id)
			}
			return a.act(cmd.Context(), done, "incident.task.done", soc.FinishTask{ID: id, Task: task})
		},
	}
	deskFlags(adding, &add)
	deskFlags(finishing, &done)
	cmd.AddCommand(adding, finishing)
	return cmd
}
