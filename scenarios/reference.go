package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"socrates/generator/attack"
	"socrates/generator/life"
)

// Tactics are those of ATT&CK from the first access to the impact, in their order, as Microsoft spells them.
var Tactics = []string{"InitialAccess", "Execution", "Persistence", "PrivilegeEscalation", "DefenseEvasion", "CredentialAccess", "Discovery", "LateralMovement", "Collection", "CommandAndControl", "Exfiltration", "Impact"}

// Reference is the page docs/activities.md, made from the library of activities; a test keeps the two alike.
func Reference() []byte {
	var b strings.Builder
	b.WriteString("# Activities\n\nWhat a stage, a decoy or a delivery of intelligence can `do`, by tactic, and what happens without being asked. This page is\nmade from the code: `go test ./scenarios -update` renews it.\n")
	for _, tactic := range append(slices.Clone(Tactics), "") {
		heading := tactic
		if tactic == "" {
			heading = "No part of the attack"
		}
		fmt.Fprintf(&b, "\n## %s\n", heading)
		for _, name := range attack.Names() {
			if a, _ := attack.Find(name); a.Tactic == tactic {
				describe(&b, a)
			}
		}
	}
	b.WriteString("\n## Innocent, and suspicious to look at\n\nThese happen by themselves, at the rates below times `noise: {suspicious: …}` of the scenario.\n\n| kind | what happens | usual rate |\n| --- | --- | --- |\n")
	for _, k := range life.Suspicious {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", k.Kind, k.Says, k.Rate)
	}
	return []byte(b.String())
}

func describe(b *strings.Builder, a *attack.Activity) {
	fmt.Fprintf(b, "\n### `%s`", a.Name)
	if a.Technique != "" {
		fmt.Fprintf(b, " (%s)", a.Technique)
	}
	fmt.Fprintf(b, "\n\n%s\n\n| parameter | kind | meaning |\n| --- | --- | --- |\n", a.Doc)
	for _, p := range a.Params {
		kind := string(p.Kind)
		if p.Optional {
			kind += ", optional"
		}
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", p.Name, kind, p.Doc)
	}
}
