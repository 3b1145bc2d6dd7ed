package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "mass-download", Doc: "Many files leave SharePoint in a short time.", Technique: "T1530", Tactic: "Collection",
		Params: []Param{{"as", PersonKind, "whose session", false}, {"from", AddressKind, "from where; the person's own place when left out", true}, {"count", NumberKind, "files", true}}, Needs: needSession, Run: massDownload})
}

var kinds = []string{"contract", "price list", "forecast", "offer", "minutes", "customer list", "design", "salary plan", "budget", "specification"}

func massDownload(e trace.Env, at int64, a Args) {
	ip, place := where(e, at, a)
	p := a.Person("as")
	for i := range int(a.Number("count", 80)) {
		name := fmt.Sprintf("%s %s%s", e.O.Projects[i/len(kinds)%len(e.O.Projects)], kinds[i%len(kinds)], []string{".xlsx", ".docx", ".pdf", ".pptx"}[e.R.IntN(4)])
		e.Cloud(at, trace.CloudAct{Account: p.Account, Workload: "SharePoint", Operation: "FileDownloaded", Object: life.LibraryURL(e.O, p.Department, e.O.Projects[i/len(kinds)%len(e.O.Projects)]+"/"+name), Type: "File", IP: ip, Place: place, Agent: agent(a)})
		at += e.R.Between(tick.Second/2, 9*tick.Second)
	}
}
