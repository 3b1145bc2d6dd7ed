package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

// app is what every command shares: the streams and the global flags.
type app struct {
	in       io.Reader
	out, err io.Writer
	data     string // --data, SOCRATES_DATA, or the platform's folder
	json     bool   // --json
	tenant   string // the tenant that commands work in when they name none; a lab's prompt sets it
}

// exitError ends a command with a code of its own; its text has been printed already when Quiet is set.
type exitError struct {
	code  int
	quiet bool
	err   error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

// run executes one command line and returns its exit code: 0 done, 1 refused or failed, 2 a wrong flag,
// 130 interrupted.
func run(args []string, in io.Reader, out, errw io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{in: in, out: out, err: errw}
	root := newRoot(a)
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errw)
	return a.exitCode(ctx, root.ExecuteContext(ctx))
}

func (a *app) exitCode(ctx context.Context, err error) int {
	var coded *exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &coded):
		if !coded.quiet {
			fmt.Fprintln(a.err, "error:", coded.err)
		}
		return coded.code
	case ctx.Err() != nil:
		fmt.Fprintln(a.err, "interrupted; nothing that was acknowledged is lost")
		return 130
	}
	fmt.Fprintln(a.err, "error:", err)
	return 1
}

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:           "socrates",
		Short:         "A security operations training range: hunt in KQL, work incidents, be graded",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          a.greet,
	}
	root.SetFlagErrorFunc(wrongFlag)
	flags := root.PersistentFlags()
	flags.StringVar(&a.data, "data", "", "data folder (default: $SOCRATES_DATA, or the platform's own)")
	flags.BoolVar(&a.json, "json", false, "answer in JSON")
	root.AddCommand(
		newAlertCommand(a),
		newAnomalyCommand(a),
		newAutomationCommand(a),
		newBookmarkCommand(a),
		newClassCommand(a),
		newClockCommand(a),
		newConnectorCommand(a),
		newContentCommand(a),
		newCostCommand(a),
		newDemoCommand(a),
		newDoctorCommand(a),
		newExamCommand(a),
		newDeviceGroupCommand(a), newEntityCommand(a),
		newHealthCommand(a),
		newHuntCommand(a),
		newIncidentCommand(a),
		newIndicatorCommand(a),
		newKQLCommand(a),
		newLabCommand(a),
		newMigrateCommand(a),
		newPlaybookCommand(a),
		newQueryCommand(a),
		newProgressCommand(a),
		newQuizCommand(a),
		newRespondCommand(a),
		newRoleCommand(a),
		newRuleCommand(a),
		newScenarioCommand(a),
		newSOCCommand(a),
		newTenantCommand(a),
		newThreatCommand(a),
		newVersionCommand(a),
		newWatchlistCommand(a),
		newWorkbookCommand(a),
	)
	teachArgs(root)
	return root
}

// teachArgs makes every command answer arguments that do not fit with the way it is used.
func teachArgs(cmd *cobra.Command) {
	for _, c := range cmd.Commands() {
		teachArgs(c)
	}
	switch fit := cmd.Args; {
	case cmd.HasSubCommands():
		cmd.Args = cobra.ArbitraryArgs
		if cmd.RunE == nil {
			cmd.RunE = func(c *cobra.Command, _ []string) error { return c.Help() }
		}
		run := cmd.RunE
		cmd.RunE = func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return &exitError{code: 2, err: fmt.Errorf("there is no command %s %s; %[1]s --help lists what there is", c.CommandPath(), args[0])}
			}
			return run(c, args)
		}
	case fit != nil:
		cmd.Args = func(c *cobra.Command, args []string) error {
			if fit(c, args) == nil {
				return nil
			}
			return &exitError{code: 2, err: fmt.Errorf("%s; write: %s (--help shows examples)", misfit(args), strings.TrimSuffix(c.UseLine(), " [flags]"))}
		}
	}
}

func misfit(args []string) string {
	if len(args) == 0 {
		return "an argument is missing"
	}
	return fmt.Sprintf("%q does not fit", strings.Join(args, " "))
}

// wrongFlag words a flag that cannot be read without the parser's own message behind it.
func wrongFlag(cmd *cobra.Command, err error) error {
	msg, _, _ := strings.Cut(err.Error(), ": strconv.")
	msg, _, _ = strings.Cut(msg, ": parse error")
	return &exitError{code: 2, err: fmt.Errorf("%s; %s --help shows the flags", msg, cmd.CommandPath())}
}
