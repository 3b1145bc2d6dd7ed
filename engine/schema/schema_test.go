package schema

import "testing"

func TestCatalog(t *testing.T) {
	tables, err := loadCatalog()
	if err != nil {
		t.Fatal(err)
	}
	for name, table := range tables {
		seen := map[string]bool{}
		for _, c := range table.Columns() {
			if seen[c.Name] {
				t.Errorf("%s: column %s stands twice", name, c.Name)
			}
			seen[c.Name] = true
		}
		if table.Product == "" || len(seen) == 0 {
			t.Errorf("%s: no product or no columns", name)
		}
		if table.Streamable && len(table.InWorkspace) == 0 {
			t.Errorf("%s: streamable, but has no workspace columns", name)
		}
	}
}

func TestBothSides(t *testing.T) {
	process, ok := Lookup("DeviceProcessEvents")
	if !ok {
		t.Fatal("DeviceProcessEvents is not in the catalogue")
	}
	if typeOf(process.Native, "AdditionalFields") != String || typeOf(process.InWorkspace, "AdditionalFields") != Dynamic {
		t.Error("AdditionalFields is string in Defender and dynamic in the workspace")
	}
	if process.TimeColumn() != "Timestamp" || typeOf(process.Columns(), "TimeGenerated") != Datetime {
		t.Error("the unified view carries Timestamp and TimeGenerated")
	}
	if exposure, _ := Lookup("ExposureGraphNodes"); exposure.InWorkspace != nil {
		t.Error("ExposureGraphNodes never reaches a workspace")
	}
}

func typeOf(columns []Column, name string) Type {
	for _, c := range columns {
		if c.Name == name {
			return c.Type
		}
	}
	return Unknown
}

func TestParseTableRefuses(t *testing.T) {
	for _, text := range []string{
		"product\n\nA string\n", "family: martian\n\nA string\n", "colour: red\n\nA string\n",
		"product: X\n\nA text\n", "product: X\n\nA\n",
	} {
		if _, err := parseTable("T", text); err == nil {
			t.Errorf("parseTable accepted %q", text)
		}
	}
}
