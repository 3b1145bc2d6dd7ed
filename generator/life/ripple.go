package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// Ripples are the processes that a day's work starts without anybody seeing them, and most of what a workstation starts: the tabs
// and helpers of browsers, the web views of Teams, the search index, system tasks that wake in swarms.

var ripples = []habit{{13, tabs}, {4, webViews}, {7, indexing}, {6, swarm}}

// ripples gives the acts of a day, from a stream of their own.
func (d *Day) ripples() (acts []Act) {
	r := chance.Numbered(d.base(), -3)
	if d.sleepless {
		for range r.Poisson(6) {
			if at := d.Midnight + r.Between(0, tick.Day-1); at >= d.System.At {
				acts = append(acts, Act{at, "", func(e trace.Env, at int64) { swarm(d, e, at) }})
			}
		}
	}
	if !d.Works {
		return acts
	}
	share := float64(d.Leave-d.Arrive) / float64(8*tick.Hour) * d.P.Busy
	for _, h := range ripples {
		for range r.Poisson(h.mean * share) {
			acts = append(acts, Act{d.at(r), "", func(e trace.Env, at int64) { h.run(d, e, at) }})
		}
	}
	return acts
}

// tabs are a few pages opened one after the other.
func tabs(d *Day, e trace.Env, at int64) {
	im := e.O.Image(d.P.Device, "msedge.exe")
	for range e.R.Between(2, 8) {
		e.Start(d.P.Device, im, d.Edge.User, d.Edge, at, edgeChild(e.R))
		at = after(e.R, at, 8*tick.Second)
	}
}

// webViews are what Teams draws with.
func webViews(d *Day, e trace.Env, at int64) {
	im := e.O.Image(d.P.Device, "msedgewebview2.exe").At(d.P.Device, at)
	for _, kind := range []string{"renderer", "gpu-process", "utility --utility-sub-type=network.mojom.NetworkService", "utility --utility-sub-type=audio.mojom.AudioService"}[:e.R.Between(1, 4)] {
		e.Start(d.P.Device, im, d.Teams.User, d.Teams, at, fmt.Sprintf(`"%s" --type=%s --noerrdialogs --user-data-dir="C:\Users\%s\AppData\Local\Packages\MSTeams_8wekyb3d8bbwe\LocalCache\Microsoft\MSTeams\EBWebView" --webview-exe-name=ms-teams.exe --embedded-browser-webview=1 --lang=en-GB --mojo-platform-channel-handle=%d /prefetch:8`,
			im.Path(""), kind, d.P.Sam, e.R.Between(2000, 9000)))
		at += e.R.Between(60*tick.Millisecond, 900*tick.Millisecond)
	}
}

// indexing is the search index reading what has changed.
func indexing(d *Day, e trace.Env, at int64) {
	b, dev := d.System, d.P.Device
	for _, c := range chores {
		if c.file == "searchprotocolhost.exe" || c.file == "searchfilterhost.exe" {
			e.Start(dev, e.O.Image(dev, c.file), trace.System, b.Search, at, stamp(e.R, c.cmd))
			at += e.R.Between(20*tick.Millisecond, 300*tick.Millisecond)
		}
	}
}

// swarm is what wakes together when the machine is idle for a moment.
func swarm(d *Day, e trace.Env, at int64) {
	for range e.R.Between(3, 10) {
		c := chores[e.R.Weighted(choreWeights...)]
		user := c.user
		if user == nil {
			user = trace.System
		}
		e.Start(d.P.Device, e.O.Image(d.P.Device, c.file), user, c.from(d.System), at, stamp(e.R, c.cmd))
		at = after(e.R, at, 4*tick.Second)
	}
}
