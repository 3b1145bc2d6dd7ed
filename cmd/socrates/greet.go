package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const greeting = `Socrates, a security operations training range.

  socrates demo              watch the whole thing work, in under half a minute
  socrates lab list          guided exercises, graded
  socrates tenant create     a simulated organisation of your own, with an attack in it
  socrates hunt              hunt in it, in KQL
  socrates incident list     work its incidents
  socrates quiz start        exam questions, every option explained
  socrates kql help has      the language, function by function

New here? Start with the demo, then with the first lab: socrates lab start one-phish-two-desks
Every command has --help with examples, and --json.
`

// greet is what the bare program says.
func (a *app) greet(*cobra.Command, []string) error {
	_, err := fmt.Fprint(a.out, greeting)
	return err
}
