// Package org invents an organisation: people and their accounts, devices, servers, networks, software and
// cloud applications, in which every identity looks the same from every side.
//
// In:  a seed and a number of people.
// Out: *Org, complete and never changed afterwards.
//
// Not here: what anybody does (life, attack), rows, time of day.
package org

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
)

// Org is the simulated organisation. It is read-only once Build has returned.
type Org struct {
	Seed     uint64
	Name     string // "Halvermont Optics"
	Domain   string // mail and UPN domain, "halvermontoptics.com"
	ADDomain string // on-premises DNS domain, "corp.halvermontoptics.com"
	NetBIOS  string // "HALVERMONT"
	Prefix   string // of device names, "HVM"
	Industry string

	TenantID       string // Entra tenant
	WorkspaceID    string // Log Analytics workspace
	SubscriptionID string // Azure
	DomainSID      string // S-1-5-21-a-b-c
	OnMicrosoft    string // "halvermontoptics.onmicrosoft.com"
	AWSAccount     string // 12 digits

	Sites      []*Site
	People     []*Person
	Devices    []*Device // workstations first, in the order of their owners, then servers, then things
	Accounts   []*Account
	Services   []*Account // service accounts, also in Accounts
	Apps       []*App
	Partners   []*Partner // organisations one exchanges mail with
	Projects   []string   // words that mail subjects and documents are about
	Suspicious float64    // how much happens that looks suspicious and is innocent; 1 is usual, 0 is nothing

	images map[string][]*Image
	byName map[string]*Device
	byRole map[string][]*Device
	admins []*Person
	teams  map[string][]*Person
}

// Account is one identity as every product sees it.
type Account struct {
	Index       int
	Kind        AccountKind
	Sam         string // on-premises name, "mfischer"
	UPN         string // "maria.fischer@halvermontoptics.com"
	Display     string
	ObjectID    string // Entra object id
	SID         string // on-premises SID
	CloudSID    string // S-1-12-1-…
	OnPremGUID  string
	Created     int64    // days before the tenant's first day
	PasswordAge int64    // days
	Roles       []string // Entra directory roles
	Groups      []string // on-premises and cloud groups
	SPNs        []string // service principal names: what makes an account roastable
	Person      *Person  // nil for service accounts
	Privileged  bool
}

// AccountKind tells users from the rest.
type AccountKind uint8

const (
	User AccountKind = iota
	Admin
	Service
)

// Person is one employee.
type Person struct {
	*Account
	Index      int
	Given      string
	Surname    string
	Title      string
	Department string
	Manager    *Person // nil for the head of the organisation
	Reports    int     // how many report to them
	Site       *Site
	Device     *Device
	Admin      *Account // separate administrative account, nil for most
	EmployeeID string
	Phone      string
	Mobile     Phone
	MobileISP  *Place // the phone's network, when it is not in a wireless one
	MobileIP   string
	MFA        MFA
	Browser    Browser
	Private    *Browser // of a machine of their own at home, nil for most
	HomeIP     string
	HomeISP    *Place

	StartsAt int64   // habitual arrival, ticks after local midnight
	WorksFor int64   // ticks
	Remote   float64 // share of working days from home
	Busy     float64 // how much more than others, about 1
	Weekend  float64 // chance to work a while on a day off
	Habit    uint64  // hash that personal choices start from
}

// MFA is the second factor that a person uses.
type MFA struct{ Method, Detail string }

// Site is an office.
type Site struct {
	*Place
	Index  int
	Office string
	Egress string // public address behind which the office sits
	Net    int    // second octet of 10.Net.0.0/16
	Share  float64
}

// App is a cloud application as Entra knows it.
type App struct {
	Name, ID   string
	Principal  string // object id of its service principal in this tenant
	Owner      string // tenant id of the publisher
	Secret     string // key id of its credential, for daemons
	FirstParty bool
	Daemon     bool // signs in by itself
}

// Partner is an outside organisation with people who write to ours.
type Partner struct {
	Name, Domain, MailIP string
	Contacts             []Contact
}

// Contact is one outside correspondent.
type Contact struct{ Name, Address string }

// Build invents the organisation of a seed. People is at least 8.
func Build(seed uint64, people int) (*Org, error) {
	if people < 8 {
		return nil, fmt.Errorf("an organisation needs at least 8 people, not %d", people)
	}
	o := &Org{Seed: seed, Suspicious: 1, byName: map[string]*Device{}, byRole: map[string][]*Device{}}
	o.buildNames()
	o.buildSites(people)
	o.buildImages()
	o.buildPeople(people)
	o.buildManagers()
	o.buildDevices()
	o.buildAccounts()
	o.buildApps()
	o.buildPartners()
	o.index()
	return o, nil
}

func (o *Org) stream(names ...string) *chance.Rand {
	return chance.Stream(o.Seed, append([]string{"org"}, names...)...)
}

func (o *Org) buildNames() {
	r := o.stream("name")
	first, industry := chance.Pick(r, namePrefixes), chance.Pick(r, industries)
	o.Name, o.Industry = first+" "+industry, industry
	slug := strings.ToLower(first + strings.ReplaceAll(industry, " ", ""))
	o.Domain, o.ADDomain = slug+".com", "corp."+slug+".com"
	o.OnMicrosoft = slug + ".onmicrosoft.com"
	o.NetBIOS, o.Prefix = strings.ToUpper(first), consonants(first)
	o.TenantID, o.WorkspaceID, o.SubscriptionID = r.GUID(), r.GUID(), r.GUID()
	o.DomainSID = fmt.Sprintf("S-1-5-21-%d-%d-%d", r.Between(1e9, 4.2e9), r.Between(1e8, 4.2e9), r.Between(1e9, 4.2e9))
	o.AWSAccount = fmt.Sprintf("%012d", r.Between(1e11, 9e11))
	for _, i := range r.Perm(len(projectWords))[:12] {
		o.Projects = append(o.Projects, projectWords[i])
	}
}

// consonants makes a three-letter prefix from a name: Halvermont gives HLV.
func consonants(name string) string {
	var out []rune
	for _, c := range strings.ToUpper(name) {
		if !strings.ContainsRune("AEIOUY", c) || len(out) == 0 {
			out = append(out, c)
		}
	}
	return string((append(out, 'X', 'X'))[:3])
}

// Device finds a device by its short name.
func (o *Org) Device(name string) (*Device, bool) {
	d, ok := o.byName[strings.ToLower(name)]
	return d, ok
}

// Role lists the devices of a role, such as dc, file, web, linux, printer, camera.
func (o *Org) Role(role string) []*Device { return o.byRole[role] }

// First is the first device of a role; Build makes at least one of every role in roles.go.
func (o *Org) First(role string) *Device { return o.byRole[role][0] }

// App finds an application by name. It panics on a name that the catalogue of apps lacks.
func (o *Org) App(name string) *App {
	for _, a := range o.Apps {
		if a.Name == name {
			return a
		}
	}
	panic("org: no application " + name)
}

// ServiceAccount finds a service account by its on-premises name.
func (o *Org) ServiceAccount(sam string) *Account {
	for _, a := range o.Services {
		if a.Sam == sam {
			return a
		}
	}
	panic("org: no service account " + sam)
}

// Home is where the person behind an account works, nil for a service account.
func (o *Org) Home(a *Account) *Site {
	if a.Person == nil {
		return nil
	}
	return a.Person.Site
}

// Admins are the people who have an administrative account.
func (o *Org) Admins() []*Person { return o.admins }

// Team are the people of a department.
func (o *Org) Team(department string) []*Person { return o.teams[department] }

func (o *Org) index() {
	o.teams = map[string][]*Person{}
	for _, p := range o.People {
		o.teams[p.Department] = append(o.teams[p.Department], p)
		if p.Admin != nil {
			o.admins = append(o.admins, p)
		}
	}
}
