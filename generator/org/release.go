package org

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"socrates/generator/chance"
	"socrates/generator/tick"
)

// A line is a program, or an edition of Windows, that its maker renews about every month. Release 0 has the version of the
// software list; it came out at the anchor. Others count from there, before it and after it.
type line struct {
	name    string
	base    []int64 // the parts of release 0's version
	step    []int64 // what a release adds to each part
	days    int64   // how long after the anchor release 0 came out
	monthly bool    // on the second Tuesday of a month, as Windows does; otherwise every four weeks

	made sync.Map // released -> *Image
}

type released struct {
	file string
	n    int64
}

// anchor is the day of Microsoft's updates in June 2026, the month of the versions in the software list.
var anchor = SecondTuesday(2026, time.June)

const cycle = 28 * tick.Day

// Programs that renew themselves: how long after the anchor release 0 came out, what a release adds to the version, and the files
// that come with it.
var lineSpecs = []struct {
	days  int64
	step  []int64
	files string
}{
	{-4, []int64{1, 0, 53, 17}, "msedge.exe msedgewebview2.exe setup.exe"},
	{-6, []int64{1, 0, 54, 9}, "chrome.exe"},
	{0, []int64{0, 0, 97, 12}, "outlook.exe winword.exe excel.exe powerpnt.exe mso.dll officec2rclient.exe sdxhelper.exe"},
	{-11, []int64{28, 0, 61, 37}, "ms-teams.exe"},
	{3, []int64{0, 20, 14, 0}, "onedrive.exe onedrivestandaloneupdater.exe"},
	{-2, []int64{0, 0, 87, 0}, "acrobat.exe"},
	{-15, []int64{0, 0, 1, 731}, "zoom.exe"},
}

var (
	lineOf   = map[string]*line{} // by file
	editions = map[int64]*line{}  // by build of Windows
)

func init() {
	for _, s := range lineSpecs {
		for _, file := range strings.Fields(s.files) {
			for _, row := range software {
				if row[0] == file {
					newest, _, _ := strings.Cut(row[5], ",")
					lineOf[file] = &line{name: strings.Fields(s.files)[0], base: parts(newest), step: s.step, days: s.days}
				}
			}
		}
	}
	for _, os := range []*OS{win11new, win11, win10, srv2022, srv2019} {
		editions[os.Build] = &line{name: fmt.Sprint(os.Build), base: parts(fmt.Sprintf("%s.%d.%s", os.Version, os.Build, os.Revision)), step: []int64{0, 0, 0, 293}, monthly: true}
	}
}

func parts(version string) (out []int64) {
	for p := range strings.SplitSeq(version, ".") {
		n := int64(0)
		fmt.Sscan(p, &n)
		out = append(out, n)
	}
	return out
}

// version is that of a release.
func (l *line) version(n int64) string {
	var b strings.Builder
	for i, p := range l.base {
		if i > 0 {
			b.WriteByte('.')
		}
		fmt.Fprint(&b, max(0, p+n*l.step[i]))
	}
	return b.String()
}

// out is when a release came out.
func (l *line) out(n int64) int64 {
	if !l.monthly {
		return anchor + l.days*tick.Day + 17*tick.Hour + n*cycle
	}
	months := int64(2026*12+5) + n
	return SecondTuesday(int(months/12), time.Month(months%12+1)) + 17*tick.Hour
}

// newest is the last release that had come out at a moment.
func (l *line) newest(at int64) int64 {
	n := (at - l.out(0)) / cycle
	if l.monthly {
		t := tick.Time(at)
		n = int64(t.Year()*12+int(t.Month())) - (2026*12 + 6)
	}
	for l.out(n) > at {
		n--
	}
	return n
}

// on is the release that a device has at a moment. Few devices are first, most follow within a fortnight, and some trail by months.
func (l *line) on(d *Device, at int64) int64 {
	newest := l.newest(at)
	n := newest
	for n > newest-4 && at < l.out(n)+l.lag(d, n) {
		n--
	}
	return n
}

func (l *line) lag(d *Device, n int64) int64 {
	if d.Server() {
		return d.maintenance() - 17*tick.Hour
	}
	r := chance.Numbered(d.Hash^chance.Hash(0, l.name), n)
	switch ring := d.Hash >> 9 % 100; {
	case ring < 6:
		return r.Between(tick.Hour, 30*tick.Hour)
	case ring < 76:
		return r.Between(2*tick.Day, 12*tick.Day)
	case ring < 93:
		return r.Between(8*tick.Day, 27*tick.Day)
	}
	return r.Between(25*tick.Day, 110*tick.Day)
}

// maintenance is when a server takes Microsoft's monthly updates and starts anew, counted from the midnight of their day.
func (d *Device) maintenance() int64 {
	return int64(4+d.Hash%3)*tick.Day + tick.Hour + int64(d.Hash>>8%180)*tick.Minute + int64(d.Hash>>20%60_000)*tick.Millisecond
}

// Rebooted is when a server was last started before a moment: in a night after Microsoft's monthly updates.
func (d *Device) Rebooted(at int64) int64 {
	t := tick.Time(at)
	for {
		if boot := SecondTuesday(t.Year(), t.Month()) + d.maintenance(); boot <= at {
			return boot
		}
		t = t.AddDate(0, 0, 1-t.Day()).AddDate(0, 0, -1)
	}
}

// Revision is the last part of the version of Windows that the device has at a moment; empty for other systems.
func (d *Device) Revision(at int64) string {
	l := editions[d.OS.Build]
	if l == nil {
		return d.OS.Revision
	}
	v := l.version(l.on(d, at))
	return v[strings.LastIndexByte(v, '.')+1:]
}

// Behind reports whether Windows on the device lacks the updates of the month.
func (d *Device) Behind(at int64) bool {
	l := editions[d.OS.Build]
	return l != nil && l.on(d, at) < l.newest(at)
}

// At is the executable as the device has it at a moment.
func (im *Image) At(d *Device, at int64) *Image {
	if im.line == nil {
		return im
	}
	return im.release(im.line.on(d, at))
}

// Newest is the executable as its maker offers it at a moment.
func (im *Image) Newest(at int64) *Image {
	if im.line == nil {
		return im
	}
	return im.release(im.line.newest(at))
}

// Renewed reports whether the program is one that its maker renews every month.
func (im *Image) Renewed() bool { return im.line != nil }

func (im *Image) release(n int64) *Image {
	l := im.line
	if made, ok := l.made.Load(released{im.File, n}); ok {
		return made.(*Image)
	}
	version := l.version(n)
	next := NewImage(im.File, strings.ReplaceAll(im.Folder, im.Version, version), im.Company, im.Product, im.Description, version, "", im.base+n*4096)
	next.line, next.base, next.build = l, im.base, im.build
	made, _ := l.made.LoadOrStore(released{im.File, n}, next)
	return made.(*Image)
}
