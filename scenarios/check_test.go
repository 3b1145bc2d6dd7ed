package scenarios

import (
	"fmt"
	"strings"
	"testing"
)

// sound is a scenario without a mistake; each case below spoils it in one place.
const sound = `id: sound
title: Sound
summary: One mail and what follows.
level: beginner
people: 30
days: 2
horizon: 10h
noise: {suspicious: 0.5}
cast:
  victim: {person: "Department == 'Finance'", present: "-4h..-1h"}
  server: {device: "Role == 'web'"}
actor:
  domains: {lure: docs}
  addresses: {web: NL}
  files: {tool: {name: a.exe}}
stages:
  - {id: lure, do: mail-lure, at: now - 3h, with: {to: victim, from: "a@{domain.lure}", address: web, subject: S, url: "https://{domain.lure}/x", message: "{id('m')}"}}
  - {id: c2, do: beacon, after: lure, wait: 5m ± 2m, technique: T1071.001, tactic: CommandAndControl, with: {on: victim, implant: tool, address: web, every: 5m, for: 2h}}
  - {id: shell, do: web-shell, at: now - 2h, with: {at: server, from: web}}
facts: {attacker: address.web.ip}
truths:
  - {id: mail, stage: lure, says: The mail, query: "EmailEvents | where SenderFromDomain == '{domain.lure}' and Timestamp > datetime({stage.lure.start})"}
`

func TestASoundScenarioHasNoMistakes(t *testing.T) {
	if _, err := Parse("sound.yaml", []byte(sound)); err != nil {
		t.Fatal(err)
	}
}

// Every mistake is told once, on its line, with a hint that helps.
func TestEveryMistakeIsTold(t *testing.T) {
	for _, tt := range []struct {
		name, old, new string
		line           int
		msg, hint      string
	}{
		{"no YAML", "title: Sound", "title: [Sound\n", 1, "no YAML", "quotes left open"},
		{"missing title", "title: Sound\n", "", 1, "title is missing", "every scenario"},
		{"id with capitals", "id: sound", "id: My Story", 1, `"My Story"`, "my-attack"},
		{"unknown key", "level:", "levle:", 4, `no key "levle"`, "did you mean level?"},
		{"unknown key in a stage", "do: beacon", "do: beacon, waits: 3", 19, `no key "waits" in stages[2]`, "did you mean wait?"},
		{"a key that stands twice", "days: 2", "days: 2\ndays: 3", 7, "days stands twice", "keep one"},
		{"unknown level", "level: beginner", "level: easy", 4, `no level "easy"`, "advanced, beginner"},
		{"text for a number", "people: 30", "people: thirty", 5, `"thirty"`, "in digits"},
		{"too few people", "people: 30", "people: 4", 5, "at least 8", "50"},
		{"negative days", "days: 2", "days: -1", 6, "-1 days", "whole days"},
		{"horizon that is no time", "horizon: 10h", "horizon: soon", 7, `"soon"`, "horizon: 12h"},
		{"too much noise", "suspicious: 0.5", "suspicious: 90", 8, "90", "0 is none"},
		{"a list where names are wanted", "facts: {attacker: address.web.ip}", "facts: [x]", 21, "facts holds a list", "name: value"},
		{"text where a list is wanted", "truths:\n  - {", "truths:\n  {", 22, "a list is wanted", "dash"},
		{"unknown name in a condition", "Department ==", "Departmint ==", 10, "Departmint", "Department, Title"},
		{"condition that is no condition", `"Role == 'web'"`, `"Role"`, 11, "expected bool", "Role, Name"},
		{"neither person nor device", `{device: "Role == 'web'"}`, `{}`, 11, "either person or device", "person:"},
		{"presence the wrong way round", "-4h..-1h", "-1h..-4h", 10, "ends before it begins", "earlier time"},
		{"presence that is no span", "-4h..-1h", "mornings", 10, `"mornings"`, "present: -6h"},
		{"presence of a device", `"Role == 'web'"`, `"Role == 'web'", present: "-2h..-1h"`, 11, "always there", "leave it out"},
		{"unknown kind of domain", "lure: docs", "lure: dox", 13, `no kind "dox"`, "cdn, docs"},
		{"country without servers", "web: NL", "web: ZZ", 14, `"ZZ"`, "any"},
		{"file without a name", "name: a.exe", "folder: x", 15, "has the name", "name: tool.exe"},
		{"unknown activity", "do: beacon", "do: becon", 18, `no activity "becon"`, "did you mean beacon?"},
		{"unknown parameter", "every: 5m", "evry: 5m", 18, `no parameter "evry"`, "did you mean every?"},
		{"missing parameter", ", message: \"{id('m')}\"", "", 17, `needs "message"`, "NetworkMessageId"},
		{"unknown address", "address: web, every", "address: wb, every", 18, `no address is called "wb"`, "did you mean web?"},
		{"device for a person", "on: victim", "on: server", 18, `no person is called "server"`, "victim"},
		{"interval that is none", "every: 5m", "every: often", 18, `"often"`, "90s"},
		{"two times", "after: lure,", "after: lure, at: now - 1h,", 18, "both at and after", "keep one"},
		{"no time", "after: lure, wait: 5m ± 2m, ", "", 18, "has no time", "at: now"},
		{"time in other words", "at: now - 2h", "at: yesterday", 19, `"yesterday"`, "at: now - 5h"},
		{"after a later stage", "after: lure", "after: shell", 18, "no earlier stage", "lure"},
		{"spread wider than the wait", "5m ± 2m", "5m ± 9m", 18, "could end before", "at most the wait"},
		{"before the data", "now - 2h", "now - 9d", 19, "earlier than the 2 days", "days:"},
		{"after the data", "now - 2h", "now + 20h", 19, "data has ended", "horizon:"},
		{"no technique", "T1071.001", "T10", 18, "no ATT&CK technique", "T1566"},
		{"no tactic", "CommandAndControl", "Comand", 18, `no tactic "Comand"`, "CommandAndControl"},
		{"id that stands twice", "id: shell, do: web", "id: c2, do: web", 19, `"c2" is missing or stands twice`, "own"},
		{"expression that names nothing", "a@{domain.lure}", "a@{domain.lur}", 17, "{domain.lur} names nothing", "did you mean domain.lure?"},
		{"expression that cannot be read", "{id('m')}", "{id('m'}", 17, "unexpected token", "domain.lure"},
		{"fact that names nothing", "attacker: address.web.ip", "attacker: address.web.ipp", 20, "names nothing", "address.web.ip"},
		{"truth of no stage", "stage: lure", "stage: lurre", 22, `no stage "lurre"`, "did you mean lure?"},
		{"truth without a query", ", query: \"EmailEvents | where SenderFromDomain == '{domain.lure}' and Timestamp > datetime({stage.lure.start})\"", "", 22, "has no query", "KQL"},
		{"truth that names nothing", "'{domain.lure}' and", "'{victim.upnn}' and", 22, "{victim.upnn}", "did you mean victim.upn?"},
		{"never used", "web: NL}", "web: NL, spare: FR}", 14, "address spare is used by no stage", "remove it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text := strings.Replace(sound, tt.old, tt.new, 1)
			if text == sound {
				t.Fatalf("%q is not in the scenario", tt.old)
			}
			_, err := Parse("bad.yaml", []byte(text))
			problems, ok := err.(Problems)
			if !ok {
				t.Fatalf("no mistake was found: %v", err)
			}
			for _, p := range problems {
				if strings.Contains(p.Msg, tt.msg) && strings.Contains(p.Hint, tt.hint) && p.Line == line(text, tt.new, tt.line) {
					return
				}
			}
			t.Errorf("want %q on line %d with the hint %q, got\n%v", tt.msg, line(text, tt.new, tt.line), tt.hint, problems)
		})
	}
}

// line is where the spoilt text stands; otherwise when it is gone.
func line(text, spoilt string, otherwise int) int {
	if spoilt == "" || strings.Contains(spoilt, "\n") {
		return otherwise
	}
	return 1 + strings.Count(text[:strings.Index(text, spoilt)], "\n")
}

// One run tells them all.
func TestMistakesAreToldTogether(t *testing.T) {
	text := strings.NewReplacer("level: beginner", "level: easy", "lure: docs", "lure: dox", "do: beacon", "do: becon", "stage: lure", "stage: lurre").Replace(sound)
	_, err := Parse("bad.yaml", []byte(text))
	problems, _ := err.(Problems)
	if got := fmt.Sprint(len(problems)); len(problems) != 4 {
		t.Errorf("%s mistakes, want 4:\n%v", got, problems)
	}
	if !strings.HasPrefix(problems.Error(), "bad.yaml:4: there is no level") {
		t.Errorf("not in the order of lines:\n%v", problems)
	}
}
