package schema

import (
	"fmt"
	"strings"
)

// A .table file has headers, an empty line, and a line a column:
//
//	product: Microsoft Defender for Endpoint
//	family: defender
//	streamable: true
//
//	Timestamp datetime defender          only in Defender hunting
//	AdditionalFields string/dynamic      string in Defender, dynamic in the workspace
//	TimeGenerated datetime workspace     only in the workspace
//	DeviceName string                    the same in both
//	IndicatorType string undocumented    in the workspace, though the public page leaves it out

var families = map[string]Family{"defender": Defender, "workspace": Workspace, "asim": ASIM}

func parseTable(name, text string) (*Table, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	t := &Table{Name: name}
	for line := range strings.Lines(head) {
		if err := t.header(strings.TrimSpace(line)); err != nil {
			return nil, err
		}
	}
	for line := range strings.Lines(body) {
		if err := t.column(strings.Fields(line)); err != nil {
			return nil, err
		}
	}
	t.settleSides(strings.Contains(body, " workspace"))
	return t, nil
}

func (t *Table) header(line string) error {
	key, value, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("header %q is not `key: value`", line)
	}
	switch key {
	case "product":
		t.Product = value
	case "family":
		f, ok := families[value]
		if !ok {
			return fmt.Errorf("family %q is none of defender, workspace, asim", value)
		}
		t.Family = f
	case "streamable":
		t.Streamable = value == "true"
	default:
		return fmt.Errorf("unknown header %q", key)
	}
	return nil
}

func (t *Table) column(f []string) error {
	if len(f) < 2 || len(f) > 3 {
		return fmt.Errorf("column line %q is not `Name type [defender|workspace|undocumented]`", strings.Join(f, " "))
	}
	native, stored, split := strings.Cut(f[1], "/")
	if !split {
		stored = native
	}
	nt, ok1 := ParseType(native)
	wt, ok2 := ParseType(stored)
	if !ok1 || !ok2 {
		return fmt.Errorf("column %s: unknown type %q", f[0], f[1])
	}
	side := strings.Join(f[2:], "")
	if side == "undocumented" {
		t.Undocumented = append(t.Undocumented, f[0])
		side = "workspace"
	}
	if side != "workspace" {
		t.Native = append(t.Native, Column{f[0], nt})
	}
	if side != "defender" {
		t.InWorkspace = append(t.InWorkspace, Column{f[0], wt})
	}
	return nil
}

// settleSides drops the list of the side on which the table does not exist: a workspace table has no
// native list, and a Defender table without a workspace-only column has no Log Analytics twin.
func (t *Table) settleSides(twin bool) {
	switch {
	case t.Family != Defender:
		t.Native = nil
	case !twin:
		t.InWorkspace = nil
	}
}
