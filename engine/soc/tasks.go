package soc

import (
	"context"
	"fmt"
	"strings"
)

// Todo is a task on an incident.
type Todo struct {
	ID   int64  `json:"id"` // within the incident
	Text string `json:"text"`
	By   string `json:"by"`
	At   int64  `json:"at"`
	Done bool   `json:"done,omitempty"`
}

// AddTask is the data of "incident.task.add"; FinishTask that of "incident.task.done".
type AddTask struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
}

// FinishTask names a task of an incident.
type FinishTask struct {
	ID   int64 `json:"id"`
	Task int64 `json:"task"`
}

func init() {
	register("incident.task.add", "incident.tasks", "add a task to an incident", func(_ context.Context, e *Engine, a Action, t AddTask) (Outcome, error) {
		i, err := e.findToWork(t.ID, a.Portal)
		if err != nil {
			return Outcome{}, err
		}
		if err := e.addTask(i, a.Actor, t.Text); err != nil {
			return Outcome{}, err
		}
		return Outcome{Message: fmt.Sprintf("task %d added to incident %d", len(i.Tasks), i.ID), Incident: i.ID}, nil
	})
	register("incident.task.done", "incident.tasks", "mark a task of an incident as done", func(_ context.Context, e *Engine, a Action, t FinishTask) (Outcome, error) {
		i, err := e.findToWork(t.ID, a.Portal)
		if err != nil {
			return Outcome{}, err
		}
		if t.Task < 1 || t.Task > int64(len(i.Tasks)) {
			return Outcome{}, refuse(NotFound, "socrates incident show lists them", "incident %d has no task %d", i.ID, t.Task)
		}
		i.Tasks[t.Task-1].Done = true
		e.note(i, a.Actor, a.Portal, "task", "done: "+i.Tasks[t.Task-1].Text)
		return Outcome{Message: fmt.Sprintf("task %d of incident %d is done", t.Task, i.ID), Incident: i.ID}, nil
	})
}

func (e *Engine) addTask(i *Incident, by, text string) error {
	if strings.TrimSpace(text) == "" {
		return refuse(Invalid, "say what is to be done", "a task needs a text")
	}
	if n := e.profile.Limits.Tasks; len(i.Tasks) >= n { // [J21]
		return refuse(LimitHit, "finish some first", "incident %d has %d tasks, the most there can be", i.ID, n)
	}
	i.Tasks = append(i.Tasks, Todo{ID: int64(len(i.Tasks)) + 1, Text: text, By: by, At: e.st.Now})
	e.note(i, by, "", "task", "task: "+text)
	return nil
}
