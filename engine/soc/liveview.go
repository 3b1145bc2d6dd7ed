package soc

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

// The commands that look. A device answers with what its sensor has told: what was there before the tenant's data begins,
// and the sensor never mentioned, is not seen.

// onDevice fills the id of the session's device, and a text a person typed, into a query.
func (c *liveCall) onDevice(kql, text string) string {
	return strings.NewReplacer("DEVICE", quote(c.device()), "TEXT", quote(text)).Replace(kql)
}

// processesKQL finds the processes that run. The sensor does not tell when one ends, so one runs if it was at work more than ten
// minutes after its start, or was started in the last ten; what began before the last start of the machine is gone.
const processesKQL = `let Boot = toscalar(DeviceEvents
    | where DeviceId == DEVICE and ActionType == "DeviceBootAttestationInfo" | summarize max(Timestamp));
union (
DeviceProcessEvents
    | where DeviceId == DEVICE
    | project Timestamp, ProcessId, Name = FileName, Path = FolderPath, CommandLine = ProcessCommandLine, Account = AccountName, Started = ProcessCreationTime, SHA256, ParentId = InitiatingProcessId, Parent = InitiatingProcessFileName),
    (union DeviceProcessEvents, DeviceNetworkEvents, DeviceFileEvents, DeviceRegistryEvents, DeviceEvents, DeviceImageLoadEvents
    | where DeviceId == DEVICE and isnotempty(InitiatingProcessFileName)
    | project Timestamp, ProcessId = InitiatingProcessId, Name = InitiatingProcessFileName, Path = InitiatingProcessFolderPath, CommandLine = InitiatingProcessCommandLine, Account = InitiatingProcessAccountName,
        Started = InitiatingProcessCreationTime, SHA256 = InitiatingProcessSHA256, ParentId = InitiatingProcessParentId, Parent = InitiatingProcessParentFileName)
| where isnotnull(Started) and isnotempty(Name) and (isnull(Boot) or Started > Boot - 5m)
| summarize Seen = max(Timestamp), Path = min(Path), CommandLine = max(CommandLine), Account = max(Account), SHA256 = max(SHA256), ParentId = max(ParentId), Parent = max(Parent) by ProcessId, Name = tolower(Name), Started
| where Seen - Started > 10m or Started > now() - 10m
| order by Started asc, ProcessId asc
| project ProcessId, Name, Account, Started, Seen, Path, CommandLine, ParentId, Parent, SHA256`

// running asks for the running processes, but for those that somebody stopped.
func (c *liveCall) running(ctx context.Context) (*Sheet, error) {
	s, err := c.e.sheet(ctx, c.onDevice(processesKQL, ""))
	if err != nil {
		return nil, err
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(r []string) bool {
		return slices.ContainsFunc(c.e.removed(c.device(), "process"), func(x Removed) bool { return x.ID == r[s.at("ProcessId")] && x.Started == r[s.at("Started")] })
	})
	return s, nil
}

// at is the place of a column; -1 without it.
func (s *Sheet) at(column string) int { return slices.Index(s.Columns, column) }

// keep keeps the rows in which a column holds a text, whatever its case.
func (s *Sheet) keep(column, text string) {
	s.Rows = slices.DeleteFunc(s.Rows, func(r []string) bool { return s.at(column) < 0 || !strings.EqualFold(r[s.at(column)], text) })
}

func liveProcesses(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	s, err := c.running(ctx)
	if err != nil {
		return nil, err
	}
	if pid := c.line.arg(0, "pid"); pid != "" {
		if _, err := strconv.Atoi(pid); err != nil {
			return nil, refuse(Invalid, "processes -name "+pid, "%q is no process id", pid)
		}
		s.keep("ProcessId", pid)
	}
	if name := c.line.flags["name"]; name != "" {
		s.keep("Name", name)
	}
	return c.answer(s, "%d processes", len(s.Rows)), nil
}

const connectionsKQL = `DeviceNetworkEvents
| where DeviceId == DEVICE and Timestamp > ago(30m) and ActionType in ("ConnectionSuccess", "InboundConnectionAccepted")
| summarize Seen = max(Timestamp), Times = count(), RemoteUrl = max(RemoteUrl) by ActionType, Protocol, LocalIP, RemoteIP, RemotePort, ProcessId = InitiatingProcessId, Process = InitiatingProcessFileName
| order by Seen desc, RemoteIP asc, RemotePort asc
| project Process, ProcessId, Direction = iff(ActionType startswith "Inbound", "in", "out"), Protocol, LocalIP, RemoteIP, RemotePort, RemoteUrl, Times, Seen`

func liveConnections(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	s, err := c.e.sheet(ctx, c.onDevice(connectionsKQL, ""))
	if err != nil {
		return nil, err
	}
	return c.answer(s, "%d connections in the last half hour", len(s.Rows)), nil
}

// registryKQL is the values of a device as they were set last; WHERE chooses among them.
const registryKQL = `DeviceRegistryEvents
| where DeviceId == DEVICE and WHERE
| summarize arg_max(Timestamp, ActionType, RegistryValueType, RegistryValueData, InitiatingProcessFileName) by RegistryKey, RegistryValueName
| where ActionType !endswith "Deleted"
| order by RegistryKey asc, RegistryValueName asc
| project RegistryKey, RegistryValueName, RegistryValueType, RegistryValueData, SetBy = InitiatingProcessFileName, Seen = Timestamp`

// startKeys are the registry keys from which Windows starts programs.
const startKeys = `(RegistryKey endswith @"\CurrentVersion\Run" or RegistryKey endswith @"\CurrentVersion\RunOnce" or RegistryKey endswith @"\Policies\Explorer\Run"
    or RegistryKey endswith @"\CurrentVersion\Winlogon" or RegistryKey has @"\Image File Execution Options\" or RegistryKey endswith @"\Environment" and RegistryValueName =~ "UserInitMprLogonScript")`

const serviceKeys = `RegistryKey has @"\Services\" and RegistryValueName =~ "ImagePath"`

func (c *liveCall) registry(ctx context.Context, where, text string) (*Sheet, error) {
	return c.e.sheet(ctx, c.onDevice(strings.ReplaceAll(registryKQL, "WHERE", where), text))
}

// splitKey takes KEY\\VALUE apart; a key alone has no value.
func splitKey(text string) (key, value string) {
	if i := strings.LastIndex(text, `\\`); i > 0 {
		return text[:i], text[i+2:]
	}
	return strings.TrimSuffix(text, `\`), ""
}

func (c *liveCall) valuesUnder(ctx context.Context, path string) (*Sheet, error) {
	key, name := splitKey(path)
	s, err := c.registry(ctx, `(RegistryKey =~ TEXT or RegistryKey startswith strcat(TEXT, @"\"))`, key)
	if err == nil && name != "" {
		s.keep("RegistryKey", key)
		s.keep("RegistryValueName", name)
	}
	return s, err
}

func liveRegistry(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	path, err := c.wants(0, "id", "a key, such as HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run")
	if err != nil {
		return nil, err
	}
	s, err := c.valuesUnder(ctx, path)
	if err != nil {
		return nil, err
	}
	return c.answer(s, "%d values that were set while the sensor watched", len(s.Rows)), nil
}

const tasksKQL = `DeviceEvents
| where DeviceId == DEVICE and ActionType startswith "ScheduledTask"
| extend Fields = parse_json(tostring(AdditionalFields))
| extend Name = tostring(Fields.TaskName), User = tostring(Fields.UserName)
| summarize arg_max(Timestamp, ActionType, User, InitiatingProcessFileName), Created = minif(Timestamp, ActionType == "ScheduledTaskCreated") by Name
| where ActionType != "ScheduledTaskDeleted" and isnotempty(Name)
| order by Name asc
| project Name, User, Created, Changed = Timestamp, By = InitiatingProcessFileName`

func (c *liveCall) tasks(ctx context.Context, name string) (*Sheet, error) {
	s, err := c.e.sheet(ctx, c.onDevice(tasksKQL, ""))
	if err == nil && name != "" {
		s.Rows = slices.DeleteFunc(s.Rows, func(r []string) bool {
			return !strings.EqualFold(strings.TrimPrefix(r[s.at("Name")], `\`), strings.TrimPrefix(name, `\`))
		})
	}
	return s, err
}

func liveTasks(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	s, err := c.tasks(ctx, c.line.arg(0, "name"))
	if err != nil {
		return nil, err
	}
	return c.answer(s, "%d scheduled tasks that were made or changed while the sensor watched", len(s.Rows)), nil
}

// services are those that were registered while the sensor watched, and those whose process runs.
func (c *liveCall) services(ctx context.Context) (*Sheet, error) {
	keys, err := c.registry(ctx, serviceKeys, "")
	if err != nil {
		return nil, err
	}
	procs, err := c.running(ctx)
	if err != nil {
		return nil, err
	}
	out := &Sheet{Columns: []string{"Name", "State", "Image", "ProcessId", "Registered"}}
	for _, r := range keys.Rows {
		name := r[keys.at("RegistryKey")]
		out.add(name[strings.LastIndex(name, `\`)+1:], "registered", r[keys.at("RegistryValueData")], "", r[keys.at("Seen")])
	}
	for _, r := range procs.Rows {
		if !strings.EqualFold(r[procs.at("Parent")], "services.exe") {
			continue
		}
		name, image := serviceOf(r[procs.at("Name")], r[procs.at("CommandLine")]), r[procs.at("Path")]
		n := slices.IndexFunc(out.Rows, func(o []string) bool { return o[3] == "" && strings.EqualFold(o[2], image) })
		if n < 0 {
			out.add(name, "running", image, r[procs.at("ProcessId")], "")
			continue
		}
		out.Rows[n][1], out.Rows[n][3] = "running", r[procs.at("ProcessId")]
	}
	return out, nil
}

// serviceOf is the name of a service by its process: svchost names it after -s.
func serviceOf(image, command string) string {
	if _, name, ok := strings.Cut(command, " -s "); ok {
		return strings.Fields(name + " ?")[0]
	}
	return strings.TrimSuffix(image, ".exe")
}

func liveServices(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	s, err := c.services(ctx)
	if err != nil {
		return nil, err
	}
	if name := c.line.arg(0, "name"); name != "" {
		s.keep("Name", name)
	}
	return c.answer(s, "%d services", len(s.Rows)), nil
}

// filesKQL is the files of a device that are there: seen, and not deleted since. WHERE chooses among them.
const filesKQL = `union isfuzzy=true DeviceFileEvents, DeviceProcessEvents, DeviceImageLoadEvents
| where DeviceId == DEVICE and isnotempty(FolderPath) and WHERE
| summarize arg_max(Timestamp, ActionType, FileName, SHA256, SHA1, MD5, FileSize, FolderPath), First = min(Timestamp) by Key = tolower(FolderPath)
| where ActionType != "FileDeleted"
| order by Key asc
| project FileName, FolderPath, FileSize, SHA256, SHA1, MD5, First, Last = Timestamp`

func (c *liveCall) files(ctx context.Context, where, text string) (*Sheet, error) {
	return c.e.sheet(ctx, c.onDevice(strings.ReplaceAll(filesKQL, "WHERE", where), text))
}

// file finds one file of the device by its path.
func (c *liveCall) file(ctx context.Context, path string) (map[string]string, error) {
	s, err := c.files(ctx, "FolderPath =~ TEXT", c.path(path))
	if err != nil {
		return nil, err
	}
	if len(s.Rows) == 0 {
		return nil, refuse(NotFound, "findfile NAME finds a file by its name", "there is no file %s on %s that the sensor has seen", c.path(path), c.s.Device.Name())
	}
	out := map[string]string{}
	for i, name := range s.Columns {
		out[name] = s.Rows[0][i]
	}
	return out, nil
}

// path completes what was typed with the folder of the session.
func (c *liveCall) path(text string) string {
	if strings.Contains(text, ":") || strings.HasPrefix(text, "/") {
		return text
	}
	return c.s.Folder + strings.TrimLeft(text, `\`)
}

func liveFolder(_ context.Context, c *liveCall) (*LiveAnswer, error) {
	to, err := c.wants(0, "", "a folder")
	if err != nil {
		return nil, err
	}
	sep := map[bool]string{true: `\`, false: "/"}[c.s.OS == "windows"]
	folder := c.path(to)
	if to == ".." {
		folder = strings.TrimSuffix(c.s.Folder, sep)
		folder = folder[:strings.LastIndex(folder, sep)+1]
	}
	if folder == "" {
		folder = c.s.Folder
	}
	c.s.Folder = strings.TrimSuffix(folder, sep) + sep
	return c.answer(nil, "the folder is %s", c.s.Folder), nil
}

func liveDir(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	sep := map[bool]string{true: `\`, false: "/"}[c.s.OS == "windows"]
	folder := strings.TrimSuffix(c.path(c.line.arg(0, "")), sep) + sep
	s, err := c.files(ctx, "FolderPath startswith TEXT", folder)
	if err != nil {
		return nil, err
	}
	out, folders := &Sheet{Columns: []string{"Name", "Size", "Last"}}, map[string]bool{}
	for _, r := range s.Rows {
		rest := r[s.at("FolderPath")][len(folder):]
		if sub, _, deeper := strings.Cut(rest, sep); !deeper {
			out.add(rest, r[s.at("FileSize")], r[s.at("Last")])
		} else if !folders[strings.ToLower(sub)] {
			folders[strings.ToLower(sub)] = true
			out.add(sub+sep, "", "")
		}
	}
	return c.answer(out, "%d entries of %s", len(out.Rows), folder), nil
}

func liveFileInfo(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	path, err := c.wants(0, "id", "the path of a file")
	if err != nil {
		return nil, err
	}
	f, err := c.file(ctx, path)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Columns: []string{"Property", "Value"}}
	for _, name := range []string{"FileName", "FolderPath", "FileSize", "SHA256", "SHA1", "MD5", "First", "Last"} {
		s.add(name, f[name])
	}
	rows, err := c.e.query(ctx, fmt.Sprintf("DeviceFileCertificateInfo\n| where SHA1 =~ %s\n| summarize arg_max(Timestamp, IsSigned, IsTrusted, Signer, Issuer) by SHA1", quote(f["SHA1"])))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		for _, name := range []string{"IsSigned", "IsTrusted", "Signer", "Issuer"} {
			s.add(name, rule.Text(r[name]))
		}
	}
	return c.answer(s, "%s", f["FolderPath"]), nil
}

func liveFindFile(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	name, err := c.wants(0, "name", "the name of a file")
	if err != nil {
		return nil, err
	}
	s, err := c.files(ctx, "FileName =~ TEXT", name)
	if err != nil {
		return nil, err
	}
	return c.answer(s, "%d files are called %s", len(s.Rows), name), nil
}

func liveGetFile(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	path, err := c.wants(0, "id", "the path of a file")
	if err != nil {
		return nil, err
	}
	f, err := c.file(ctx, path)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Columns: []string{"FileName", "FileSize", "SHA256"}, Rows: [][]string{{f["FileName"], f["FileSize"], f["SHA256"]}}}
	return c.answer(s, "%s is downloaded; a tenant's files have names, sizes and hashes, and no content", f["FileName"]), nil
}

const startupWhere = `FolderPath has @"\Start Menu\Programs\Startup\"`

func liveStartup(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	s, err := c.files(ctx, startupWhere, "")
	if err != nil {
		return nil, err
	}
	return c.answer(s, "%d files in startup folders", len(s.Rows)), nil
}

// livePersistence gathers what starts by itself.
func livePersistence(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	out := &Sheet{Columns: []string{"Method", "Name", "Target", "By", "Seen"}}
	parts := []struct {
		method string
		ask    func() (*Sheet, error)
		cols   [4]string
	}{
		{"registry", func() (*Sheet, error) { return c.registry(ctx, startKeys, "") }, [4]string{"RegistryValueName", "RegistryValueData", "SetBy", "Seen"}},
		{"service", func() (*Sheet, error) { return c.registry(ctx, serviceKeys, "") }, [4]string{"RegistryKey", "RegistryValueData", "SetBy", "Seen"}},
		{"scheduled task", func() (*Sheet, error) { return c.tasks(ctx, "") }, [4]string{"Name", "User", "By", "Changed"}},
		{"startup folder", func() (*Sheet, error) { return c.files(ctx, startupWhere, "") }, [4]string{"FileName", "FolderPath", "", "Last"}},
	}
	for _, p := range parts {
		s, err := p.ask()
		if err != nil {
			return nil, err
		}
		for _, r := range s.Rows {
			line := []string{p.method}
			for _, col := range p.cols {
				cell := ""
				if n := s.at(col); n >= 0 {
					cell = r[n]
				}
				line = append(line, cell)
			}
			if p.method == "registry" { // the key tells which of several values of one name is meant
				line[1] = r[s.at("RegistryKey")] + `\\` + line[1]
			}
			out.add(line...)
		}
	}
	return c.answer(out, "%d things start by themselves, of those that the sensor saw made", len(out.Rows)), nil
}

// liveAnalyze reaches a verdict as an automated investigation would.
func liveAnalyze(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	kind, err := c.wants(0, "type", "file or process")
	if err != nil {
		return nil, err
	}
	id, err := c.wants(1, "id", "a path or a process id")
	if err != nil {
		return nil, err
	}
	var f entity.Entity
	switch strings.ToLower(kind) {
	case "file":
		found, err := c.file(ctx, id)
		if err != nil {
			return nil, err
		}
		f = fileEntity(found)
	case "process":
		p, err := c.process(ctx, id)
		if err != nil {
			return nil, err
		}
		f = fileEntity(map[string]string{"FileName": p["Name"], "FolderPath": p["Path"], "SHA256": p["SHA256"]})
	default:
		return nil, refuse(Invalid, "analyze file PATH, or analyze process PID", "%q cannot be analyzed", kind)
	}
	v, err := c.e.judge(ctx, c.e.st.Alerts, f)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Columns: []string{"File", "SHA256", "Verdict", "Why"}, Rows: [][]string{{f.Name(), f.IDs["Sha256"], v.Verdict, v.Why}}}
	return c.answer(s, "%s: %s", f.Name(), v.Verdict), nil
}

func fileEntity(f map[string]string) entity.Entity {
	return entity.New(entity.File, "Name", f["FileName"], "Directory", f["FolderPath"], "Sha256", f["SHA256"], "Sha1", f["SHA1"])
}

// process finds a running process by its id.
func (c *liveCall) process(ctx context.Context, pid string) (map[string]string, error) {
	s, err := c.running(ctx)
	if err != nil {
		return nil, err
	}
	s.keep("ProcessId", pid)
	if len(s.Rows) == 0 {
		return nil, refuse(NotFound, "processes lists those that run", "no process %s runs on %s", pid, c.s.Device.Name())
	}
	out := map[string]string{}
	for i, name := range s.Columns {
		out[name] = s.Rows[len(s.Rows)-1][i] // an id that was used again belongs to the younger process
	}
	return out, nil
}
