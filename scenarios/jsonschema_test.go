package scenarios

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
)

var update = flag.Bool("update", false, "rewrite scenario.schema.json")

func TestPublishedSchemaIsCurrent(t *testing.T) {
	if *update {
		if err := os.WriteFile("scenario.schema.json", Schema(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("scenario.schema.json")
	if err != nil || !bytes.Equal(got, Schema()) {
		t.Fatal("scenario.schema.json is stale: go test ./scenarios -update", err)
	}
}

func TestLibraryFitsTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("scenario.json", doc); err != nil {
		t.Fatal(err)
	}
	sch, err := c.Compile("scenario.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ids() {
		text, _ := library.ReadFile("library/" + id + ".yaml")
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		if err := sch.Validate(v); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
	var broken any
	if err := yaml.Unmarshal([]byte(strings.Replace(Template("x"), "do: click", "do: clack", 1)), &broken); err != nil {
		t.Fatal(err)
	}
	if sch.Validate(broken) == nil {
		t.Error("the schema accepts an activity that does not exist")
	}
}

func TestTemplateWorks(t *testing.T) {
	s, err := Parse("new.yaml", []byte(Template("new")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Compile(Params{Seed: 1}); err != nil {
		t.Fatal(err)
	}
}
