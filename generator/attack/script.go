// Package attack is the library of what attackers (and innocent people who look like them) do: one file an
// activity, each with its parameters, its ATT&CK technique, and what it needs.
//
// In:  a cast, infrastructure, a moment.
// Out: rows through trace, on the processes and addresses of the victim's own day.
//
// Not here: which activities follow one another (scenarios), what anybody notices.
package attack

import (
	"slices"
	"strings"

	"socrates/generator/org"
	"socrates/generator/trace"
)

// Script is an attack ready to run.
type Script struct{ Stages []Stage }

// Stage is one step of the attack or one decoy, placed in time.
type Stage struct {
	ID, Says          string
	Technique, Tactic string
	Decoy             bool
	Silent            bool  // no part of the attack's truth: threat intelligence about it
	Start, End        int64 // datetime ticks
	After             []string
	Needs             []Need
	Run               func(e trace.Env, at int64)
}

// Need is something that a response can take away.
type Need struct{ Kind, ID string }

// Kind is what a parameter may hold.
type Kind string

const (
	PersonKind  Kind = "person"
	DeviceKind  Kind = "device"
	AddressKind Kind = "address"
	DomainKind  Kind = "domain"
	FileKind    Kind = "file"
	TextKind    Kind = "text"
	NumberKind  Kind = "number"
	SpanKind    Kind = "duration"
)

// Param is one parameter of an activity.
type Param struct {
	Name     string
	Kind     Kind
	Doc      string
	Optional bool
}

// Address is a rented address.
type Address struct {
	IP    string
	Place *org.Place
}

// Args are the values of an activity's parameters, each of the Go type of its Kind: *org.Person, *org.Device, *Address,
// string (domain, text), *org.Image, int64 (number; duration in ticks).
type Args map[string]any

func (a Args) Person(n string) *org.Person { v, _ := a[n].(*org.Person); return v }
func (a Args) Device(n string) *org.Device { v, _ := a[n].(*org.Device); return v }
func (a Args) Address(n string) *Address   { v, _ := a[n].(*Address); return v }
func (a Args) File(n string) *org.Image    { v, _ := a[n].(*org.Image); return v }
func (a Args) Text(n, otherwise string) string {
	if v, ok := a[n].(string); ok && v != "" {
		return v
	}
	return otherwise
}
func (a Args) Number(n string, otherwise int64) int64 {
	if v, ok := a[n].(int64); ok {
		return v
	}
	return otherwise
}

// Activity is one entry of the library.
type Activity struct {
	Name, Doc         string
	Technique, Tactic string
	Params            []Param
	Needs             func(o *org.Org, a Args) []Need
	Run               func(e trace.Env, at int64, a Args)
}

// starters are the activities that start the implant; in the others it runs already.
var starters = []string{"payload", "lolbin-download", "lateral-smb", "lateral-wmi", "lateral-rdp"}

// NeedsOf is what a stage of this activity depends on: what the activity names, the implant that does it, and, where that
// starts, that the device lets it.
func (a *Activity) NeedsOf(o *org.Org, args Args) []Need {
	var needs []Need
	if a.Needs != nil {
		needs = a.Needs(o, args)
	}
	add := func(n Need) {
		if !slices.Contains(needs, n) {
			needs = append(needs, n)
		}
	}
	f := args.File("implant")
	if f == nil {
		return needs
	}
	add(Need{"file", f.SHA256})
	if slices.Contains(starters, a.Name) {
		on := args.Device("to")
		if on == nil {
			on = args.Person("on").Device
		}
		add(Need{"launch", on.ID})
	}
	return needs
}

var library = map[string]*Activity{}

func register(a Activity) { library[a.Name] = &a }

// Find looks an activity up by name.
func Find(name string) (*Activity, bool) { a, ok := library[name]; return a, ok }

// Names lists the library.
func Names() []string {
	var names []string
	for n := range library {
		names = append(names, n)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}
