package assist

import (
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/funcs"
)

// Reference writes the reference pages of docs/kql by file name, from the same rows that the compiler
// uses.
func Reference() map[string]string {
	return map[string]string{"operators.md": operatorsPage(), "functions.md": functionsPage()}
}

const generated = "<!-- Written by `socrates kql docs`; change the rows, not this page. -->\n\n"

func operatorsPage() string {
	var out strings.Builder
	out.WriteString("# Operators and statements\n\n" + generated)
	group := ""
	for _, o := range pages {
		if o.Group != group {
			group = o.Group
			fmt.Fprintf(&out, "## %s\n\n", group)
		}
		writeOperator(&out, o)
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func writeOperator(out *strings.Builder, o OperatorPage) {
	fmt.Fprintf(out, "### %s\n\n%s\n\n    %s\n\n", o.Name, o.Doc, o.Syntax)
	if len(o.Aliases) > 0 {
		fmt.Fprintf(out, "Also written `%s`.\n\n", strings.Join(o.Aliases, "`, `"))
	}
	if o.Example != "" {
		fmt.Fprintf(out, "```kql\n%s\n```\n\n", o.Example)
	}
	if len(o.Want) > 0 {
		out.WriteString(markdownTable(o.Want) + "\n")
	}
}

func markdownTable(lines []string) string {
	columns := strings.Count(lines[0], " | ") + 1
	out := "| " + lines[0] + " |\n|" + strings.Repeat("---|", columns) + "\n"
	for _, l := range lines[1:] {
		out += "| " + l + " |\n"
	}
	return out
}

func functionsPage() string {
	var out strings.Builder
	out.WriteString("# Functions and comparisons\n\n" + generated)
	for _, g := range functionGroups() {
		fmt.Fprintf(&out, "## %s\n\n", g.title)
		for _, f := range g.funcs {
			writeFunction(&out, f)
		}
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

type functionGroup struct {
	title string
	funcs []*funcs.Func
}

// functionGroups sorts the functions by kind and family.
func functionGroups() []functionGroup {
	groups := map[string][]*funcs.Func{}
	for _, f := range funcs.All() {
		title := kindNames[f.Kind] + "s"
		if f.Group != "" && f.Group != kindNames[f.Kind] {
			title += ": " + f.Group
		}
		title = strings.ToUpper(title[:1]) + title[1:]
		groups[title] = append(groups[title], f)
	}
	out := make([]functionGroup, 0, len(groups))
	for t, list := range groups {
		out = append(out, functionGroup{t, list})
	}
	slices.SortFunc(out, func(a, b functionGroup) int { return strings.Compare(a.title, b.title) })
	return out
}

// Chapter is one group of the table of contents.
type Chapter struct {
	Title string
	Names []string
}

// Contents lists every operator and function by group.
func Contents() []Chapter {
	var out []Chapter
	for _, o := range pages {
		if len(out) == 0 || out[len(out)-1].Title != o.Group {
			out = append(out, Chapter{Title: o.Group})
		}
		out[len(out)-1].Names = append(out[len(out)-1].Names, o.Name)
	}
	for _, g := range functionGroups() {
		c := Chapter{Title: g.title}
		for _, f := range g.funcs {
			c.Names = append(c.Names, f.Name)
		}
		out = append(out, c)
	}
	return out
}

func writeFunction(out *strings.Builder, f *funcs.Func) {
	p := functionPage(f)
	fmt.Fprintf(out, "### %s\n\n%s\n\n", p.Name, p.Doc)
	for _, s := range p.Syntax {
		fmt.Fprintf(out, "    %s\n", s)
	}
	if p.Deprecated != "" {
		fmt.Fprintf(out, "\nAn older spelling; use `%s`.\n", p.Deprecated)
	}
	if len(p.Aliases) > 0 {
		fmt.Fprintf(out, "\nAlso written `%s`.\n", strings.Join(p.Aliases, "`, `"))
	}
	if len(p.Examples) > 0 {
		out.WriteString("\n| example | gives |\n|---|---|\n")
	}
	for _, e := range p.Examples {
		fmt.Fprintf(out, "| %s | %s |\n", code(e.KQL), code(e.Want))
	}
	out.WriteByte('\n')
}

// code quotes a piece of KQL for a cell of a Markdown table.
func code(s string) string {
	s = strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
	if strings.Contains(s, "`") {
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}
