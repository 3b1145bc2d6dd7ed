package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "encrypt", Doc: "Files are encrypted and renamed.", Technique: "T1486", Tactic: "Impact", Params: []Param{atServer, {"implant", FileKind, "the encryptor", false}, {"count", NumberKind, "files", true}}, Needs: needServer, Run: encrypt})
	register(Activity{Name: "ransom-note", Doc: "A note is left in every folder, and shown.", Technique: "T1486", Tactic: "Impact", Params: []Param{atServer, {"implant", FileKind, "the encryptor", false}, {"note", TextKind, "file name of the note", true}}, Needs: needServer, Run: ransomNote})
}

func encrypt(e trace.Env, at int64, a Args) {
	p := serverImplant(e, at, a.Device("at"), a)
	for i := range int(a.Number("count", 120)) {
		name := fmt.Sprintf("%s %s %d.xlsx", e.O.Projects[i%len(e.O.Projects)], kinds[i/len(e.O.Projects)%len(kinds)], 2019+i%7)
		im := org.NewImage(name+".vlkd", "", "", "", "", "", e.R.Hex(8), e.R.Between(9_000, 4_000_000))
		old := `D:\Shares\Departments\` + e.O.Projects[i%len(e.O.Projects)] + `\` + name
		e.File(p, at, trace.FileEvent{Action: "FileRenamed", Path: old + ".vlkd", Previous: old, Image: im})
		at += e.R.Between(20*tick.Millisecond, 400*tick.Millisecond)
	}
}

func ransomNote(e trace.Env, at int64, a Args) {
	p, name := serverImplant(e, at, a.Device("at"), a), a.Text("note", "HOW_TO_RESTORE.txt")
	note := org.NewImage(name, "", "", "", "", "", "note", 2114)
	for _, folder := range append([]string{""}, e.O.Projects...) {
		e.File(p, at, trace.FileEvent{Action: "FileCreated", Path: `D:\Shares\Departments\` + folder + `\` + name, Image: note})
		at += e.R.Between(4*tick.Millisecond, 90*tick.Millisecond)
	}
	e.Start(p.Device, e.O.Image(p.Device, "notepad.exe"), p.User, p, at, `"C:\Windows\system32\notepad.exe" D:\Shares\Departments\`+name)
}
