package soc

import (
	"context"
	"fmt"
)

// work does one due job.
func (e *Engine) work(ctx context.Context, j job) error {
	switch j.Kind {
	case "alert":
		return e.alertFrom(ctx, j.Hit)
	case "anomaly":
		return e.runAnomaly(ctx, j.ID, j.Ref)
	case "arrive":
		e.arrive(e.incident(j.Ref), j.Side)
	case "automation":
		return e.automate(ctx, j.Event)
	case "live":
		e.idleLive(j.ID)
	case "release":
		e.releaseUser(j.ID)
	case "undecided":
		e.leaveUndecided(j.ID)
	case "disrupt":
		e.disrupt(e.incident(j.Ref))
	case "investigate":
		return e.finishInvestigation(ctx, j.ID)
	case "response":
		return e.finish(ctx, j.ID)
	case "rule":
		return e.runRule(ctx, j.ID, j.Ref)
	case "stream":
		e.stream(e.ix.alerts[j.ID])
	case "feeds":
		return e.watchFeeds(ctx)
	case "watchlist":
		e.refreshWatchlist(j.ID)
	case "unenforce":
		e.expireEnforced(j.ID)
	case "sync":
		e.deliver(e.incident(j.Ref), j.Side)
	default:
		return fmt.Errorf("mini-SOC: no such work as %q", j.Kind)
	}
	return nil
}
