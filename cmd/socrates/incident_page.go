package main

import (
	"fmt"
	"strings"

	"socrates/engine/soc"
)

// printPage draws an incident for the terminal.
func (a *app) printPage(p *soc.Page) {
	fmt.Fprintf(a.out, "Incident %d  %s\n", p.ID, p.Title)
	fmt.Fprintf(a.out, "  %s, %s, owner %s, origin %s", p.Severity, p.Status, dash(p.Owner), p.Origin.Title())
	if p.Number != 0 {
		fmt.Fprintf(a.out, ", Sentinel number %d", p.Number)
	}
	fmt.Fprintln(a.out)
	if p.Classification != "" {
		fmt.Fprintf(a.out, "  classified %s\n", strings.TrimSuffix(p.Classification+" / "+p.Detail, " / "))
	}
	if len(p.Tags) > 0 {
		fmt.Fprintln(a.out, "  tags "+join(p.Tags))
	}
	fmt.Fprintf(a.out, "  activity %s to %s, created %s\n", when(p.First), when(p.Last), when(p.Created))
	a.printBeside(p)
	if p.Redirect != 0 {
		fmt.Fprintf(a.out, "  merged into incident %d\n", p.Redirect)
	}
	a.printStory(p)
	a.printThings("Assets", p.Assets)
	a.printThings("Evidence", p.Evidence)
	a.printWork(p)
	a.printLog(p)
}

func (a *app) printBeside(p *soc.Page) {
	if !p.Other.There {
		fmt.Fprintf(a.out, "  elsewhere: %s\n", p.Other.Why)
		return
	}
	fmt.Fprintf(a.out, "  in %s: %s, %s, owner %s", p.Other.Portal.Title(), p.Other.Severity, p.Other.Status, dash(p.Other.Owner))
	if p.OnItsWay != 0 {
		fmt.Fprintf(a.out, " (a change is on its way until %s)", when(p.OnItsWay))
	}
	fmt.Fprintln(a.out)
}

func (a *app) printStory(p *soc.Page) {
	a.heading("Attack story (%d alerts)", len(p.Alerts))
	severity := map[string]string{}
	for _, al := range p.Alerts {
		severity[al.ID] = al.Severity + " " + al.Status
	}
	lines := [][]string{}
	for _, s := range p.Story.Steps {
		lines = append(lines, []string{"  " + when(s.At), s.Product, severity[s.Alert], s.Category, clip(s.Title, 60), clip(join(s.On), 50), s.Because})
	}
	a.grid(lines)
}

func (a *app) printThings(title string, things []soc.Thing) {
	if len(things) == 0 {
		return
	}
	a.heading("%s", title)
	var lines [][]string
	for _, t := range things {
		lines = append(lines, []string{"  " + string(t.Type), clip(t.Name, 70), fmt.Sprintf("%d alerts", t.Alerts), t.Verdict, t.State})
	}
	a.grid(lines)
}

// printWork draws what people and machines did: investigations, responses, tasks, comments.
func (a *app) printWork(p *soc.Page) {
	if len(p.Investigations) > 0 {
		a.heading("Investigations")
		for _, v := range p.Investigations {
			fmt.Fprintf(a.out, "  %s  %s, started %s by %s\n", v.ID, v.Status, when(v.Started), v.By)
		}
	}
	if len(p.Responses) > 0 {
		a.heading("Responses")
		a.grid(responseLines(p.Responses))
	}
	if len(p.Tasks) > 0 {
		a.heading("Tasks")
		for _, t := range p.Tasks {
			mark := " "
			if t.Done {
				mark = "x"
			}
			fmt.Fprintf(a.out, "  [%s] %d  %s\n", mark, t.ID, t.Text)
		}
	}
	if len(p.Comments) > 0 {
		a.heading("Comments")
		for _, c := range p.Comments {
			fmt.Fprintf(a.out, "  %s  %s: %s\n", when(c.At), c.By, c.Text)
		}
	}
}

func (a *app) printLog(p *soc.Page) {
	a.heading("Activity log")
	var lines [][]string
	for _, l := range p.Log {
		lines = append(lines, []string{"  " + when(l.At), string(l.Side), l.By, l.Says})
	}
	a.grid(lines)
	if len(p.Similar) > 0 {
		a.heading("Similar incidents")
		for _, s := range p.Similar {
			fmt.Fprintf(a.out, "  %d  %s (%s): %s\n", s.ID, s.Title, s.Status, s.Why)
		}
	}
}

func responseLines(list []*soc.Response) [][]string {
	var lines [][]string
	for _, x := range list {
		lines = append(lines, []string{"  " + x.ID, x.Kind, clip(x.Name, 50), x.Status, when(x.Asked), x.By, clip(x.Why, 60)})
	}
	return lines
}
