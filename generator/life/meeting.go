package life

import (
	"fmt"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// meeting is a call of a manager's team.
type meeting struct {
	ID            string
	Organizer     *org.Person
	Start, Length int64
}

// meetingsOf is the calendar of a manager's team on a day; everybody in the team reads the same.
func meetingsOf(o *org.Org, boss *org.Person, date int64) (list []meeting) {
	if tick.Weekend(date) || org.Holiday(boss.Site.Country, date) {
		return nil
	}
	r := chance.Numbered(boss.Habit, 31, date/tick.Day)
	for range r.Poisson(1.4) {
		at := boss.Site.Zone.Midnight(date) + 9*tick.Hour + r.Between(0, 15)*30*tick.Minute
		list = append(list, meeting{r.GUID(), boss, at, []int64{30, 45, 60, 25}[r.Weighted(4, 1, 3, 1)] * tick.Minute})
	}
	return list
}

// meetings are those that the person joins: one at a time, within the working day.
func (d *Day) meetings() (list []meeting) {
	var all []meeting
	if d.P.Reports > 0 {
		all = meetingsOf(d.O, d.P, d.date)
	}
	if d.P.Manager != nil {
		all = append(all, meetingsOf(d.O, d.P.Manager, d.date)...)
	}
	busy := int64(0)
	for _, m := range all {
		r := chance.Numbered(d.P.Habit, 32, m.Start)
		if m.Start < max(busy, d.Arrive+5*tick.Minute) || m.Start+m.Length > d.Leave || !r.Is(0.8) {
			continue
		}
		busy = m.Start + m.Length
		list = append(list, m)
	}
	return list
}

// join is a person's part in a meeting: the sound and picture, and the record that is written when they leave.
func join(d *Day, m meeting, e trace.Env, at int64) {
	relay := fmt.Sprintf("52.11%d.%d.%d", e.R.Between(2, 5), e.R.Between(0, 250), e.R.Between(1, 250))
	for range e.R.Between(1, 3) {
		e.Connect(d.Teams, after(e.R, at, 2*tick.Second), trace.Flow{LocalIP: d.IP, RemoteIP: relay, Port: 3478 + e.R.Between(0, 3), UDP: true, Site: d.Firewall(), App: "ms-teams-audio-video", Sent: e.R.Between(900_000, 90_000_000), Received: e.R.Between(2_000_000, 240_000_000)})
	}
	end := m.Start + e.R.Around(m.Length, 5*tick.Minute)
	end = max(end, at+2*tick.Minute)
	act := trace.CloudAct{Account: d.P.Account, Workload: "MicrosoftTeams", Operation: "MeetingParticipantDetail", Object: m.ID, Type: "Meeting", IP: d.Public, Agent: teamsAgent, Place: d.Place,
		Office: []any{"MeetingDetailId", m.ID, "JoinTime", at, "LeaveTime", end, "CommunicationType", "Meeting", "Attendees", fmt.Sprintf(`[{"OrganizationId":%q,"UPN":%q,"UserObjectId":%q}]`, e.O.TenantID, d.P.UPN, d.P.ObjectID)}}
	act.Raw = fmt.Sprintf(`{"Operation":"MeetingParticipantDetail","Workload":"MicrosoftTeams","UserId":%q,"ClientIP":%q,"MeetingDetailId":%q,"JoinTime":%q,"LeaveTime":%q}`, d.P.UPN, d.Public, m.ID, tick.ISO(at), tick.ISO(end))
	e.Cloud(end, act)
	if d.P == m.Organizer {
		act.Operation, act.Raw = "MeetingDetail", ""
		act.Office = []any{"MeetingDetailId", m.ID, "CommunicationType", "Meeting"}
		e.Cloud(end+e.R.Between(2*tick.Second, 30*tick.Second), act)
	}
}

// chat is a message in Teams.
func chat(d *Day, e trace.Env, at int64) {
	op := []string{"MessageSent", "MessageSent", "ChatCreated", "ReactedToMessage", "TeamsSessionStarted"}[e.R.Weighted(5, 3, 0.5, 2, 2)]
	thread := "19:" + e.R.Hex(32) + "@thread.v2"
	act := trace.CloudAct{Account: d.P.Account, Workload: "MicrosoftTeams", Operation: op, Object: thread, Type: "Chat", IP: d.Public, Agent: teamsAgent, Place: d.Place, Office: []any{"ChatThreadId", thread, "CommunicationType", "OneOnOne"}}
	if e.R.Is(0.3) {
		act.IP, act.Place, _ = d.phone(e)
		act.Phone, act.Agent = &d.P.Mobile, d.P.Mobile.Agent
	}
	e.Cloud(at, act)
}
