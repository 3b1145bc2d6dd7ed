package org

import (
	"testing"
	"time"

	"socrates/generator/tick"
)

func day(y int, m time.Month, d int) int64 { return tick.Of(time.Date(y, m, d, 0, 0, 0, 0, time.UTC)) }

func TestReleasesCountFromTheAnchor(t *testing.T) {
	windows := editions[26100]
	// Second Tuesdays: 9 June 2026, 14 July 2026. Revision 4349 is June's, the step 293 a month.
	for _, tt := range []struct {
		at   int64
		want string
	}{
		{day(2026, time.June, 9), "10.0.26100.4056"}, // midnight: June's are not out yet
		{day(2026, time.June, 10), "10.0.26100.4349"},
		{day(2026, time.July, 14), "10.0.26100.4349"},
		{day(2026, time.July, 15), "10.0.26100.4642"},
		{day(2025, time.December, 31), "10.0.26100.2591"}, // six months before June
	} {
		if got := windows.version(windows.newest(tt.at)); got != tt.want {
			t.Errorf("%s: %s, want %s", tick.ISO(tt.at), got, tt.want)
		}
	}
	edge := lineOf["msedge.exe"] // out four days before the anchor, then every 28 days
	if got := edge.version(edge.newest(day(2026, time.July, 4))); got != "138.0.3349.100" {
		t.Errorf("a month later Edge is %s", got)
	}
}

// A device never goes back, gets every release it gets in the end, and not all have the same at once.
func TestUpdatesComeInWaves(t *testing.T) {
	var devices []*Device
	for i := range 200 {
		devices = append(devices, &Device{Role: "workstation", ID: "x", OS: win11new, Hash: uint64(i) * 0x9e3779b97f4a7c15})
	}
	l := lineOf["chrome.exe"]
	start := l.out(1)
	share := func(after int64) (n int) {
		for _, d := range devices {
			if l.on(d, start+after) >= 1 {
				n++
			}
		}
		return n
	}
	first, week, month := share(2*tick.Day), share(8*tick.Day), share(28*tick.Day)
	if first == 0 || first > 30 || week < 60 || week > 160 || month < 180 || month == 200 {
		t.Errorf("of 200 devices %d have a release after two days, %d after eight, %d after 28", first, week, month)
	}
	for _, d := range devices {
		last := l.on(d, start)
		for at := start; at < start+60*tick.Day; at += 5 * tick.Hour {
			n := l.on(d, at)
			if n < last {
				t.Fatalf("a device went from release %d back to %d", last, n)
			}
			last = n
		}
	}
}

func TestReleaseIsOneFileEverywhere(t *testing.T) {
	o := &Org{}
	o.buildImages()
	d := &Device{Role: "workstation", ID: "x", OS: win11new}
	im := o.Image(d, "ms-teams.exe")
	next := im.release(1)
	if next != im.release(1) || next != next.release(0).release(1) {
		t.Error("a release has two images")
	}
	if first := im.release(0); first.SHA256 != im.SHA256 || first.Folder != im.Folder || first.Size != im.Size {
		t.Errorf("release 0 is %+v, the software list has %+v", first, im)
	}
	if next.SHA256 == im.SHA256 || next.Folder != `C:\Program Files\WindowsApps\MSTeams_25181.1010.3788.5520_x64__8wekyb3d8bbwe` {
		t.Errorf("the next release lies in %s", next.Folder)
	}
}
