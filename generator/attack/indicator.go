package attack

import (
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "indicator", Doc: "A threat intelligence feed delivers an indicator. No part of the attack's truth.",
		Params: []Param{{"address", AddressKind, "an address", true}, {"domain", DomainKind, "a domain", true}, {"file", FileKind, "a file", true}, {"threat", TextKind, "ThreatType", true}, {"says", TextKind, "description", true}, {"confidence", NumberKind, "0 to 100", true}},
		Run:    indicator})
}

func indicator(e trace.Env, at int64, a Args) {
	in := trace.Indicator{Threat: a.Text("threat", "C2"), Confidence: a.Number("confidence", 85), Description: a.Text("says", "Command and control server"), Valid: 30 * tick.Day}
	switch {
	case a.Address("address") != nil:
		in.Kind, in.Value = "ipv4-addr", a.Address("address").IP
	case a.File("file") != nil:
		in.Kind, in.Value = "file", a.File("file").SHA256
	default:
		in.Kind, in.Value = "domain-name", a.Text("domain", "")
	}
	e.Indicator(at, in)
}
