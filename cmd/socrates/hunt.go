package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"socrates/engine/kql"
	"socrates/engine/kql/source"
	"socrates/engine/soc"
	"socrates/engine/telemetry"
	"socrates/engine/telemetry/encode"
	"socrates/engine/tenant"
)

// huntFlags are what hunt asks for.
type huntFlags struct {
	tenant, scope, format, file string
	limits                      telemetry.Limits
}

func newHuntCommand(a *app) *cobra.Command {
	var f huntFlags
	cmd := &cobra.Command{
		Use:   "hunt [QUERY]",
		Short: "Hunt in a tenant, in KQL",
		Long: `Run a KQL query on a tenant, as of its clock. The query comes from the argument, from a file, or from standard input;
in a terminal without any of them, a prompt opens that keeps its history.

The scope decides what exists: Defender's own hunting tables (defender), the Sentinel workspace (workspace), or both as the
unified view of the Defender portal shows them (unified).`,
		Example: `  socrates hunt "SigninLogs | summarize count() by ResultType"
  socrates hunt --scope workspace -f hunt.kql --format csv > rows.csv
  echo "DeviceInfo | count" | socrates hunt --tenant hunt1 --json
  socrates hunt                          a prompt`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return a.hunt(cmd.Context(), f, args) },
	}
	tenantFlag(cmd, &f.tenant)
	cmd.Flags().StringVar(&f.scope, "scope", "unified", "defender, workspace or unified")
	cmd.Flags().StringVar(&f.format, "format", "table", "table, json, csv or markdown")
	cmd.Flags().StringVarP(&f.file, "file", "f", "", "read the query from a file (- for standard input)")
	cmd.Flags().IntVar(&f.limits.Rows, "rows", 0, "most rows to return (default: the portal's limit)")
	cmd.Flags().DurationVar(&f.limits.Time, "timeout", 0, "longest time a query may take (default: the portal's limit)")
	return cmd
}

var scopes = map[string]soc.Scope{"defender": soc.DefenderScope, "workspace": soc.WorkspaceScope, "unified": soc.Unified}

func parseScope(name string) (soc.Scope, error) {
	s, ok := scopes[name]
	if !ok {
		return s, fmt.Errorf("--scope %q is none of defender, workspace, unified", name)
	}
	return s, nil
}

func (a *app) hunt(ctx context.Context, f huntFlags, args []string) error {
	if a.json {
		f.format = "json"
	}
	if err := encode.Check(f.format); err != nil {
		return err
	}
	where, err := parseScope(f.scope)
	if err != nil {
		return err
	}
	text, prompt, err := a.huntText(args, f.file)
	if err != nil {
		return err
	}
	return a.withTenant(ctx, f.tenant, func(t *tenant.Tenant) error {
		h := &hunter{app: a, t: t, scope: where, flags: f}
		if prompt {
			return h.prompt(ctx)
		}
		return h.run(ctx, text)
	})
}

// huntText finds the query; prompt says that there is none and a person to ask for it.
func (a *app) huntText(args []string, file string) (text string, prompt bool, err error) {
	switch {
	case len(args) > 0 && file != "":
		return "", false, errors.New("the query is given twice: as an argument and with --file")
	case len(args) > 0:
		return args[0], false, nil
	case file != "" && file != "-":
		raw, err := os.ReadFile(file)
		return string(raw), false, err
	case file == "" && terminal(a.in) && terminal(a.out):
		return "", true, nil
	}
	raw, err := io.ReadAll(io.LimitReader(a.in, 1<<20))
	if err == nil && strings.TrimSpace(string(raw)) == "" {
		err = errors.New(`there is no query; give one as an argument: socrates hunt "SigninLogs | take 5"`)
	}
	return string(raw), false, err
}

// hunter asks one tenant.
type hunter struct {
	app   *app
	t     *tenant.Tenant
	scope soc.Scope
	flags huntFlags
	typed []string // the lines of the query at the prompt, without the current one
}

// run answers one query and notes it in the journal.
func (h *hunter) run(ctx context.Context, text string) error {
	res, diags, err := h.t.Hunt(ctx, h.scope, text, h.flags.limits)
	if err != nil {
		return err
	}
	if err := h.note(ctx, text, res); err != nil {
		return err
	}
	if res == nil {
		return h.refused(text, diags)
	}
	if len(diags) > 0 && !h.app.json {
		fmt.Fprint(h.app.err, source.Render("", text, diags))
	}
	return encode.Write(h.app.out, h.flags.format, res)
}

// hunted is what the journal keeps of a query.
type hunted struct {
	Scope   string `json:"scope"`
	Query   string `json:"query"`
	Rows    int    `json:"rows"`
	Refused bool   `json:"refused,omitempty"`
}

func (h *hunter) note(ctx context.Context, text string, res *telemetry.Result) error {
	n := hunted{Scope: h.flags.scope, Query: text, Refused: res == nil}
	if res != nil {
		n.Rows = len(res.Rows)
	}
	data, err := json.Marshal(n)
	if err != nil {
		return err
	}
	_, err = h.t.Note(ctx, actor(), time.Now(), "hunt", data)
	return err
}

func (h *hunter) refused(text string, diags kql.Diags) error {
	err := &exitError{code: 1, quiet: true, err: &tenant.QueryError{Text: text, Diags: diags}}
	if h.app.json {
		return errors.Join(h.app.emit(map[string]any{"error": err.Error(), "diagnostics": encode.Diagnostics(text, diags)}), err)
	}
	fmt.Fprint(h.app.err, source.Render("", text, diags))
	return err
}
