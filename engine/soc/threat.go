package soc

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/entity"
)

// Indicator is a threat indicator of the workspace: something that is watched for. (What devices are told to allow or
// to block is a response, not this.)
type Indicator struct {
	ID          string `json:"id"`
	Type        string `json:"type"` // ipv4-addr, ipv6-addr, domain-name, url, file
	Value       string `json:"value"`
	Threat      string `json:"threat"`     // Botnet, C2, Malware, Phishing, WatchList, …
	Confidence  int    `json:"confidence"` // 0 to 100
	Description string `json:"description,omitempty"`
	By          string `json:"by"`
	From        int64  `json:"from"`  // datetime ticks
	Until       int64  `json:"until"` // it does not match from then on
	Revoked     bool   `json:"revoked,omitempty"`
}

// Active reports whether the indicator counts at a moment.
func (i *Indicator) Active(at int64) bool { return !i.Revoked && i.From <= at && at < i.Until }

// AddIndicators is the data of "indicator.add". Days is how long they are valid; 0 means 30. Confidence 0 means 50.
type AddIndicators struct {
	Values      []string `json:"values"`
	Threat      string   `json:"threat,omitempty"`
	Confidence  int      `json:"confidence,omitempty"`
	Days        int      `json:"days,omitempty"`
	Description string   `json:"description,omitempty"`
}

// RevokeIndicators is the data of "indicator.revoke": ids or values.
type RevokeIndicators struct {
	Which []string `json:"which"`
}

func init() {
	register("indicator.add", "indicator", "add threat indicators: addresses, domains, URLs, file hashes",
		func(ctx context.Context, e *Engine, a Action, d AddIndicators) (Outcome, error) {
			return e.addIndicators(ctx, a, d)
		})
	register("indicator.revoke", "indicator", "revoke threat indicators",
		func(_ context.Context, e *Engine, _ Action, d RevokeIndicators) (Outcome, error) {
			return e.revokeIndicators(d)
		})
}

// Indicators lists the threat indicators that people added, in that order; treat as read-only. Feeds write theirs into
// the tables without the mini-SOC.
func (e *Engine) Indicators() []*Indicator { return e.st.Indicators }

func (e *Engine) addIndicators(ctx context.Context, a Action, d AddIndicators) (Outcome, error) {
	if most := e.profile.Limits.IndicatorsPerUpload; len(d.Values) > most {
		return Outcome{}, refuse(LimitHit, "send them in several uploads", "%d indicators in one upload; the most is %d", len(d.Values), most) // [K12]
	}
	if len(d.Values) == 0 || d.Confidence < 0 || d.Confidence > 100 || d.Days < 0 {
		return Outcome{}, refuse(Invalid, "give at least one value, a confidence from 0 to 100, and days from now", "this is not an indicator")
	}
	var made []*Indicator
	for _, v := range d.Values {
		i, err := e.newIndicator(ctx, v, a, d)
		if err != nil {
			return Outcome{}, err
		}
		made = append(made, i)
	}
	for _, i := range made {
		i.ID = "indicator--" + e.guid(fmt.Sprint("indicator", len(e.st.Indicators)))
		e.st.Indicators = append(e.st.Indicators, i)
		e.publishIndicator(i)
	}
	return Outcome{Message: fmt.Sprintf("%d threat indicators added", len(made)), ID: made[0].ID, Data: made,
		Notes: []string{"analytics rules that match indicators use them from their next run on"}}, nil
}

func (e *Engine) newIndicator(ctx context.Context, v string, a Action, d AddIndicators) (*Indicator, error) {
	v = strings.TrimSpace(v)
	what, err := findIndicator(ctx, e, v)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(e.st.Indicators, func(i *Indicator) bool { return i.Active(e.st.Now) && strings.EqualFold(i.Value, v) }); i >= 0 {
		return nil, refuse(Conflict, "revoke it first to change it", "%s is an active indicator already", v)
	}
	return &Indicator{Type: observable(what), Value: v, Threat: cmp.Or(d.Threat, "WatchList"), Confidence: cmp.Or(d.Confidence, 50), Description: d.Description, By: a.Actor,
		From: e.st.Now, Until: e.st.Now + int64(cmp.Or(d.Days, 30))*value.Day}, nil
}

// observable names what an entity is in STIX's words.
func observable(en entity.Entity) string {
	switch en.Type {
	case entity.IP:
		if strings.Contains(en.IDs["Address"], ":") {
			return "ipv6-addr"
		}
		return "ipv4-addr"
	case entity.FileHash:
		return "file"
	case entity.URL:
		return "url"
	}
	return "domain-name"
}

func (e *Engine) revokeIndicators(d RevokeIndicators) (Outcome, error) {
	var found []*Indicator
	for _, which := range d.Which {
		at := slices.IndexFunc(e.st.Indicators, func(i *Indicator) bool {
			return i.Active(e.st.Now) && (i.ID == which || strings.EqualFold(i.Value, which))
		})
		if at < 0 {
			return Outcome{}, refuse(NotFound, "the list shows those that people added; a feed's own cannot be revoked here", "there is no active indicator %q", which)
		}
		found = append(found, e.st.Indicators[at])
	}
	for _, i := range found {
		i.Revoked = true
		e.publishIndicator(i)
	}
	return Outcome{Message: fmt.Sprintf("%d threat indicators revoked", len(found))}, nil
}

// publishIndicator appends the indicator's state to the tables of threat intelligence: the STIX one, and the classic
// one while the profile still has it [K10].
func (e *Engine) publishIndicator(i *Indicator) {
	active := i.Active(e.st.Now)
	key, pattern := stix(i)
	e.put("ThreatIntelIndicators", cells{"AzureTenantId": e.ws.TenantID, "WorkspaceId": e.ws.ID, "Id": e.ws.ID + "---" + i.ID, "IsActive": active, "IsDeleted": false, "Revoked": i.Revoked,
		"Confidence": i.Confidence, "Created": i.From, "Modified": e.st.Now, "ValidFrom": i.From, "ValidUntil": i.Until, "LastUpdateMethod": "API",
		"ObservableKey": key, "ObservableValue": i.Value, "Pattern": pattern, "Tags": "[]", "SourceSystem": "Microsoft Sentinel",
		"Data": map[string]any{"type": "indicator", "spec_version": "2.1", "id": i.ID, "indicator_types": []string{i.Threat}, "pattern": pattern, "pattern_type": "stix",
			"description": i.Description, "confidence": i.Confidence, "revoked": i.Revoked}})
	if e.profile.Threats.Classic {
		e.put("ThreatIntelligenceIndicator", e.classicIndicator(i, active))
	}
}

func (e *Engine) classicIndicator(i *Indicator, active bool) cells {
	row := cells{"Action": "alert", "Active": active, "ConfidenceScore": float64(i.Confidence), "Description": i.Description, "ExpirationDateTime": i.Until,
		"ExternalIndicatorId": i.ID, "IndicatorId": strings.ToUpper(e.hash("indicator", i.ID)), "IndicatorProvider": "Microsoft Sentinel", "IndicatorType": i.Type,
		"SourceSystem": "Microsoft Sentinel", "Tags": "[]", "ThreatType": i.Threat, "ThreatSeverity": 3, "PassiveOnly": false, "TrafficLightProtocolLevel": "Amber"}
	switch i.Type {
	case "ipv4-addr", "ipv6-addr":
		row["NetworkIP"] = i.Value
	case "domain-name":
		row["DomainName"] = i.Value
	case "url":
		row["Url"] = i.Value
	case "file":
		row["FileHashValue"], row["FileHashType"] = i.Value, hashName(i.Value)
	}
	return row
}

// stix spells an indicator as its object path and pattern.
func stix(i *Indicator) (key, pattern string) {
	key = i.Type + ":value"
	if i.Type == "file" {
		key = "file:hashes.'" + hashName(i.Value) + "'"
	}
	return key, fmt.Sprintf("[%s = '%s']", key, i.Value)
}

func hashName(v string) string {
	return map[int]string{32: "MD5", 40: "SHA-1", 64: "SHA-256"}[len(v)]
}
