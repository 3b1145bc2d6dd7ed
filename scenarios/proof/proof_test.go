package proof

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"socrates/scenarios"
)

// story has two stages that build on one another and a truth for each; %s takes the truths.
const story = `id: story
title: Story
summary: A mail with a link, and the click on it.
cast:
  victim: {person: "not Admin", present: "-4h..-1h"}
actor:
  domains: {lure: docs}
  addresses: {mailer: NL, web: FR}
stages:
  - {id: lure, says: A mail., do: mail-lure, at: now - 3h, with: {to: victim, from: "info@{domain.lure}", address: mailer, subject: Read, url: "https://{domain.lure}/a", message: "{id('mail')}"}}
  - {id: click, says: A click., do: click, after: lure, wait: 10m ± 3m, with: {who: victim, url: "https://{domain.lure}/a", domain: lure, address: web, message: "{id('mail')}"}}
truths:
`

func prove1(t *testing.T, truths ...string) *Report {
	t.Helper()
	s, err := scenarios.Parse("story.yaml", []byte(story+"  - "+strings.Join(truths, "\n  - ")+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(context.Background(), s, Options{Seeds: []uint64{4}, People: 20, Days: 1, Profile: "2026-07", Temp: t.TempDir()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func failures(r *Report) (out []string) {
	for _, c := range r.Failed() {
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s %s/%s", c.Kind, c.Stage, c.Truth), "/"))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

const (
	goodLure  = `{id: mail, stage: lure, says: The mail, query: "EmailEvents | where SenderFromDomain == '{domain.lure}'"}`
	goodClick = `{id: click, stage: click, says: The click, query: "UrlClickEvents | where Url has '{domain.lure}' and Timestamp >= datetime({stage.click.start})"}`
)

func TestWhatAGoodScenarioSaysHolds(t *testing.T) {
	r := prove1(t, goodLure, goodClick)
	if got := failures(r); got != nil {
		t.Errorf("these claims do not hold: %v", got)
	}
	want := map[Kind]bool{Rows: true, Told: true, Found: true, Alone: true, Noise: true, Need: true, Response: true, TooLate: true}
	for _, c := range r.Claims {
		delete(want, c.Kind)
	}
	if len(want) > 0 {
		t.Errorf("nothing was claimed of the kinds %v", want)
	}
}

// Each truth is wrong in one way, which is found and nothing else.
func TestWrongTruthsAreFound(t *testing.T) {
	r := prove1(t,
		`{id: anything, stage: lure, query: "EmailEvents | where EmailDirection == 'Inbound'"}`,                  // ordinary mail as well
		`{id: either, stage: lure, query: "union EmailUrlInfo, UrlClickEvents | where Url has '{domain.lure}'"}`, // the click as well
		`{id: nothing, stage: lure, query: "EmailEvents | where Subject == 'never sent'"}`,
		`{id: wrong, stage: lure, query: "EmailEvents | where Sender == 'x'"}`, // there is no such column
	)
	want := []string{
		"alone lure/anything", "alone lure/either", // still found without the stage
		"found lure/nothing", "found lure/wrong",
		"noise lure/anything",
		"response lure/anything", // the whole attack is stopped, and it is found all the same
		"told click",             // no truth for the second stage
	}
	if got := failures(r); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, c := range r.Failed() {
		if c.Truth == "wrong" && !strings.Contains(c.Seen, "Sender") {
			t.Errorf("the refusal does not name the column: %s", c.Seen)
		}
		if c.Hint == "" {
			t.Errorf("no hint for %s of %s/%s", c.Kind, c.Stage, c.Truth)
		}
	}
}
