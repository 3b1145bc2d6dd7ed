package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"socrates/engine/soc/entity"
)

// What a live response session removes takes effect at once, on its device alone. What the attack loses is the file there:
// a stage that needs that file on that device does not happen.

// Removed is a thing that a session removed from a device, with what is needed to put it back.
type Removed struct {
	Type    string `json:"type"` // file, process, registry, scheduledtask
	ID      string `json:"id"`   // path, process id, key, name
	Name    string `json:"name,omitempty"`
	Value   string `json:"value,omitempty"` // of a registry value; who a task runs as
	Kind    string `json:"kind,omitempty"`  // of a registry value
	SHA256  string `json:"sha256,omitempty"`
	SHA1    string `json:"sha1,omitempty"`
	Started string `json:"started,omitempty"` // of a process
}

// liveTypes are what can be remediated: whether it can be put back, and how it is found.
var liveTypes map[string]struct {
	back bool
	find func(context.Context, *liveCall, string) ([]Removed, error)
}

func init() {
	liveTypes = map[string]struct {
		back bool
		find func(context.Context, *liveCall, string) ([]Removed, error)
	}{
		"file": {true, removeFile}, "process": {false, removeProcess}, "registry": {true, removeValues},
		"scheduledtask": {true, removeTask}, "service": {true, removeService}, "startupfolder": {true, removeFile},
	}
	for name, t := range liveTypes {
		r := remedy{kind: "remediate-" + name, says: "remove a " + name + " from one device", inside: true, leaves: liveRows}
		if t.back {
			r.undo = "restore-" + name
		}
		remedies[r.kind] = r
	}
}

// removed lists what sessions removed from a device and nobody put back.
func (e *Engine) removed(device, kind string) []Removed {
	var out []Removed
	for _, x := range e.st.Responses {
		if x.Device != device || x.Status != Completed {
			continue
		}
		for _, r := range x.Removed {
			if r.Type == kind {
				out = append(out, r)
			}
		}
	}
	return out
}

func liveRemediate(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	kind, err := c.wants(0, "type", "a type: file, process, service, registry, scheduledtask or startupfolder; or list")
	if err != nil {
		return nil, err
	}
	kind = strings.ToLower(kind)
	if kind == "list" {
		return c.remediated(), nil
	}
	t, ok := liveTypes[kind]
	if !ok {
		return nil, refuse(Invalid, "choose file, process, service, registry, scheduledtask or startupfolder", "a %q cannot be remediated", kind)
	}
	id, err := c.wants(1, "id", "to know which "+kind)
	if err != nil {
		return nil, err
	}
	things, err := t.find(ctx, c, id)
	if err != nil {
		return nil, err
	}
	x := c.e.ask(remedies["remediate-"+kind], removedEntity(things), c.a.Actor, "analyst", c.e.response(c.s.Response).Incident, "live response session "+c.s.ID)
	x.Name, x.Device, x.DeviceName, x.Removed = id+" on "+c.s.Device.Name(), c.device(), c.s.Device.Name(), things
	c.e.begin(x)
	return c.answer(nil, "%s is remediated (%s)", id, x.ID), nil
}

func (c *liveCall) remediated() *LiveAnswer {
	s := &Sheet{Columns: []string{"Id", "Kind", "What", "When", "Status"}}
	for _, x := range c.e.st.Responses {
		if x.Device == c.device() {
			s.add(x.ID, strings.TrimPrefix(x.Kind, "remediate-"), x.Removed[0].ID, clock(x.Done), x.Status)
		}
	}
	return c.answer(s, "%d remediated entities", len(s.Rows))
}

// removedEntity is what a response is about: the file, where there is one, so that its page and the attack know of it.
func removedEntity(things []Removed) entity.Entity {
	for _, r := range things {
		if r.SHA256 != "" && r.Type == "file" {
			return entity.New(entity.File, "Name", r.Name, "Directory", r.ID, "Sha256", r.SHA256, "Sha1", r.SHA1)
		}
	}
	switch r := things[0]; r.Type {
	case "process":
		return entity.New(entity.Process, "ProcessId", r.ID, "CommandLine", r.Value)
	case "registry":
		return entity.New(entity.RegistryValue, "Key", r.ID, "Name", r.Name, "Value", r.Value)
	default:
		return entity.New(entity.RegistryKey, "Key", r.ID)
	}
}

// takesRemoved is what the attack loses by a file that is gone from a device.
func takesRemoved(x *Response) []Block {
	var out []Block
	for _, r := range x.Removed {
		if r.Type == "file" && r.SHA256 != "" {
			out = append(out, Block{Kind: "file", ID: r.SHA256, On: x.Device})
		}
	}
	return out
}

func removeFile(ctx context.Context, c *liveCall, path string) ([]Removed, error) {
	f, err := c.file(ctx, path)
	if err != nil {
		return nil, err
	}
	return []Removed{{Type: "file", ID: f["FolderPath"], Name: f["FileName"], SHA256: f["SHA256"], SHA1: f["SHA1"]}}, nil
}

// protected are processes that Windows or the sensor does not let anybody end.
var protected = []string{"ntoskrnl.exe", "system", "smss.exe", "csrss.exe", "wininit.exe", "services.exe", "lsass.exe", "msmpeng.exe", "mssense.exe", "senseir.exe"}

// removeProcess stops a process and deletes its image, unless the image belongs to the system.
func removeProcess(ctx context.Context, c *liveCall, pid string) ([]Removed, error) {
	p, err := c.process(ctx, pid)
	if err != nil {
		return nil, err
	}
	if slices.Contains(protected, p["Name"]) {
		return nil, refuse(NotAllowed, "isolate the device if it is lost", "%s is protected and cannot be stopped", p["Name"])
	}
	out := []Removed{{Type: "process", ID: pid, Name: p["Name"], Value: p["CommandLine"], Started: p["Started"], SHA256: p["SHA256"]}}
	if !inFolder(strings.ToLower(p["Path"]), `\windows\`, `\program files`, "/bin/", "/sbin/", "/usr/") {
		out = append(out, Removed{Type: "file", ID: p["Path"], Name: p["Name"], SHA256: p["SHA256"]})
	}
	return out, nil
}

func removeValues(ctx context.Context, c *liveCall, path string) ([]Removed, error) {
	if strings.HasPrefix(strings.ToUpper(path), "HKEY_USERS") {
		return nil, refuse(NotAllowed, "name it under HKEY_CURRENT_USER, as DeviceRegistryEvents does", "the hive HKEY_USERS cannot be remediated")
	}
	s, err := c.valuesUnder(ctx, path)
	if err != nil {
		return nil, err
	}
	return c.valuesOf(s, path)
}

func (c *liveCall) valuesOf(s *Sheet, path string) ([]Removed, error) {
	var out []Removed
	for _, r := range s.Rows {
		out = append(out, Removed{Type: "registry", ID: r[s.at("RegistryKey")], Name: r[s.at("RegistryValueName")], Value: r[s.at("RegistryValueData")], Kind: r[s.at("RegistryValueType")]})
	}
	if len(out) == 0 {
		return nil, refuse(NotFound, "persistence and registry show what there is; a value is written KEY\\\\VALUE", "no value %s was set on %s while the sensor watched", path, c.s.Device.Name())
	}
	return out, nil
}

func removeTask(ctx context.Context, c *liveCall, name string) ([]Removed, error) {
	s, err := c.tasks(ctx, name)
	if err != nil {
		return nil, err
	}
	if len(s.Rows) == 0 {
		return nil, refuse(NotFound, "scheduledtasks lists them", "there is no scheduled task %s on %s", name, c.s.Device.Name())
	}
	return []Removed{{Type: "scheduledtask", ID: s.Rows[0][s.at("Name")], Value: s.Rows[0][s.at("User")]}}, nil
}

// removeService stops a service, deletes its image and its key.
func removeService(ctx context.Context, c *liveCall, name string) ([]Removed, error) {
	s, err := c.registry(ctx, serviceKeys, "")
	if err != nil {
		return nil, err
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(r []string) bool {
		return !strings.HasSuffix(strings.ToLower(r[s.at("RegistryKey")]), `\`+strings.ToLower(name))
	})
	out, err := c.valuesOf(s, name)
	if err != nil {
		if r, ok := AsRefusal(err); ok {
			r.Msg, r.Hint = fmt.Sprintf("no service %s was registered on %s while the sensor watched", name, c.s.Device.Name()), "services lists them; those of Windows stay"
		}
		return nil, err
	}
	image := out[0].Value
	f, err := c.file(ctx, image)
	if _, missing := AsRefusal(err); missing {
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	return append(out, Removed{Type: "file", ID: f["FolderPath"], Name: f["FileName"], SHA256: f["SHA256"], SHA1: f["SHA1"]}), nil
}

func liveUndo(_ context.Context, c *liveCall) (*LiveAnswer, error) {
	kind, err := c.wants(0, "type", "a type: file, registry, scheduledtask or service")
	if err != nil {
		return nil, err
	}
	id, err := c.wants(1, "id", "to know which "+kind)
	if err != nil {
		return nil, err
	}
	kind = strings.ToLower(kind)
	for _, x := range slices.Backward(c.e.st.Responses) {
		if x.Device != c.device() || x.Kind != "remediate-"+kind || x.Status != Completed || !x.removes(c, id) {
			continue
		}
		out, err := c.e.undoByID(c.a, x.ID)
		if err != nil {
			return nil, err
		}
		return c.answer(nil, "%s", out.Message), nil
	}
	return nil, refuse(NotFound, "remediate list shows what was remediated", "no %s %s was remediated on %s", kind, id, c.s.Device.Name())
}

// removes tells whether a response removed what somebody names.
func (x *Response) removes(c *liveCall, id string) bool {
	key, name := splitKey(id)
	return strings.EqualFold(strings.TrimSuffix(x.Name, " on "+c.s.Device.Name()), id) || slices.ContainsFunc(x.Removed, func(r Removed) bool {
		return strings.EqualFold(r.ID, id) || strings.EqualFold(r.ID, c.path(id)) || strings.EqualFold(strings.TrimPrefix(r.ID, `\`), strings.TrimPrefix(id, `\`)) ||
			strings.EqualFold(r.ID, key) && strings.EqualFold(r.Name, name)
	})
}

// liveRows leaves the rows that the sensor writes about what was removed, or put back.
func liveRows(e *Engine, x *Response, undo bool) {
	for _, r := range x.Removed {
		row := cells{"DeviceId": x.Device, "DeviceName": x.DeviceName, "ReportId": e.st.next(), "InitiatingProcessFileName": "SenseIR.exe", "InitiatingProcessAccountName": "system",
			"InitiatingProcessFolderPath": `c:\program files\windows defender advanced threat protection\senseir.exe`, "InitiatingProcessParentFileName": "MsSense.exe"}
		table, done, undone := "DeviceEvents", "ScheduledTaskDeleted", "ScheduledTaskCreated"
		switch r.Type {
		case "file":
			table, done, undone = "DeviceFileEvents", "FileDeleted", "FileCreated"
			row["FolderPath"], row["FileName"], row["SHA256"], row["SHA1"] = r.ID, r.Name, r.SHA256, r.SHA1
		case "registry":
			table, done, undone = "DeviceRegistryEvents", "RegistryValueDeleted", "RegistryValueSet"
			row["RegistryKey"], row["RegistryValueName"], row["RegistryValueType"], row["RegistryValueData"] = r.ID, r.Name, r.Kind, r.Value
		case "scheduledtask":
			row["AdditionalFields"] = map[string]any{"TaskName": r.ID, "UserName": r.Value}
		default: // the sensor has no row for the end of a process
			continue
		}
		row["ActionType"] = map[bool]string{false: done, true: undone}[undo]
		e.put(table, row)
	}
}
