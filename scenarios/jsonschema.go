package scenarios

import (
	"encoding/json"

	"socrates/generator/attack"
)

type obj = map[string]any

// Schema is the JSON Schema of a scenario file, made from the library of activities, so that editors complete and
// check it. scenarios/scenario.schema.json holds it; a test keeps the two alike.
func Schema() []byte {
	text := obj{"type": "string"}
	cast := obj{"type": "object", "additionalProperties": false, "properties": obj{"person": text, "device": text, "present": text}}
	file := obj{"type": "object", "additionalProperties": false, "required": []string{"name"}, "properties": obj{"name": text, "folder": text, "size": obj{"type": "integer"}}}
	truth := obj{"type": "object", "additionalProperties": false, "required": []string{"id", "stage", "query"}, "properties": obj{"id": text, "stage": text, "says": text, "query": text}}
	mapOf := func(v any) obj { return obj{"type": "object", "additionalProperties": v} }
	stages := obj{"type": "array", "items": stageSchema(text)}
	strings := obj{"type": "array", "items": text}
	root := obj{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Socrates scenario", "type": "object", "additionalProperties": false,
		"required": []string{"id", "title", "summary"},
		"properties": obj{
			"id": text, "title": text, "summary": text, "level": obj{"enum": []string{"beginner", "intermediate", "advanced"}}, "people": obj{"type": "integer", "minimum": 8},
			"days": obj{"type": "integer", "minimum": 1}, "horizon": text, "cast": mapOf(cast),
			"noise":  obj{"type": "object", "additionalProperties": false, "properties": obj{"suspicious": obj{"type": "number", "minimum": 0, "maximum": 20}}},
			"actor":  obj{"type": "object", "additionalProperties": false, "properties": obj{"name": text, "domains": mapOf(obj{"enum": sorted(domainKinds)}), "addresses": mapOf(text), "files": mapOf(file)}},
			"stages": stages, "decoys": stages, "intel": stages, "facts": mapOf(text), "truths": obj{"type": "array", "items": truth}, "notice": strings, "quiet": strings,
		},
	}
	out, _ := json.MarshalIndent(root, "", "  ") // maps of strings and numbers always marshal
	return append(out, '\n')
}

func stageSchema(text obj) obj {
	var variants []any
	for _, name := range attack.Names() {
		a, _ := attack.Find(name)
		props, required := obj{}, []string{}
		for _, p := range a.Params {
			kind := "string"
			if p.Kind == attack.NumberKind {
				kind = "integer"
			}
			props[p.Name] = obj{"type": kind, "description": p.Doc}
			if !p.Optional {
				required = append(required, p.Name)
			}
		}
		variants = append(variants, obj{"if": obj{"properties": obj{"do": obj{"const": name}}},
			"then": obj{"properties": obj{"with": obj{"type": "object", "additionalProperties": false, "properties": props, "required": required}}}})
	}
	return obj{"type": "object", "additionalProperties": false, "required": []string{"id", "do"}, "allOf": variants,
		"properties": obj{"id": text, "says": text, "technique": obj{"type": "string", "pattern": `^T\d{4}(\.\d{3})?$`}, "tactic": text,
			"do": obj{"enum": attack.Names()}, "at": text, "after": text, "wait": text, "with": obj{"type": "object"}}}
}

// Template is a small scenario that works, for authors to start from.
func Template(id string) string {
	return `# yaml-language-server: $schema=scenario.schema.json
id: ` + id + `
title: A title of a few words
summary: What happens, in two sentences.
level: beginner
cast:
  victim: {person: "Department == 'Finance' or Department == 'Sales' or Department == 'Operations'", present: "-4h..-1h"}
actor:
  domains: {lure: docs}
  addresses: {mailer: NL, web: FR}
stages:
  - id: lure
    says: A mail with a link arrives.
    do: mail-lure
    at: now - 3h
    with: {to: victim, from: "info@{domain.lure}", address: mailer, subject: "Please read", url: "https://{domain.lure}/{id('link')}", message: "{id('mail')}"}
  - id: click
    says: The victim follows it.
    do: click
    after: lure
    wait: 10m ± 3m
    with: {who: victim, url: "https://{domain.lure}/{id('link')}", domain: lure, address: web, message: "{id('mail')}"}
truths:
  - {id: mail, stage: lure, says: The mail, query: "EmailEvents | where SenderFromDomain == '{domain.lure}'"}
notice: ["Office 365: a click that was allowed on a link that is Phish."]
`
}
