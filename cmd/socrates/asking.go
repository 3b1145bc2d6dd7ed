package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"socrates/quizzes"
)

// asking poses items to a person. Letters shown are in a drawn order; ids go to the grader.
type asking struct {
	ctx   context.Context
	out   io.Writer
	in    *bufio.Reader
	try   trial          // shows what a query finds before it is handed in; may be nil
	lines chan inputLine // a line that was asked for and not waited for
}

// trial runs a query on the tenant of a live item and shows what it finds.
type trial func(ctx context.Context, q *quizzes.Query, kql string) error

type inputLine struct {
	text string
	err  error
}

func newAsking(ctx context.Context, in io.Reader, out io.Writer) *asking {
	return &asking{ctx: ctx, out: out, in: bufio.NewReader(in)}
}

// Prompt prints a prompt and reads a line, without its end. It gives up when the context ends.
func (q *asking) Prompt(prompt string) (string, error) {
	fmt.Fprint(q.out, prompt)
	if q.lines == nil {
		q.lines = make(chan inputLine, 1)
		go func() {
			s, err := q.in.ReadString('\n')
			if s != "" {
				err = nil // the last line of a file may lack its end
			}
			q.lines <- inputLine{strings.TrimRight(s, "\r\n"), err}
		}()
	}
	select {
	case <-q.ctx.Done():
		return "", q.ctx.Err()
	case l := <-q.lines:
		q.lines = nil
		return l.text, l.err
	}
}

// sheet is an item as it lies before a person: for each part the choices in the order shown.
type sheet struct {
	it    *quizzes.Item
	parts []quizzes.Part
	shown [][]quizzes.Choice
}

// newSheet lays out an item. A nil rng keeps the order of the file.
func newSheet(it *quizzes.Item, rng *rand.Rand) sheet {
	s := sheet{it: it, parts: it.Parts()}
	for i, p := range s.parts {
		switch {
		case i > 0 && s.oneList():
			s.shown = append(s.shown, s.shown[0])
		case rng != nil:
			s.shown = append(s.shown, p.Shuffled(rng))
		default:
			s.shown = append(s.shown, p.Choices)
		}
	}
	return s
}

// oneList reports whether all parts choose from one list of choices.
func (s sheet) oneList() bool {
	return slices.Contains([]quizzes.Kind{quizzes.Multiple, quizzes.Ordering, quizzes.Matching}, s.it.Kind)
}

// show prints an item.
func (q *asking) show(s sheet) {
	if s.it.Series != nil {
		fmt.Fprintf(q.out, "\n%s\n", strings.TrimSpace(s.it.Series.Text))
	}
	fmt.Fprintf(q.out, "\n%s\n", strings.TrimSpace(s.it.Stem))
	if s.it.Exhibit != "" {
		fmt.Fprintf(q.out, "\n%s\n", quoteBlock(s.it.Exhibit))
	}
	switch {
	case s.it.Kind == quizzes.KQL:
		fmt.Fprintf(q.out, "\n  Answer with a KQL query (scope %s). An empty line, or a semicolon at the end of a line, runs it;\n  try as many as you like. An empty line after that hands in the last one.\n", s.it.Query.Scope)
	case s.oneList():
		if s.it.Kind == quizzes.Matching {
			fmt.Fprintln(q.out)
			for i, p := range s.parts {
				fmt.Fprintf(q.out, "  %d. %s\n", i+1, p.Label)
			}
		}
		q.choices(s.shown[0])
	default:
		for i, p := range s.parts {
			if p.Label != "" {
				fmt.Fprintf(q.out, "\n  %s%s\n", s.numbering(i), p.Label)
			}
			q.choices(s.shown[i])
		}
	}
	fmt.Fprintln(q.out)
}

// numbering is what stands before a part: the mark of an area, a number where there are several.
func (s sheet) numbering(i int) string {
	switch {
	case s.it.Kind == quizzes.HotSpot:
		return fmt.Sprintf("[%d] ", i+1)
	case len(s.parts) > 1:
		return fmt.Sprintf("%d. ", i+1)
	}
	return ""
}

func (q *asking) choices(cs []quizzes.Choice) {
	if len(cs) > 0 && cs[0].ID != "yes" {
		fmt.Fprintln(q.out)
	}
	for i, c := range cs {
		if c.ID != "yes" && c.ID != "no" {
			fmt.Fprintf(q.out, "  %s) %s\n", letterOf(i), c.Text)
		}
	}
}

func quoteBlock(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}

func letterOf(i int) string { return string(rune('a' + i)) }

// tabs prints a case study.
func (q *asking) tabs(c *quizzes.Case) {
	fmt.Fprintf(q.out, "\nCase study: %s\n", c.Title)
	for _, t := range c.Tabs {
		fmt.Fprintf(q.out, "\n-- %s --\n%s\n", t.Title, strings.TrimSpace(t.Text))
	}
}

// answer reads an answer: an id or text for each part, "" for a part left open. A line for which command is true is
// returned as such instead.
func (q *asking) answer(s sheet, command func(line string) bool) (given []string, cmd string, err error) {
	if s.it.Kind == quizzes.KQL {
		return q.query(s.it.Query, command)
	}
	given = make([]string, len(s.parts))
	for i := 0; i < len(given); {
		line, err := q.Prompt(s.prompt(i))
		if err != nil {
			return nil, "", err
		}
		line = strings.TrimSpace(line)
		if command(line) {
			return nil, line, nil
		}
		n, err := s.read(line, i, given)
		if err != nil {
			fmt.Fprintln(q.out, err)
			continue
		}
		i += n
	}
	return given, "", nil
}

// query lets a person try queries, and takes the last of them when an empty line, or the end of the input, hands
// it in. A first line that is a command is returned as such.
func (q *asking) query(about *quizzes.Query, command func(string) bool) (given []string, cmd string, err error) {
	last := ""
	for {
		text, err := readQuery(q, "kql> ")
		text = strings.TrimSpace(text)
		switch {
		case errors.Is(err, io.EOF) && last != "":
			return []string{last}, "", nil
		case err != nil:
			return nil, "", err
		case command(text):
			return nil, text, nil
		case text == "" || q.try == nil:
			return []string{cmp.Or(text, last)}, "", nil
		}
		last = text
		if err := q.try(q.ctx, about, text); err != nil {
			return nil, "", err
		}
		fmt.Fprintln(q.out, "An empty line hands this in; or write another query.")
	}
}

// prompt asks for part i, or for all parts that choose from one list.
func (s sheet) prompt(i int) string {
	switch {
	case s.it.Kind == quizzes.Multiple:
		return fmt.Sprintf("%d letters> ", len(s.parts))
	case s.it.Kind == quizzes.Ordering:
		return fmt.Sprintf("%d letters in order> ", len(s.parts))
	case len(s.parts) > 1 && len(s.shown[i]) == 2 && s.shown[i][0].ID == "yes":
		return fmt.Sprintf("%d. yes or no> ", i+1)
	case s.it.Kind == quizzes.HotSpot:
		return fmt.Sprintf("[%d]> ", i+1)
	case len(s.parts) > 1:
		return fmt.Sprintf("%d. %s> ", i+1, s.parts[i].Label)
	case len(s.shown[0]) == 2 && s.shown[0][0].ID == "yes":
		return "yes or no> "
	}
	return cmp.Or(s.parts[0].Label, "answer") + "> "
}

// read takes a line for part i and, when it holds several letters, for those behind it. It returns how many parts it
// has filled. An empty line leaves a part open, or all that choose from one list.
func (s sheet) read(line string, i int, given []string) (int, error) {
	if len(s.shown[i]) == 0 { // free text
		given[i] = line
		return 1, nil
	}
	words := strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	if len(words) == 1 && len(words[0]) > 1 && s.id(i, words[0]) == "" {
		words = strings.Split(words[0], "") // "acb"
	}
	left := len(given) - i
	if len(words) > left {
		return 0, fmt.Errorf("%s asked for here, not %d", countOf(left, "answer is", "answers are"), len(words))
	}
	all := s.it.Kind == quizzes.Multiple || s.it.Kind == quizzes.Ordering
	for k, w := range words {
		id := s.id(i+k, w)
		if id == "" {
			return 0, fmt.Errorf("answer with %s, or an empty line to leave it open", s.offer(i+k))
		}
		given[i+k] = id
	}
	if all {
		return left, nil
	}
	return max(len(words), 1), nil
}

// countOf words a count: 1 answer is, 2 answers are.
func countOf(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// id is the choice that a word names in part i, or "".
func (s sheet) id(i int, word string) string {
	for k, c := range s.shown[i] {
		if yesNo := c.ID == "yes" || c.ID == "no"; yesNo && (word == c.ID || word == c.ID[:1]) || !yesNo && word == letterOf(k) {
			return c.ID
		}
	}
	return ""
}

func (s sheet) offer(i int) string {
	if s.shown[i][0].ID == "yes" {
		return "yes or no"
	}
	return "a letter from a to " + letterOf(len(s.shown[i])-1)
}

// letters words given ids as the letters shown, for a look back at an answer.
func (s sheet) letters(given []string) string {
	var out []string
	for i, g := range given {
		if i >= len(s.shown) {
			out = append(out, g)
			continue
		}
		k := slices.IndexFunc(s.shown[i], func(c quizzes.Choice) bool { return c.ID == g })
		switch {
		case g == "":
			out = append(out, "-")
		case k < 0 || s.shown[i][k].ID == "yes" || s.shown[i][k].ID == "no":
			out = append(out, g)
		default:
			out = append(out, letterOf(k))
		}
	}
	return strings.Join(out, " ")
}

// explain prints a result: each part, and the reason of every option.
func explain(out io.Writer, r *quizzes.Result) {
	for _, p := range r.Parts {
		verdict := "wrong"
		if p.Right {
			verdict = "right"
		}
		fmt.Fprintf(out, "\n%s: %s\n", verdict, cmp.Or(p.Answer, "(no answer)"))
		if p.Label != "" && p.Label != "rows" {
			fmt.Fprintf(out, "    %s\n", p.Label)
		}
		if !p.Right {
			fmt.Fprintf(out, "the answer: %s\n", p.Want)
		}
		for _, why := range p.Because {
			fmt.Fprintf(out, "  %s %s\n      %s\n", mark(why), why.Text, strings.ReplaceAll(strings.TrimSpace(why.Because), "\n", "\n      "))
		}
	}
	if r.Explain != "" {
		fmt.Fprintf(out, "\n%s\n", strings.TrimSpace(r.Explain))
	}
}

func mark(why quizzes.Reason) string {
	switch {
	case why.Correct:
		return "+"
	case why.Chosen:
		return "x"
	}
	return "-"
}
