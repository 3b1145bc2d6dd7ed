package quizzes

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "rewrite bank.schema.json")

func TestPublishedSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile("bank.schema.json", Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("bank.schema.json")
	if err != nil || !bytes.Equal(got, Schema()) {
		t.Fatal("bank.schema.json is stale: go test ./quizzes -update", err)
	}
}

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("bank.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("bank.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// dates turns what YAML takes for dates back into the text that the file has.
func dates(v any) any {
	switch v := v.(type) {
	case time.Time:
		return v.Format(time.DateOnly)
	case []any:
		for i := range v {
			v[i] = dates(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = dates(v[k])
		}
	}
	return v
}

func TestBankFitsTheSchema(t *testing.T) {
	s := compiled(t)
	err := fs.WalkDir(bankFiles, "bank", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, "outline.yaml") || strings.HasSuffix(name, "tenants.yaml") {
			return err
		}
		text, err := fs.ReadFile(bankFiles, name)
		if err != nil {
			return err
		}
		for dec := yaml.NewDecoder(bytes.NewReader(text)); ; {
			var v any
			if err := dec.Decode(&v); errors.Is(err, io.EOF) {
				return nil
			} else if err != nil {
				return err
			}
			if err := s.Validate(dates(v)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiled(t)
	for name, text := range map[string]string{
		"a misspelt key": "- {id: a, objective: b, level: apply, type: single, source: s, stem: t, optoins: []}",
		"a kind unknown": "- {id: a, objective: b, level: apply, type: essay, source: s, stem: t}",
		"no stem":        "- {id: a, objective: b, level: apply, type: single, source: s}",
		"a bare mapping": "{id: a}",
	} {
		var v any
		if err := yaml.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

// What Write writes, Load reads as the same.
func TestWriteIsReadBack(t *testing.T) {
	b, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(&out, b.Items); err != nil {
		t.Fatal(err)
	}
	back := bankOf(t, out.String())
	for i, it := range back.Items {
		if it.Version() != b.Items[i].Version() || it.Explain != b.Items[i].Explain || it.Source != b.Items[i].Source {
			t.Errorf("%s came back different", it.ID)
		}
	}
}
