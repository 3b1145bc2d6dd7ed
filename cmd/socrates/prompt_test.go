package main

import (
	"io"
	"testing"
)

// typed is a person at the prompt.
type typed []string

func (in *typed) Prompt(string) (string, error) {
	if len(*in) == 0 {
		return "", io.EOF
	}
	line := (*in)[0]
	*in = (*in)[1:]
	return line, nil
}

func TestWhereAQueryEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lines typed
		want  string
	}{
		{"at an empty line", typed{"SigninLogs", "| take 1", "", "rest"}, "SigninLogs\n| take 1"},
		{"at a semicolon", typed{"SigninLogs | take 1;", "rest"}, "SigninLogs | take 1"},
		{"not behind a let", typed{"let x = 1;", "print x;", "rest"}, "let x = 1;\nprint x"},
		{"not behind the second of two lets", typed{"let x = 1; let y = 2;", "print x + y;"}, "let x = 1; let y = 2;\nprint x + y"},
		{"a dot command is one line", typed{".tables", "rest"}, ".tables"},
		{"an empty line alone", typed{""}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := readQuery(&tt.lines, "unified> ")
			if got != tt.want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	if _, err := readQuery(&typed{"half a query"}, "> "); err != io.EOF {
		t.Errorf("at the end of input: %v", err)
	}
}
