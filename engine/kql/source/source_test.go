package source

import "testing"

// A person writes "é😀" before the fault: é is one UTF-16 unit and two bytes, 😀 two units and four bytes.
const text = "T\n| where é😀 == x"

func TestPositions(t *testing.T) {
	at := Span{Start: len("T\n| where é😀 == "), End: len(text)}
	if line, col := LineCol(text, at.Start); line != 2 || col != 15 {
		t.Errorf("line %d, column %d, want 2, 15", line, col)
	}
	if start, length := at.UTF16(text); start != 17 || length != 1 {
		t.Errorf("UTF-16 start %d, length %d, want 17, 1", start, length)
	}
	if back := FromUTF16(text, 17); back != at.Start {
		t.Errorf("unit 17 is byte %d, want %d", back, at.Start)
	}
	if start, length := (Span{Start: 500, End: 600}).UTF16(text); start != 18 || length != 0 {
		t.Errorf("a span outside the text is %d, %d, want its end", start, length)
	}
}

func TestRenderDrawsAllMarksInTheOrderOfTheText(t *testing.T) {
	query := "T\n| summarize Tries = count() by User\n| project IP,\tTries"
	list := List{{Code: "B003", Span: Span{Start: 48, End: 50}, Msg: `no column "IP" at this step`, Label: "summarize did not keep it",
		Also: []Mark{{Span{Start: 4, End: 37}, "keeps User, Tries"}}, Hints: []string{`add it to "by"`}}}
	want := `error[B003]: no column "IP" at this step
  --> hunt.kql:3:11
 2 | | summarize Tries = count() by User
   |   --------------------------------- keeps User, Tries
 3 | | project IP,    Tries
   |           ^^ summarize did not keep it
   = hint: add it to "by"
`
	if got := Render("hunt.kql", query, list); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestApplyCarriesOutEditsInAnyOrder(t *testing.T) {
	got := Apply("a = b & c", []Edit{{Span{Start: 6, End: 7}, "and"}, {Span{Start: 2, End: 3}, "=="}})
	if want := "a == b and c"; got != want {
		t.Errorf("Apply gives %q, want %q", got, want)
	}
}

func TestSortKeepsTheOrderAtOnePlace(t *testing.T) {
	l := List{{Code: "b", Span: Span{Start: 5, End: 6}}, {Code: "c", Span: Span{Start: 5, End: 6}}, {Code: "a", Span: Span{Start: 1, End: 9}}}
	l.Sort()
	if l[0].Code != "a" || l[1].Code != "b" || l[2].Code != "c" {
		t.Errorf("sorted to %v", l)
	}
}
