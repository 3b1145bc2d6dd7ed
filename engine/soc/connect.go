package soc

import (
	"context"
	"fmt"

	"socrates/engine/schema"
	"socrates/engine/soc/profile"
)

func init() {
	register("connector.connect", "connector", "connect incidents and alerts of the "+ConnectorName+" connector, or a data connector",
		func(_ context.Context, e *Engine, _ Action, o OneConnector) (Outcome, error) {
			return e.connectOne(o, true)
		})
	register("connector.disconnect", "connector", "disconnect incidents and alerts, or a data connector",
		func(_ context.Context, e *Engine, _ Action, o OneConnector) (Outcome, error) {
			return e.connectOne(o, false)
		})
	register("connector.tables", "connector", "choose the tables that are streamed to the workspace",
		func(_ context.Context, e *Engine, _ Action, s SelectTables) (Outcome, error) {
			return e.selectTables(s)
		})
}

// SelectTables is the data of "connector.tables": true selects a table, false deselects it.
type SelectTables struct {
	Tables map[string]bool `json:"tables"`
}

func (e *Engine) connectOne(o OneConnector, on bool) (Outcome, error) {
	if IsDefenderXDR(o.Connector) {
		return e.connect(on)
	}
	return e.connectFeed(o.Connector, on)
}

func (e *Engine) connect(on bool) (Outcome, error) {
	c := &e.st.Connector
	word := map[bool]string{true: "connected", false: "disconnected"}[on]
	if c.Incidents == on {
		return Outcome{Message: "the " + ConnectorName + " connector is " + word + " already"}, nil
	}
	c.Incidents, c.Since = on, e.st.Now
	e.st.cancel(func(j job) bool { return j.Kind == "sync" })
	for _, i := range e.st.Incidents {
		e.reconnect(i, on)
	}
	return Outcome{Message: "the " + ConnectorName + " connector is " + word + "; incidents and alerts " + map[bool]string{true: "flow again", false: "stop"}[on]}, nil
}

// reconnect plans what was held back while the connector was off: open incidents, and edits.
func (e *Engine) reconnect(i *Incident, on bool) {
	i.Defender.Due, i.Sentinel.Due = 0, 0
	if !on {
		return
	}
	for _, side := range []Portal{profile.Defender, profile.Azure} {
		if i.Face(side).Since == 0 && i.Face(side.Other()).Open() {
			e.st.schedule(job{Due: e.st.Now + e.profile.Sync.Create.Ticks(), Kind: "arrive", Ref: i.ID, Side: side})
		}
		e.planSync(i, side)
	}
}

func (e *Engine) selectTables(s SelectTables) (Outcome, error) {
	for name := range s.Tables {
		if t, ok := schema.Lookup(name); !ok || !t.Streamable {
			return Outcome{}, refuse(Invalid, "choose among the tables that the connector lists", "the connector cannot stream a table %q", name)
		}
	}
	for name, on := range s.Tables {
		if on {
			delete(e.st.Connector.Off, name)
		} else {
			e.st.Connector.Off[name] = true
		}
	}
	return Outcome{Message: fmt.Sprintf("%d tables changed; %d are not selected", len(s.Tables), len(e.st.Connector.Off))}, nil
}
