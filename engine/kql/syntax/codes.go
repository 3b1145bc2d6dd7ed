package syntax

import (
	"fmt"
	"strings"

	"socrates/engine/kql/source"
)

// Codes of the mistakes that can be seen without knowing any table. Each comment's last line is a query
// that produces the code.
const (
	// UnclosedString is a string that does not end on its line.
	//
	//	T | where User == "ada
	UnclosedString source.Code = "S001"
	// BadEscape is a backslash before a character that needs none.
	//
	//	print "C:\Windows"
	BadEscape source.Code = "S002"
	// BadNumber is a number that no type can hold.
	//
	//	print 99999999999999999999
	BadNumber source.Code = "S003"
	// BadLiteral is a typed literal whose contents do not fit its type.
	//
	//	print datetime(yesterday)
	BadLiteral source.Code = "S004"
	// BadCharacter is a character that the language does not use.
	//
	//	T | where a # b
	BadCharacter source.Code = "S005"
	// MissingClose is a bracket without its partner.
	//
	//	T | where isnotempty(User | count
	MissingClose source.Code = "S006"
	// StrayClose is a closing bracket that nothing opened.
	//
	//	T | where a == 1) | count
	StrayClose source.Code = "S007"
	// MissingPipe is a step that follows another without a pipe.
	//
	//	T where a == 1
	MissingPipe source.Code = "S008"
	// UnknownOperator is a word after a pipe that is no operator.
	//
	//	T | wheer a == 1
	UnknownOperator source.Code = "S009"
	// MissingOperator is a pipe with nothing behind it.
	//
	//	T | | count
	MissingOperator source.Code = "S010"
	// MissingExpr is a place where a value was expected and nothing usable stands.
	//
	//	T | where a ==
	MissingExpr source.Code = "S011"
	// Unexpected is text that does not belong where it stands.
	//
	//	T | take 5 6
	Unexpected source.Code = "S012"
	// SingleEquals is = where == was meant.
	//
	//	T | where a = 1
	SingleEquals source.Code = "S013"
	// SymbolLogic is && or || for and, or.
	//
	//	T | where a == 1 && b == 2
	SymbolLogic source.Code = "S014"
	// BareNot is `not x` or `!x` for not(x).
	//
	//	T | where not a == 1
	BareNot source.Code = "S015"
	// SQLWord is a word or a habit of SQL.
	//
	//	SELECT * FROM T WHERE a = 1
	SQLWord source.Code = "S016"
	// WordCase is an operator in capitals.
	//
	//	T | where a == 1 AND b == 2
	WordCase source.Code = "S017"
	// UnknownComparison is a misspelt string operator.
	//
	//	T | where a contians "x"
	UnknownComparison source.Code = "S018"
	// MissingKeyword is a step without a word it needs.
	//
	//	T | sort a
	MissingKeyword source.Code = "S019"
	// MissingName is a place where a name was expected.
	//
	//	let = 5; print 1
	MissingName source.Code = "S020"
	// UnknownType is a type that does not exist.
	//
	//	datatable (a:strnig) ["x"]
	UnknownType source.Code = "S021"
	// MissingSemicolon is a statement that runs into the next.
	//
	//	let a = 5
	//	print a
	MissingSemicolon source.Code = "S022"
	// TooDeep is nesting beyond what a query may have.
	TooDeep source.Code = "S023"
	// NoQuery is a text without anything to run.
	//
	//	let a = 5;
	NoQuery source.Code = "S024"
	// MissingList is in, has_any or has_all without its parentheses.
	//
	//	T | where a in "x"
	MissingList source.Code = "S025"
	// ControlCommand is a command to the service, which is no query.
	//
	//	.show tables
	ControlCommand source.Code = "S026"
	// BadRepeat is an edge of a graph pattern whose repetition is wrong.
	//
	//	T | graph-match (a)-[e*x..2]->(b) project a
	BadRepeat source.Code = "S027"
	// ExtraComma is a comma with nothing behind it.
	//
	//	T | summarize count(), by a
	ExtraComma source.Code = "S028"
)

func badNumber(at source.Span, raw string) source.Diag {
	return source.Diag{Code: BadNumber, Span: at, Msg: fmt.Sprintf("%s is too large for a number", raw),
		Label: "a long ends at 9223372036854775807", Hints: []string{"write it as a string, or as real(" + raw + ")"}}
}

// unclosedString is about a string that begins at.Start and was probably to end after guess.
func unclosedString(at source.Span, guess, quote string) source.Diag {
	return source.Diag{Code: UnclosedString, Span: at, Msg: "this string has no closing " + quote,
		Label: "opened here, and the line ends", Hints: []string{"close it: " + shorten(guess) + quote},
		Mend: []source.Edit{{Span: source.At(at.Start + len(guess)), New: quote}}}
}

func unclosedFence(at source.Span, fence string) source.Diag {
	return source.Diag{Code: UnclosedString, Span: source.Span{Start: at.Start, End: at.Start + len(fence)},
		Msg: "this multi-line string has no closing " + fence, Label: "opened here",
		Hints: []string{"put " + fence + " behind its last line"}}
}

func badEscape(at source.Span, raw string) source.Diag {
	d := source.Diag{Code: BadEscape, Span: at, Msg: fmt.Sprintf("%s is no escape sequence", raw),
		Label: `a backslash in "…" begins an escape such as \n or \"`,
		Hints: []string{`put @ before the opening quote to take backslashes as they are, or double the backslash: \` + raw}}
	d.Mend = []source.Edit{{Span: source.At(at.Start), New: `\`}}
	return d
}

// shorten keeps a quoted piece of the text to a readable length.
func shorten(s string) string {
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
