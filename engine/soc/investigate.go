package soc

import "context"

func init() {
	register("incident.investigate", "incident.investigate", "start the automated investigation of an incident",
		func(_ context.Context, e *Engine, a Action, o OneIncident) (Outcome, error) {
			return e.investigate(a, o)
		})
}

// OneIncident is the data of acts that need no more than an incident, such as "incident.investigate".
type OneIncident struct {
	ID int64 `json:"id"`
}

// investigate starts the automated investigation. It runs on Defender's evidence only.
func (e *Engine) investigate(a Action, o OneIncident) (Outcome, error) {
	i, err := e.find(o.ID, a.Portal)
	if err != nil {
		return Outcome{}, err
	}
	for _, alert := range e.alertsOf(i) {
		if !alert.Sentinel() {
			return Outcome{}, refuse(NotAllowed, "look at the entities and alerts by hand", "automated investigation is not built yet")
		}
	}
	return Outcome{}, refuse(NotAllowed, "investigate by hunting, or answer with a playbook",
		"automated investigation cannot run on incident %d: all its alerts come from Microsoft Sentinel, and it needs alerts of a Defender product", i.ID)
}
