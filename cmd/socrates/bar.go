package main

import (
	"fmt"

	"github.com/pterm/pterm"

	"socrates/generator"
)

// bar is a progress bar on a terminal, and nothing anywhere else.
type bar struct {
	pb *pterm.ProgressbarPrinter
}

const barSteps = 1000

// startBar draws on the error stream, so that answers can be piped.
func (a *app) startBar(title string) *bar {
	if a.json || !terminal(a.err) {
		return &bar{}
	}
	pb, err := pterm.DefaultProgressbar.WithTotal(barSteps).WithTitle(title).WithWriter(a.err).WithShowCount(false).
		WithRemoveWhenDone(true).Start()
	if err != nil {
		return &bar{}
	}
	return &bar{pb}
}

// generated moves the bar to where a run of the generator is.
func (b *bar) generated(p generator.Progress) {
	if b.pb == nil || p.Total <= 0 {
		return
	}
	b.pb.UpdateTitle(fmt.Sprintf("%s rows", thousands(p.Rows)))
	b.to(float64(p.Done) / float64(p.Total))
}

// to moves the bar to a share of the whole.
func (b *bar) to(share float64) {
	if b.pb == nil {
		return
	}
	if step := int(share*barSteps) - b.pb.Current; step > 0 {
		b.pb.Add(step)
	}
}

func (b *bar) stop() {
	if b.pb != nil {
		b.pb.Stop()
	}
}
