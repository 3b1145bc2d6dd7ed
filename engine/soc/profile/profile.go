// Package profile holds what changes with time about the platform: which portal a task lives in, how
// long synchronisation takes, whether analytics-rule alerts enter Defender's correlation, names.
//
// In:  one dated YAML file per profile, embedded; a third profile is one more file.
// Out: Profile, checked.
//
// Not here: behaviour. The mini-SOC, labs, quizzes and portals read a profile and act on it.
package profile

import (
	"bytes"
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/soc/span"
)

// Portal is one of the two desks. It also names the side that an edit was made on: the Defender portal
// edits the Defender incident, the Azure portal edits Sentinel's.
type Portal string

const (
	Defender Portal = "defender"
	Azure    Portal = "azure"
)

// Title is the portal's name in a sentence.
func (p Portal) Title() string {
	if p == Azure {
		return "the Azure portal (Microsoft Sentinel)"
	}
	return "the Microsoft Defender portal"
}

// Other is the other portal.
func (p Portal) Other() Portal {
	if p == Azure {
		return Defender
	}
	return Azure
}

// Profile is the platform as it stood on a date.
type Profile struct {
	ID      string `yaml:"id"`
	Name    string `yaml:"name"`
	AsOf    string `yaml:"asOf"`
	Summary string `yaml:"summary"`

	Sync        Sync        `yaml:"sync"`
	Correlation Correlation `yaml:"correlation"`
	Grouping    Grouping    `yaml:"grouping"`
	Limits      Limits      `yaml:"limits"`
	Rules       Rules       `yaml:"rules"`
	Custom      Custom      `yaml:"customDetections"`
	Providers   Providers   `yaml:"providers"`
	Responses   Responses   `yaml:"responses"`
	Automated   Automated   `yaml:"automated"`
	Live        Live        `yaml:"liveResponse"`
	Disruption  Disruption  `yaml:"disruption"`
	Products    []Product   `yaml:"products"`
	Closing     Closing     `yaml:"closing"`
	Tasks       []Task      `yaml:"tasks"`
	Tables      Tables      `yaml:"tables"`
	Costs       Costs       `yaml:"costs"`
	Threats     Threats     `yaml:"threatIntelligence"`
	Roles       []Role      `yaml:"roles"`
	Moved       []Change    `yaml:"changes"`
}

// Sync is how long it takes for one side to learn of the other's changes.
type Sync struct {
	Create span.Span `yaml:"create"` // a new Defender incident reaches the Sentinel queue
	Update span.Span `yaml:"update"` // a changed field reaches the other side
	Unify  span.Span `yaml:"unify"`  // a new Sentinel incident reaches the unified queue
	Alerts span.Span `yaml:"alerts"` // a product alert reaches SecurityAlert
	// AutomationMax is the longest that automation waits for a Defender change.
	AutomationMax span.Span `yaml:"automationMax"`
	// ManualIncidents says whether an incident that an analyst created in Sentinel reaches Defender.
	ManualIncidents bool `yaml:"manualIncidents"`
}

// Correlation is how Defender decides that alerts belong together.
type Correlation struct {
	Window      span.Span `yaml:"window"`      // between the activity of two alerts that share an entity
	MaxEntities int       `yaml:"maxEntities"` // an incident with more is not merged
	// AnalyticsRules is the tenant default: on, alerts of analytics rules take part; off, they group by
	// their own rule's settings.
	AnalyticsRules bool `yaml:"analyticsRules"`
	// RuleOverride says whether a rule may decide for itself by a tag at the start of its description.
	RuleOverride bool `yaml:"ruleOverride"`
	// MoveComments says whether comments move with a merge.
	MoveComments bool `yaml:"moveComments"`
	ManualMerge  int  `yaml:"manualMerge"` // incidents merged in one act
	// DeviceGroups says whether alerts of devices of different groups are kept out of one incident.
	DeviceGroups bool `yaml:"deviceGroups"`
}

// Grouping is Sentinel's own grouping of a rule's alerts.
type Grouping struct {
	MinWindow     span.Span `yaml:"minWindow"`
	MaxWindow     span.Span `yaml:"maxWindow"`
	DefaultWindow span.Span `yaml:"defaultWindow"`
	Reopen        bool      `yaml:"reopen"` // a rule may reopen a closed incident
}

// Limits are the platform's ceilings.
type Limits struct {
	AlertsPerIncident    int `yaml:"alertsPerIncident"`
	EntitiesPerAlert     int `yaml:"entitiesPerAlert"`
	EntityMappings       int `yaml:"entityMappings"`
	Identifiers          int `yaml:"identifiersPerMapping"`
	CustomDetails        int `yaml:"customDetails"`
	CustomDetailValues   int `yaml:"customDetailValues"`
	Comments             int `yaml:"comments"`
	CommentLength        int `yaml:"commentLength"`
	Tasks                int `yaml:"tasks"`
	Bookmarks            int `yaml:"bookmarks"`
	ScheduledRules       int `yaml:"scheduledRules"`
	NRTRules             int `yaml:"nrtRules"`
	AutomationRules      int `yaml:"automationRules"`
	AutomationActions    int `yaml:"automationActions"`
	AutomationConditions int `yaml:"automationConditions"`
	WatchlistBytes       int `yaml:"watchlistBytes"`
	WatchlistLine        int `yaml:"watchlistLine"`
	IndicatorsPerUpload  int `yaml:"indicatorsPerUpload"`
}

// Rules are the mechanics of analytics rules.
type Rules struct {
	MinFrequency   span.Span `yaml:"minFrequency"`
	MaxFrequency   span.Span `yaml:"maxFrequency"`
	Delay          span.Span `yaml:"delay"` // a scheduled run waits so long for late rows
	NRTEvery       span.Span `yaml:"nrtEvery"`
	NRTDelay       span.Span `yaml:"nrtDelay"`
	AlertsPerRun   int       `yaml:"alertsPerRun"` // one alert per event, the summary included
	NRTAlerts      int       `yaml:"nrtAlertsPerRun"`
	QueryLength    int       `yaml:"queryLength"`
	MaxSuppression span.Span `yaml:"maxSuppression"`
	KeptRuns       int       `yaml:"keptRuns"`
}

// Custom is the schedule of Defender's custom detections: the lookback that belongs to a frequency.
type Custom struct {
	Lookback     map[string]span.Span `yaml:"lookback"` // "24h": 30d
	AlertsPerRun int                  `yaml:"alertsPerRun"`
}

// Responses is how long response actions need from asking to effect.
type Responses struct {
	Device    span.Span `yaml:"device"`    // isolation, containment, quarantine
	Package   span.Span `yaml:"package"`   // an investigation package
	Scan      span.Span `yaml:"scan"`      // an antivirus scan
	Mail      span.Span `yaml:"mail"`      // deletion of a message, a block of a sender
	Indicator span.Span `yaml:"indicator"` // until devices enforce an indicator
}

// Live is the limits of live response.
type Live struct {
	Sessions int       `yaml:"sessions"` // at a time
	PerUser  int       `yaml:"perUser"`
	Idle     span.Span `yaml:"idle"`    // a session that nothing was typed in for so long ends
	Offline  span.Span `yaml:"offline"` // a device whose sensor was silent for so long cannot be reached
	// NeedsLevel says that a device group whose automation level is none takes no session.
	NeedsLevel bool `yaml:"needsLevel"`
}

// Automated is automated investigation and what is tuned.
type Automated struct {
	Takes span.Span `yaml:"takes"` // how long an investigation runs
	// Automatic says whether an endpoint alert of Medium or higher starts one by itself.
	Automatic bool   `yaml:"automatic"`
	Level     string `yaml:"level"` // of device groups that have none of their own
	// Pending is how long a proposal waits for a decision; after that it counts as rejected.
	Pending span.Span `yaml:"pending"`
	// TunesSentinel says whether alert tuning covers alerts of analytics rules.
	TunesSentinel bool `yaml:"tunesSentinel"`
}

// Disruption is automatic attack disruption: what makes it sure enough to act.
type Disruption struct {
	On       bool `yaml:"on"`
	Alerts   int  `yaml:"alerts"`   // High alerts in one incident
	Products int  `yaml:"products"` // from so many products
	// UserContainment is how long a user stays contained by disruption.
	UserContainment span.Span `yaml:"userContainment"`
}

// Providers are names as the incident tables write them.
type Providers struct {
	DefenderIncident string `yaml:"defenderIncident"` // SecurityIncident.ProviderName of an incident from Defender
	SentinelIncident string `yaml:"sentinelIncident"` // and of one that an analytics rule raised
	ModifiedBy       string `yaml:"modifiedBy"`       // what SecurityIncident.ModifiedBy says of a synchronised change
}

// Product is a detecting product and the names it goes by.
type Product struct {
	ID            string `yaml:"id"`              // endpoint, office365, identity, cloudapps, entra, cloud, xdr
	Name          string `yaml:"name"`            // as people say it
	ServiceSource string `yaml:"serviceSource"`   // AlertInfo.ServiceSource
	Detection     string `yaml:"detectionSource"` // AlertInfo.DetectionSource, unless a detection has its own
	Prefix        string `yaml:"prefix"`          // of alert ids
	Provider      string `yaml:"providerName"`    // SecurityAlert.ProviderName
	Product       string `yaml:"productName"`     // SecurityAlert.ProductName
	Component     string `yaml:"componentName"`   // SecurityAlert.ProductComponentName
	Compromised   string `yaml:"compromised"`     // what CompromisedEntity holds: device, user, fixed
	MinSeverity   string `yaml:"minSeverity"`     // below it, alerts do not pass the connector
}

// Closing is the vocabulary of closing and the mapping between the two sides.
type Closing struct {
	Defender []Classification `yaml:"defender"`
	Sentinel []Reason         `yaml:"sentinel"`
}

// Classification is Defender's verdict with its determinations. ToSentinel is the pair the other side
// shows.
type Classification struct {
	Name           string   `yaml:"name"`
	Determinations []string `yaml:"determinations"`
	ToSentinel     Reason   `yaml:"toSentinel"`
}

// Reason is Sentinel's classification and reason. Determination and Verdict are what the Defender side
// shows for it.
type Reason struct {
	Classification string `yaml:"classification"`
	Reason         string `yaml:"reason"`
	Verdict        string `yaml:"verdict"`
	Determination  string `yaml:"determination"`
}

// Task is a piece of work and the portals that offer it.
type Task struct {
	ID      string   `yaml:"id"`
	Says    string   `yaml:"says"` // "manage watchlists"
	Portals []Portal `yaml:"portals"`
	Why     string   `yaml:"why"`
	Where   string   `yaml:"where"` // menu path
}

// Tables names what the connector streams.
type Tables struct {
	Always   []string `yaml:"always"`
	LeaveOut []string `yaml:"leaveOut"`
	// Volume is how many rows of a table one endpoint with its user sends in a day, an estimate for sizing. A tenant's
	// ordinary life tells fewer.
	Volume map[string]float64 `yaml:"volume"`
}

// Threats says where threat indicators are.
type Threats struct {
	Classic bool `yaml:"classicTable"` // ThreatIntelligenceIndicator is still filled, beside ThreatIntelIndicators
}

// Costs are the billing facts of the workspace.
type Costs struct {
	Currency   string   `yaml:"currency"`
	PerGB      float64  `yaml:"perGB"`
	LakePerGB  float64  `yaml:"lakePerGB"`
	BytesPerGB int64    `yaml:"bytesPerGB"`
	Free       []string `yaml:"free"` // tables that are not billed
	FreeDays   int      `yaml:"freeRetentionDays"`
	MaxDays    int      `yaml:"maxRetentionDays"`
	TotalYears int      `yaml:"totalRetentionYears"`
	// KeepPerGB is the price of a GB kept a month in the analytics tier beyond the free days.
	KeepPerGB     float64 `yaml:"retentionPerGBMonth"`
	LakeRatio     float64 `yaml:"lakeCompression"` // raw bytes to billed bytes of lake storage
	LakeKeepPerGB float64 `yaml:"lakePerGBMonth"`
	Commitments   []Tier  `yaml:"commitments"`
}

// Tier is a commitment level.
type Tier struct {
	GBPerDay int     `yaml:"gbPerDay"`
	PerDay   float64 `yaml:"perDay"`
}

// Role is a role of the workspace and the tasks it may do.
type Role struct {
	Name  string   `yaml:"name"`
	Tasks []string `yaml:"tasks"`
}

// Change tells what moved between the profile before and this one.
type Change struct {
	Fact string `yaml:"fact"`
	Says string `yaml:"says"`
	Was  string `yaml:"was"`
	Is   string `yaml:"is"`
	// Finds is what of a SOC's own content the change touches, and Todo what to do about it.
	Finds Finds  `yaml:"find"`
	Todo  string `yaml:"todo"`
}

// Finds tells content that a change touches: by its text or by a setting.
type Finds struct {
	Text    string   `yaml:"text"`    // a regular expression over a query, or over the conditions of an automation rule
	Setting string   `yaml:"setting"` // reopenClosedIncident, savedInAzure, bookmark
	In      []string `yaml:"in"`      // kinds: rule, query, bookmark, automation rule; all when empty
}

// Pattern is Text, ready to search; a profile that loads has a valid one.
func (f Finds) Pattern() *regexp.Regexp { return regexp.MustCompile(f.Text) }

//go:embed *.yaml
var files embed.FS

// List names the embedded profiles, oldest first.
func List() []string {
	names, _ := fs.Glob(files, "*.yaml") // the pattern is well formed
	for i, n := range names {
		names[i] = strings.TrimSuffix(n, ".yaml")
	}
	return names
}

// Load reads an embedded profile by its id.
func Load(id string) (*Profile, error) {
	text, err := files.ReadFile(id + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("no platform profile %q; there are %s", id, strings.Join(List(), ", "))
	}
	return Parse(id+".yaml", text)
}

// Parse reads a profile and checks that it is whole.
func Parse(name string, text []byte) (*Profile, error) {
	var p Profile
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &p, nil
}

func (p *Profile) check() error {
	var errs []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	demand(p.ID != "" && p.AsOf != "", "id and asOf are needed")
	demand(p.Sync.Create > 0 && p.Sync.Update > 0 && p.Sync.Unify > 0 && p.Sync.Alerts > 0, "every sync delay must be longer than nothing")
	demand(p.Correlation.Window > 0, "correlation.window is needed")
	demand(p.Limits.AlertsPerIncident > 0 && p.Limits.Comments > 0, "limits are needed")
	demand(p.Rules.KeptRuns > 0 && p.Rules.NRTEvery > 0, "rules are needed")
	demand(p.Responses.Indicator > 0 && p.Automated.Takes > 0 && p.Automated.Level != "", "responses and automated are needed")
	demand(p.Live.Sessions > 0 && p.Live.PerUser > 0 && p.Live.Idle > 0 && p.Live.Offline > 0, "liveResponse is needed")
	demand(p.Automated.Pending > 0 && p.Disruption.UserContainment > 0, "automated.pending and disruption.userContainment are needed")
	demand(p.Disruption.Alerts > 0 && p.Disruption.Products > 0, "disruption.alerts and disruption.products are needed")
	demand(len(p.Tasks) > 0 && len(p.Products) > 0, "tasks and products are needed")
	for _, c := range p.Moved {
		_, err := regexp.Compile(c.Finds.Text)
		demand(err == nil, "changes: %s: find.text is no regular expression", c.Fact)
		demand(c.Finds.Text == "" && c.Finds.Setting == "" || c.Todo != "", "changes: %s finds content and does not say what to do", c.Fact)
	}
	for _, t := range p.Tasks {
		for _, portal := range t.Portals {
			demand(portal == Defender || portal == Azure, "task %s: no portal %q; write defender or azure", t.ID, portal)
		}
	}
	for _, c := range p.Closing.Defender {
		_, ok := p.Closing.reason(c.ToSentinel.Classification, c.ToSentinel.Reason)
		demand(ok, "closing: %s maps to %s/%s, which Sentinel does not have", c.Name, c.ToSentinel.Classification, c.ToSentinel.Reason)
	}
	for _, r := range p.Closing.Sentinel {
		demand(r.Verdict == "" || p.Closing.valid(r.Verdict, r.Determination), "closing: %s/%s maps to %s/%s, which Defender does not have",
			r.Classification, r.Reason, r.Verdict, r.Determination)
	}
	return errors.Join(errs...)
}

// Task finds a task by id.
func (p *Profile) Task(id string) (Task, bool) {
	i := slices.IndexFunc(p.Tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return Task{}, false
	}
	return p.Tasks[i], true
}

// Offers reports whether portal offers the task. A task that the profile does not list is offered by
// both.
func (p *Profile) Offers(portal Portal, task string) bool {
	t, ok := p.Task(task)
	return !ok || slices.Contains(t.Portals, portal)
}

// Product finds a product by id; an unknown one is an error of content, so the zero Product serves.
func (p *Profile) Product(id string) Product {
	i := slices.IndexFunc(p.Products, func(x Product) bool { return x.ID == id })
	if i < 0 {
		return Product{ID: id, Name: id, ServiceSource: id, Provider: id, Product: id}
	}
	return p.Products[i]
}

// Sentinel is what the Sentinel side shows for a Defender verdict.
func (c Closing) Sentinels(verdict string) Reason {
	for _, d := range c.Defender {
		if d.Name == verdict {
			return d.ToSentinel
		}
	}
	return Reason{Classification: "Undetermined"}
}

// Defenders is the verdict and determination that the Defender side shows for a Sentinel pair; both
// empty for an undetermined one.
func (c Closing) Defenders(classification, reason string) (verdict, determination string) {
	if r, ok := c.reason(classification, reason); ok {
		return r.Verdict, r.Determination
	}
	return "", ""
}

func (c Closing) reason(classification, reason string) (Reason, bool) {
	i := slices.IndexFunc(c.Sentinel, func(r Reason) bool { return r.Classification == classification && r.Reason == reason })
	if i < 0 {
		return Reason{}, false
	}
	return c.Sentinel[i], true
}

func (c Closing) valid(verdict, determination string) bool {
	for _, d := range c.Defender {
		if d.Name == verdict {
			return determination == "" || slices.Contains(d.Determinations, determination)
		}
	}
	return false
}

// CheckDefender normalises a verdict and determination of the Defender side, or says what is allowed.
func (c Closing) CheckDefender(verdict, determination string) (string, string, error) {
	var names []string
	for _, d := range c.Defender {
		names = append(names, d.Name)
		if !fold(d.Name, verdict) {
			continue
		}
		det, ok := find(d.Determinations, determination)
		if determination != "" && !ok {
			return "", "", fmt.Errorf("a %s cannot be determined as %q; choose one of: %s", d.Name, determination, strings.Join(d.Determinations, "; "))
		}
		return d.Name, det, nil
	}
	return "", "", fmt.Errorf("no classification %q in %s; choose one of: %s", verdict, Defender.Title(), strings.Join(names, "; "))
}

// CheckSentinel normalises a classification and reason of the Sentinel side, or says what is allowed.
// A classification with a single reason needs none to be given.
func (c Closing) CheckSentinel(classification, reason string) (string, string, error) {
	var pairs []string
	var fits []Reason
	for _, r := range c.Sentinel {
		pairs = append(pairs, strings.TrimSuffix(r.Classification+"/"+r.Reason, "/"))
		if fold(r.Classification, classification) && (reason == "" || fold(r.Reason, reason)) {
			fits = append(fits, r)
		}
	}
	if len(fits) == 1 {
		return fits[0].Classification, fits[0].Reason, nil
	}
	what := strings.TrimSuffix(cmp.Or(classification, "nothing")+"/"+reason, "/")
	return "", "", fmt.Errorf("%q is no closing classification of %s; choose one of: %s", what, Azure.Title(), strings.Join(pairs, "; "))
}

// fold compares names without regard to case, spaces and commas: true-positive is True positive.
func fold(a, b string) bool { return squeeze(a) == squeeze(b) }

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_,", r) {
			return -1
		}
		return r
	}, strings.ToLower(s))
}

func find(list []string, name string) (string, bool) {
	for _, l := range list {
		if fold(l, name) {
			return l, true
		}
	}
	return "", false
}
