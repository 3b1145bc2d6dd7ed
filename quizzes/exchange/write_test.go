package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"socrates/quizzes"
)

func bank(t *testing.T) *quizzes.Bank {
	t.Helper()
	b, err := quizzes.Default()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// node is any XML element.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Children []node     `xml:",any"`
	Text     string     `xml:",chardata"`
}

func (n node) attr(name string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

func (n node) all(name string) (out []node) {
	for _, c := range n.Children {
		if c.XMLName.Local == name {
			out = append(out, c)
		}
		out = append(out, c.all(name)...)
	}
	return out
}

func unzip(t *testing.T, data []byte) map[string]node {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]node{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var n node
		if err := xml.NewDecoder(r).Decode(&n); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		out[f.Name] = n
	}
	return out
}

// Everything that the manifest names is there, and everything that is there is named.
func TestQTIPackageIsWhole(t *testing.T) {
	var out bytes.Buffer
	r, err := WriteQTI(&out, bank(t).Items, "T")
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out.Bytes())
	if len(files) != r.Done+2 {
		t.Errorf("%d files for %d items", len(files), r.Done)
	}
	named := map[string]bool{"imsmanifest.xml": true}
	for _, f := range files["imsmanifest.xml"].all("file") {
		named[f.attr("href")] = true
	}
	for name := range files {
		if !named[name] {
			t.Errorf("%s is not in the manifest", name)
		}
	}
	for _, ref := range files["test.xml"].all("assessmentItemRef") {
		if _, ok := files[ref.attr("href")]; !ok {
			t.Errorf("the test names %s, which is not there", ref.attr("href"))
		}
	}
}

// In every item each interaction has its response, each correct value a choice of it, each score its response; the parts
// stand in the order that the schema asks for.
func TestQTIItemsHoldTogether(t *testing.T) {
	var out bytes.Buffer
	if _, err := WriteQTI(&out, bank(t).Items, "T"); err != nil {
		t.Fatal(err)
	}
	order := []string{"responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"}
	for name, item := range unzip(t, out.Bytes()) {
		if item.XMLName.Local != "assessmentItem" {
			continue
		}
		at := 0
		for _, c := range item.Children {
			k := slices.Index(order, c.XMLName.Local)
			if k < at {
				t.Errorf("%s: %s stands too late", name, c.XMLName.Local)
			}
			at = k
		}
		checkResponses(t, name, item)
	}
}

func checkResponses(t *testing.T, name string, item node) {
	t.Helper()
	ids := map[string]bool{}
	for _, kind := range []string{"simpleChoice", "inlineChoice", "simpleAssociableChoice"} {
		for _, c := range item.all(kind) {
			if ids[c.attr("identifier")] {
				t.Errorf("%s: choice %s stands twice", name, c.attr("identifier"))
			}
			ids[c.attr("identifier")] = true
		}
	}
	declared := map[string]bool{}
	for _, d := range item.all("responseDeclaration") {
		declared[d.attr("identifier")] = true
		for _, v := range d.all("value") {
			for _, id := range strings.Fields(v.Text) {
				if d.attr("baseType") != "string" && !ids[id] {
					t.Errorf("%s: %s is right and not on offer", name, id)
				}
			}
		}
	}
	for _, kind := range []string{"choiceInteraction", "inlineChoiceInteraction", "textEntryInteraction", "orderInteraction", "matchInteraction"} {
		for _, i := range item.all(kind) {
			if !declared[i.attr("responseIdentifier")] {
				t.Errorf("%s: %s without a response", name, kind)
			}
			delete(declared, i.attr("responseIdentifier"))
		}
	}
	if len(declared) > 0 {
		t.Errorf("%s: responses without an interaction: %v", name, declared)
	}
}

// The rules of Anki's importer: header lines, then as many cells as there are columns, quotes as in CSV.
func TestAnkiText(t *testing.T) {
	var out bytes.Buffer
	r, err := WriteAnki(&out, bank(t).Items, "SC-200")
	if err != nil {
		t.Fatal(err)
	}
	var body []string
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, "#") {
			body = append(body, line)
		}
	}
	in := csv.NewReader(strings.NewReader(strings.Join(body, "")))
	in.Comma = '\t'
	in.FieldsPerRecord = 4
	met := map[string]bool{}
	for n := 0; ; n++ {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			if n != r.Done {
				t.Errorf("%d notes for %d items", n, r.Done)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if met[row[0]] || row[1] == "" || !strings.Contains(row[2], "✓") && !strings.Contains(row[2], "<pre>") {
			t.Errorf("note %q: %q", row[0], row[2])
		}
		met[row[0]] = true
	}
}

func TestMarkdownHoldsQuestionsAndKey(t *testing.T) {
	b := bank(t)
	it, err := b.Find("close-in-defender")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := WriteMarkdown(&out, []*quizzes.Item{it}, b.Outline, "Booklet"); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	questions, key, ok := strings.Cut(text, "# Key")
	if !ok || !strings.Contains(questions, it.Options[1].Text) || strings.Contains(questions, it.Options[1].Because) || !strings.Contains(key, "✓ **"+it.Options[1].Text) || !strings.Contains(key, it.Source) {
		t.Error(text)
	}
}

// An ordering scores a point for each step in its place, by conditions R1[n] = step n.
func TestQTIOrdering(t *testing.T) {
	text, ok := qtiXML(&quizzes.Item{ID: "o", Kind: quizzes.Ordering, Stem: "s", Steps: []quizzes.Step{{Text: "a"}, {Text: "b"}, {Text: "c", Extra: true}}})
	if !ok {
		t.Fatal("not written")
	}
	var n node
	if err := xml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range n.all("match") {
		got = append(got, m.all("index")[0].attr("n")+m.all("baseValue")[0].Text)
	}
	if !slices.Equal(got, []string{"1S1", "2S2"}) || len(n.all("simpleChoice")) != 3 || n.all("orderInteraction")[0].attr("maxChoices") != "2" {
		t.Errorf("%v\n%s", got, text)
	}
}
