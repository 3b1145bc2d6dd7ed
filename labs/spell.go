package labs

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"strings"

	"socrates/engine/soc/rule"
)

// spellOut replaces what an author writes in short in the data of an act: a condition that picks an incident by its
// number, a file of the lab by the rules in it.
func (p *Play) spellOut(ctx context.Context, kind string, data map[string]any) (map[string]any, error) {
	out := maps.Clone(data)
	for key, v := range data {
		var err error
		switch text, isText := v.(string); {
		case key == "incident" && isText:
			name := "incident"
			if strings.HasPrefix(kind, "incident.") {
				delete(out, key)
				name = "id"
			}
			out[name], err = p.incidentID(ctx, text)
		case key == "to" && isText && kind == "incident.split":
			out[key], err = p.incidentID(ctx, text)
		case key == "incidents" && kind == "incident.merge":
			delete(out, key)
			out["ids"], err = p.incidentIDs(ctx, v)
		case key == "rule" && isText && kind == "detection.create":
			out[key], err = p.ruleFile(text)
		case key == "rules" && strings.HasPrefix(kind, "rule."):
			out[key], err = p.ruleFiles(v)
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// incidentID is the number of the incident for which a condition holds; a number stays.
func (p *Play) incidentID(ctx context.Context, where string) (json.Number, error) {
	if _, err := json.Number(where).Int64(); err == nil {
		return json.Number(where), nil
	}
	id, err := pick(ctx, p, "incidents", where, "id")
	return json.Number(id), err
}

func (p *Play) incidentIDs(ctx context.Context, v any) ([]json.Number, error) {
	conditions, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("incidents: a list of conditions is needed, not %v", v)
	}
	var out []json.Number
	for _, c := range conditions {
		id, err := p.incidentID(ctx, fmt.Sprint(c))
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}

func (p *Play) ruleFile(name string) (*rule.Rule, error) {
	text, err := p.lab.File(name)
	if err != nil {
		return nil, err
	}
	return rule.Parse(name, []byte(text))
}

func (p *Play) ruleFiles(v any) ([]*rule.Rule, error) {
	names, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("rules: a list of files is needed, not %v", v)
	}
	var out []*rule.Rule
	for _, n := range names {
		r, err := p.ruleFile(fmt.Sprint(n))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
