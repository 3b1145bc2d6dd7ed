package realism

import (
	"math"
	"slices"

	"socrates/generator/tick"
)

// Where bands come from.
const (
	keys     = "the products share the key: it must lead somewhere"
	oneKey   = "the products number their rows"
	small    = "chosen: a fraction of what a sensor writes, so that a tenant stays small, and enough to hunt in"
	latency  = "Microsoft's stated latency of the table (Sentinel and Defender XDR documentation), with a margin"
	office   = "offices are closed at the weekend and at night"
	failures = "2 to 8 % of interactive sign-ins fail in ordinary tenants, most by a mistyped password or an expired session"
	tail     = "popularity has a heavy tail (Zipf): few hosts and programs make most of the rows, and there are many others"
	needle   = "an attack is a needle: a hundredth of a per cent to half a per cent of the rows"
	chanced  = "names of people hardly repeat"
	bursty   = "people and machines work in bursts: gaps are spread more widely than chance would spread them (Barabasi 2005)"
	clocks   = "times have seven digits; one process in a thousand would start on a full second by chance"
	waves    = "updates reach the devices of an organisation in waves; at any time two or three releases of a program are about"
	mailUse  = "chosen after published office averages of 20 to 120 mails a person and day, most of them from inside or wanted"
)

// Scores is the scorecard of data that begins at start and ends at horizon, datetime ticks. Statistics of what the data
// cannot show (no weekend in it, a table without rows) are left out.
func (g *Gauge) Scores(start, horizon int64) []Score {
	days := float64(horizon-start) / float64(tick.Day)
	var out []Score
	for _, list := range [][]Score{g.shares(start, int64(days)), g.rates(days), g.popularity(), g.agreement(), g.delays()} {
		out = append(out, list...)
	}
	return slices.DeleteFunc(out, func(s Score) bool { return math.IsNaN(s.Value) })
}

func (g *Gauge) shares(start, days int64) []Score {
	p := g.passwords
	return []Score{
		{"rows caused by the attack, share", g.attack(), 0.0001, 0.005, needle},
		{"interactive sign-ins that fail, share", p.failed / p.all, 0.02, 0.08, failures},
		{"wrong passwords with the right one within 15 minutes, share", p.ok / p.mistyped, 0.5, 1, "failures have causes: a mistyped password comes before the right one"},
		{"mail of a weekend day by that of a weekday", g.weekend("EmailEvents", start, days), 0, 0.30, office},
		{"sign-ins of a weekend day by those of a weekday", g.weekend("SigninLogs", start, days), 0, 0.30, office},
		{"sign-ins in the ten busiest hours, share", g.busiest("SigninLogs"), 0.6, 0.995, office},
		{"inbound mail, share", g.share("direction", "Inbound"), 0.15, 0.8, mailUse},
		{"mail delivered, share", g.share("delivery", "Delivered"), 0.8, 0.99, "junk that passes the edge is a small part"},
		{"processes that start on a full second, share", g.round / g.rows["DeviceProcessEvents"], 0, 0.01, clocks},
		{"spread of the gaps between a device's processes", g.bursts.spread(), 1.2, 60, bursty},
	}
}

// attack is NaN for a tenant without one.
func (g *Gauge) attack() float64 {
	if g.labels == 0 {
		return math.NaN()
	}
	return g.labels / g.rows[""]
}

func (g *Gauge) rates(days float64) []Score {
	devices, people := float64(len(g.sets["device"])), float64(len(g.sets["sign-in user"]))
	device := func(table string) float64 { return g.some(table) / devices / days }
	person := func(table string) float64 { return g.some(table) / people / days }
	return []Score{
		{"processes a device and day", device("DeviceProcessEvents"), 80, 3000, small},
		{"connections a device and day", device("DeviceNetworkEvents"), 20, 5000, small},
		{"file events a device and day", device("DeviceFileEvents"), 5, 5000, small},
		{"registry events a device and day", device("DeviceRegistryEvents"), 1, 5000, small},
		{"logons a device and day", device("DeviceLogonEvents"), 2, 300, small},
		{"mails a person and day", person("EmailEvents"), 3, 120, mailUse},
		{"interactive sign-ins a person and day", person("SigninLogs"), 0.5, 30, small},
		{"acts in cloud applications a person and day", person("CloudAppEvents"), 1, 300, small},
	}
}

func (g *Gauge) popularity() []Score {
	return []Score{
		{"parent-child pairs of programs", g.distinct("pair"), 20, 4000, "an office has some hundreds of programs, each started by few others"},
		{"programs", g.distinct("program"), 15, 2000, "as above"},
		{"hosts a user meets", g.distinct("user and host") / g.distinct("network user"), 5, 400, tail},
		{"connections to the busiest tenth of hosts, share", g.top("host"), 0.2, 0.95, tail},
		{"processes of the busiest tenth of programs, share", g.top("program"), 0.2, 0.97, tail},
		{"different command lines by processes", g.distinct("command line") / g.count("command line"), 0.02, 0.9, "most command lines carry a file, an id or a port; many repeat"},
		{"different process ids by processes", g.distinct("process id") / g.count("process id"), 0.01, 1, "ids are handed out anew"},
		{"entropy of display names by its greatest", g.entropy("display name") / math.Log2(g.distinct("display name")), 0.95, 1, chanced},
		{"senders by mails", g.distinct("sender") / g.count("sender"), 0.005, 0.6, tail},
		{"operations in Office", g.distinct("operation"), 4, 200, "people read, write, share and delete"},
		{"versions of a piece of software", g.distinct("software version") / g.distinct("software"), 1.2, 6, waves},
		{"revisions of an edition of Windows", g.distinct("windows") / g.distinct("windows edition"), 1.15, 6, waves},
		{"kinds of acts that behaviour analytics tells of", g.distinct("behaviour"), 5, 80, "it reads sign-ins, changes of the directory, operations in Azure and sessions on servers"},
		{"tables that Usage counts", g.distinct("usage"), 25, 80, "every table that brings rows to the workspace has its own"},
	}
}

// agreement are the keys: unique where they must be, known where they lead.
func (g *Gauge) agreement() []Score {
	out := []Score{{"rows with a key that another row has", g.duplicates, 0, 0, oneKey}}
	for _, table := range []string{"DeviceProcessEvents", "DeviceNetworkEvents", "DeviceFileEvents", "DeviceRegistryEvents", "DeviceLogonEvents", "DeviceImageLoadEvents", "DeviceEvents", "DeviceNetworkInfo"} {
		out = append(out, Score{"devices of " + table + " known to DeviceInfo, share", g.within(table+": device", "device"), 1, 1, keys})
	}
	for _, table := range []string{"SigninLogs", "AADNonInteractiveUserSignInLogs", "EntraIdSignInEvents", "IdentityLogonEvents", "CloudAppEvents"} {
		out = append(out, Score{"people of " + table + " known to IdentityInfo, share", g.within(table+": person", "person"), 1, 1, keys})
	}
	for _, table := range []string{"EmailUrlInfo", "EmailAttachmentInfo", "EmailPostDeliveryEvents", "UrlClickEvents"} {
		out = append(out, Score{"mails of " + table + " known to EmailEvents, share", g.within(table+": mail", "mail"), 1, 1, keys})
	}
	return append(out,
		Score{"links clicked that the mail carried, share", g.within("UrlClickEvents: link", "link"), 1, 1, keys},
		Score{"people who click known to IdentityInfo by UPN, share", g.within("UrlClickEvents: upn", "upn"), 1, 1, keys},
		Score{"parents of processes that were themselves seen to start, share", g.within("parent", "process"), 0.3, 1, "a parent may be older than the data; no other is missing"},
	)
}

func (g *Gauge) delays() []Score {
	median := func(table string) float64 {
		if g.late[table] == nil {
			return math.NaN()
		}
		return g.late[table].quantile(0.5)
	}
	return []Score{
		{"median delay of sensor rows, s", median("DeviceProcessEvents"), 10, 600, latency},
		{"median delay of mail, s", median("EmailEvents"), 30, 1800, latency},
		{"median delay of sign-ins, s", median("SigninLogs"), 60, 900, latency},
		{"median delay of directory logons, s", median("IdentityLogonEvents"), 10, 1800, latency},
		{"median delay of Office activity, s", median("OfficeActivity"), 300, 5400, latency},
		{"median delay of Azure activity, s", median("AzureActivity"), 60, 1800, latency},
		{"median delay of firewall rows, s", median("CommonSecurityLog"), 5, 600, latency},
	}
}
