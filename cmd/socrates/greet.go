package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

const greeting = `Socrates, a security operations training range.

  socrates demo              watch the whole thing work
  socrates tenant create     a simulated organisation of your own, with an attack in it
  socrates hunt              hunt in it, in KQL
  socrates clock advance 1h  let its time pass
  socrates lab list          graded exercises
  socrates quiz start        exam questions, every option explained
  socrates kql run 'print 1' the language alone
  socrates scenario list     the attacks there are

New here? Start with the demo. Every command has --help with examples, and --json.
`

// greet is what the bare program says.
func (a *app) greet(*cobra.Command, []string) error {
	_, err := fmt.Fprint(a.out, greeting)
	return err
}
