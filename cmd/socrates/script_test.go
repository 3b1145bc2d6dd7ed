package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the scripts run this binary as the command socrates.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"socrates": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs testdata/*.txtar, each in a data folder of its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SOCRATES_DATA", e.WorkDir+"/data")
			e.Setenv("SOCRATES_USER", "ada")
			return nil
		},
	})
}
