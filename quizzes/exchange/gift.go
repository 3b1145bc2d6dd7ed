package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"socrates/quizzes"
)

// WriteGIFT writes items in Moodle's GIFT, one category for each objective. Hot spots, fill-ins with several blanks and
// live items have no form there and are skipped.
func WriteGIFT(w io.Writer, items []*quizzes.Item) (*Report, error) {
	r := newReport("GIFT")
	out := bufio.NewWriter(w)
	category := ""
	for _, it := range items {
		body, ok := giftAnswers(it.Variation(0), r)
		if !ok {
			continue
		}
		it = r.plain(it)
		if it.Objective != category {
			category = it.Objective
			fmt.Fprintf(out, "$CATEGORY: $course$/top/%s\n\n", category)
		}
		fmt.Fprintf(out, "// [id:%s]", it.ID)
		for _, t := range tags(it) {
			fmt.Fprintf(out, " [tag:%s]", t)
		}
		fmt.Fprintf(out, "\n::%s::[markdown]%s {\n%s}\n\n", giftEscape(it.ID), giftEscape(giftStem(it)), body)
		r.Done++
	}
	return r, out.Flush()
}

// giftStem is the text above the answers; a single yes/no statement belongs to it.
func giftStem(it *quizzes.Item) string {
	if it.Kind == quizzes.YesNo && len(it.Statements) == 1 {
		return stemText(it) + "\n\n" + it.Statements[0].Text
	}
	return stemText(it)
}

// giftAnswers writes what stands between the braces.
func giftAnswers(it *quizzes.Item, r *Report) (string, bool) {
	var out strings.Builder
	answer := func(mark, text, because string) {
		fmt.Fprintf(&out, "\t%s%s", mark, text)
		if because != "" {
			out.WriteString("#" + giftEscape(because))
		}
		out.WriteString("\n")
	}
	var reasons []why
	switch it.Kind {
	case quizzes.Single:
		for _, o := range it.Options {
			answer(map[bool]string{true: "=", false: "~"}[o.Correct], giftEscape(o.Text), o.Because)
		}
	case quizzes.Multiple:
		r.lose(it.ID, "a wrong pick takes points away there, since the number of picks cannot be limited")
		for _, o := range it.Options {
			answer("~%"+fraction(o.Correct, it.Choose)+"%", giftEscape(o.Text), o.Because)
		}
	case quizzes.YesNo, quizzes.Ordering, quizzes.Matching:
		reasons = giftPairs(&out, it, r)
	case quizzes.Fill:
		if !giftFill(it, r, answer) {
			return "", false
		}
	default:
		r.skip(it.ID, "GIFT has no %s question", it.Kind)
		return "", false
	}
	fmt.Fprintf(&out, "\t####%s\n", giftEscape(generalFeedback(it, reasons)))
	return out.String(), true
}

// giftFill writes the answers of a fill-in; false when GIFT cannot hold them.
func giftFill(it *quizzes.Item, r *Report, answer func(mark, text, because string)) bool {
	if len(it.Blanks) != 1 {
		r.skip(it.ID, "GIFT has no question with %d blanks", len(it.Blanks))
		return false
	}
	b := it.Blanks[0]
	if strings.Contains(strings.Join(b.Accept, " "), "->") {
		r.skip(it.ID, "GIFT would take an answer with an arrow -> for a pair")
		return false
	}
	if b.Exact {
		r.lose(it.ID, "case counts here and not there")
	}
	for _, a := range b.Accept {
		answer("=", giftPlain(a), strings.ReplaceAll(b.Because, "->", "→"))
	}
	return true
}

// giftPairs writes an item of pairs; one with a single yes/no statement is a true/false question. It returns the reasons
// that have no place at the pairs.
func giftPairs(out io.Writer, it *quizzes.Item, r *Report) []why {
	if it.Kind == quizzes.YesNo && len(it.Statements) == 1 {
		s := it.Statements[0]
		because := giftEscape(s.Because)
		fmt.Fprintf(out, "\t%s#%s#%s\n", map[bool]string{true: "TRUE", false: "FALSE"}[s.Yes], because, because)
		return nil
	}
	pairs, spare := pairsOf(it)
	for _, p := range pairs {
		fmt.Fprintf(out, "\t=%s -> %s\n", giftSide(it, marked(p.Source), r), giftSide(it, p.Target, r))
	}
	for _, t := range spare {
		fmt.Fprintf(out, "\t= -> %s\n", giftSide(it, t, r))
	}
	return reasonsOf(pairs)
}

func giftSide(it *quizzes.Item, text string, r *Report) string {
	if strings.Contains(text, "->") {
		r.lose(it.ID, "an arrow -> in a pair is written as →")
		text = strings.ReplaceAll(text, "->", "→")
	}
	return giftPlain(text)
}

// fraction is the share in percent of one pick of choose, as Moodle writes it: 33.33333.
func fraction(right bool, choose int) string {
	share := 100 / float64(max(choose, 1))
	if !right {
		share = -share
	}
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(share, 'f', 5, 64), "0"), ".")
}

var giftEscaper = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`)

// giftEscape writes Markdown with what GIFT has a meaning for behind backslashes.
func giftEscape(s string) string { return giftPlain(marked(s)) }

// giftPlain is for what is never Markdown: targets of pairs and answers that are typed.
func giftPlain(s string) string {
	return giftEscaper.Replace(strings.ReplaceAll(strings.TrimSpace(s), "\r", ""))
}
