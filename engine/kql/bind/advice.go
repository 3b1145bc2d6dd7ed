package bind

import (
	"fmt"
	"strings"
	"unicode"

	"socrates/engine/kql/syntax"
	"socrates/engine/schema"
)

// Advice is about what runs and is likely wrong or slow. It never stops a query.

// adviseKind speaks about a join whose kind was left to the default. Rows that are unique already lose none.
func (b *binder) adviseKind(in *table, op *syntax.Join) {
	if h, _ := hint(op.Hints, "kind"); h != nil || b.outside != nil {
		return
	}
	if in.word == "summarize" || in.word == "distinct" {
		return
	}
	b.warn(CodeJoinKind, op.Keyword(), "this join has no kind, so it is innerunique", "of several rows on the left with one key, only one is joined",
		"write `join kind=inner` for every pair that matches, or `join kind=innerunique` to say that you mean it")
}

// shortest is how many characters a word has at least for its index to help.
const shortest = 4

// adviseContains speaks about contains with a whole word, which has finds in less time.
func (b *binder) adviseContains(x *syntax.Binary) {
	better := map[string]string{"contains": "has", "contains_cs": "has_cs", "!contains": "!has", "!contains_cs": "!has_cs"}[x.Op]
	l, ok := bare(x.Y).(*syntax.Literal)
	if better == "" || !ok || b.outside != nil || l.Value.Type != schema.String || !isWord(l.Value.S) {
		return
	}
	b.warn(CodeContains, x.OpAt, fmt.Sprintf("%s reads every character of every row", x.Op), "slow on large tables",
		fmt.Sprintf("if %q stands as a whole word, `%s` finds it at once; keep %s for a part of a word", l.Value.S, better, x.Op))
}

func isWord(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
		n++
	}
	return n >= shortest
}

// adviseCase speaks about tolower(x) == "Text", which no row can meet, and toupper(x) == "Text".
func (b *binder) adviseCase(x *syntax.Binary) {
	if x.Op != "==" && x.Op != "!=" || b.outside != nil {
		return
	}
	b.neverEqual(x, x.X, x.Y)
	b.neverEqual(x, x.Y, x.X)
}

func (b *binder) neverEqual(x *syntax.Binary, side, other syntax.Expr) {
	c, isCall := bare(side).(*syntax.Call)
	l, isLit := bare(other).(*syntax.Literal)
	if !isCall || !isLit || len(c.Args) != 1 || l.Value.Type != schema.String {
		return
	}
	made := map[string]func(string) string{"tolower": strings.ToLower, "toupper": strings.ToUpper}[c.Fn.Text]
	if made == nil || made(l.Value.S) == l.Value.S {
		return
	}
	d := b.warn(CodeCase, other.Span(), fmt.Sprintf("no text of %s() is %q", c.Fn.Text, l.Value.S), "letters of another case stand in it",
		"compare without regard to case: `=~`")
	b.replace(d, other.Span(), fmt.Sprintf("%q", made(l.Value.S)))
}
