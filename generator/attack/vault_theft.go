package attack

import (
	"socrates/generator/life"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "vault-theft", Doc: "A stolen application secret signs in from outside and reads every secret of a key vault.", Technique: "T1555.006", Tactic: "CredentialAccess", Params: []Param{fromRented, {"count", NumberKind, "secrets", true}},
		Needs: func(o *org.Org, a Args) []Need {
			return []Need{{"app", o.App("devops-pipeline").ID}, {"address", a.Address("from").IP}}
		}, Run: vaultTheft})
}

func vaultTheft(e trace.Env, at int64, a Args) {
	app, from := e.O.App("devops-pipeline"), a.Address("from")
	e.ServiceSignIn(at, app, e.O.App("Azure Key Vault"), from.IP, from.Place, 0, "")
	at += e.R.Between(2*tick.Second, 8*tick.Second)
	s := trace.Secret{App: app, IP: from.IP, Vault: life.KeyVault(e.O), Operation: "SecretList"}
	e.Vault(at, s)
	s.Operation = "SecretGet"
	for i := range int(a.Number("count", 18)) {
		at += e.R.Between(300*tick.Millisecond, 2900*tick.Millisecond)
		s.Object = life.Secrets[i%len(life.Secrets)]
		e.Vault(at, s)
	}
}
