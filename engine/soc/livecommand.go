package soc

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// LiveAnswer is what a command of a session shows.
type LiveAnswer struct {
	Session string `json:"session"`
	Line    string `json:"line"`
	Says    string `json:"says"` // one sentence
	Format  string `json:"format,omitempty"`
	*Sheet
}

// liveCall is a command as it runs.
type liveCall struct {
	e    *Engine
	a    Action
	s    *LiveSession
	line liveLine
}

func (c *liveCall) device() string { return c.s.Device.IDs["MdatpDeviceId"] }

// liveLine is a line of the console, taken apart.
type liveLine struct {
	name  string
	args  []string
	flags map[string]string
}

// arg is the argument at a place, or the one that was given by its name.
func (l liveLine) arg(n int, name string) string {
	if v := l.flags[name]; v != "" {
		return v
	}
	if n < len(l.args) {
		return l.args[n]
	}
	return ""
}

// liveCommand is a command of the console, as the page of live response describes it. systems are those that have it.
type liveCommand struct {
	name, usage, says string
	advanced          bool
	systems           string
	do                func(context.Context, *liveCall) (*LiveAnswer, error)
}

const (
	everySystem = "windows macos linux"
	onWindows   = "windows"
)

// liveCommands are the commands there are, the basic ones first. Of the platform's, cls, connect, fg, jobs, status, trace,
// drivers and putfile are left out: they are the terminal's, or nothing in a tenant would answer them.
var liveCommands []liveCommand

func init() {
	liveCommands = []liveCommand{
		{"cd", "cd FOLDER", "change the folder", false, everySystem, liveFolder},
		{"connections", "connections", "show the connections of the last half hour", false, onWindows, liveConnections},
		{"dir", "dir [FOLDER]", "show the files of a folder that the sensor has seen", false, everySystem, liveDir},
		{"fileinfo", "fileinfo PATH", "tell about a file", false, everySystem, liveFileInfo},
		{"findfile", "findfile NAME", "find files by name", false, everySystem, liveFindFile},
		{"getfile", "getfile PATH", "download a file", false, everySystem, liveGetFile},
		{"help", "help [COMMAND]", "list the commands, or tell about one", false, everySystem, liveHelp},
		{"persistence", "persistence", "show everything that starts by itself", false, onWindows, livePersistence},
		{"processes", "processes [PID] [-name NAME]", "show the running processes", false, everySystem, liveProcesses},
		{"registry", `registry KEY[\\VALUE]`, "show the values of a registry key that were set", false, onWindows, liveRegistry},
		{"scheduledtasks", "scheduledtasks [NAME]", "show the scheduled tasks", false, onWindows, liveTasks},
		{"services", "services [NAME]", "show the services", false, onWindows, liveServices},
		{"startupfolders", "startupfolders", "show the files in the startup folders", false, onWindows, liveStartup},
		{"analyze", "analyze file PATH | analyze process PID", "let the engines reach a verdict", true, onWindows, liveAnalyze},
		{"collect", "collect", "collect the forensic package", true, "macos linux", delegated("collect-package")},
		{"isolate", "isolate", "cut the device off the network", true, "macos", delegated("isolate-device")},
		{"library", "library", "list the scripts of the library", true, everySystem, liveLibrary},
		{"release", "release", "release the device from isolation", true, "macos", liveRelease},
		{"remediate", "remediate file PATH | process PID | service NAME | registry KEY[\\\\VALUE] | scheduledtask NAME | startupfolder PATH | list", "remove a threat", true, everySystem, liveRemediate},
		{"run", `run SCRIPT [-parameters "TEXT"]`, "run a script of the library", true, everySystem, liveRun},
		{"scan", "scan", "run a quick antivirus scan", true, "macos linux", delegated("run-antivirus")},
		{"undo", "undo file PATH | registry KEY[\\\\VALUE] | scheduledtask NAME | service NAME", "restore what was remediated", true, onWindows, liveUndo},
	}
}

// liveAliases are other names of commands.
var liveAliases = map[string]string{"ls": "dir", "process": "processes", "autoruns": "persistence", "scheduledtask": "scheduledtasks", "service": "services", "download": "getfile", "get": "getfile", "analyse": "analyze"}

// leftOut says why a command of the platform is not here.
var leftOut = map[string]string{
	"jobs": "commands do not run in the background here", "fg": "commands do not run in the background here", "status": "commands end at once here", "trace": "there is nothing to debug",
	"cls": "clear the terminal itself", "drivers": "no table holds the drivers of a device", "putfile": "a device of a tenant keeps no file; run SCRIPT runs one of the library",
	"connect": "the session is connected",
}

// liveFlags are the named parameters of commands; true takes a value.
var liveFlags = map[string]bool{"output": true, "parameters": true, "name": true, "pid": true, "id": true, "type": true, "auto": false, "full_path": false, "relative_path": false}

// readLive reads a line, finds its command, and checks that this person may run it on this device.
func (e *Engine) readLive(s *LiveSession, actor, text string) (liveLine, *liveCommand, error) {
	line, err := parseLive(text)
	if err != nil {
		return line, nil, err
	}
	c, err := findLive(line.name)
	if err != nil {
		return line, nil, err
	}
	if !slices.Contains(strings.Fields(c.systems), s.OS) {
		return line, nil, refuse(NotAllowed, "help lists the commands of this device", "%s is a command for %s; %s runs %s", c.name, strings.ReplaceAll(c.systems, " ", " and "), s.Device.Name(), s.OS)
	}
	if c.advanced {
		if err := e.Permitted(actor, "live-response.advanced"); err != nil {
			return line, nil, err
		}
	}
	return line, c, nil
}

func findLive(name string) (*liveCommand, error) {
	name = strings.ToLower(name)
	if real := liveAliases[name]; real != "" {
		name = real
	}
	for i, c := range liveCommands {
		if c.name == name {
			return &liveCommands[i], nil
		}
	}
	if why := leftOut[name]; why != "" {
		return nil, refuse(NotAllowed, "help lists the commands there are", "%s is not part of this range: %s", name, why)
	}
	return nil, refuse(NotFound, "help lists the commands there are", "no command is called %q", name)
}

// parseLive takes a line apart: words, words in quotes, and parameters by name.
func parseLive(text string) (liveLine, error) {
	l := liveLine{flags: map[string]string{}}
	words, err := liveWords(text)
	if err != nil {
		return l, err
	}
	if len(words) == 0 {
		return l, refuse(Invalid, "help lists the commands", "the line is empty")
	}
	l.name = words[0]
	for n := 1; n < len(words); n++ {
		name, named := strings.CutPrefix(words[n], "-")
		takes, known := liveFlags[strings.ToLower(name)]
		switch {
		case words[n] == "&":
			return l, refuse(NotAllowed, "leave out the &", "commands do not run in the background here")
		case words[n] == ">" || words[n] == "|":
			return l, refuse(NotAllowed, "leave out what follows it; socrates respond live-response --json gives every answer in JSON", "output cannot be piped here")
		case !named:
			l.args = append(l.args, words[n])
		case !known:
			return l, refuse(Invalid, "help "+l.name+" tells how it is written", "no parameter is called -%s", name)
		case !takes:
			l.flags[strings.ToLower(name)] = "true"
		case n+1 == len(words):
			return l, refuse(Invalid, "help "+l.name+" tells how it is written", "-%s needs a value", name)
		default:
			n++
			l.flags[strings.ToLower(name)] = words[n]
		}
	}
	if f := l.flags["output"]; f != "" && f != "json" && f != "table" {
		return l, refuse(Invalid, "write -output json or -output table", "no output %q", f)
	}
	return l, nil
}

func liveWords(text string) ([]string, error) {
	var words []string
	var b strings.Builder
	inside, begun := false, false
	for _, r := range strings.TrimSpace(text) {
		switch {
		case r == '"':
			inside, begun = !inside, true
		case r == ' ' && !inside:
			if begun {
				words = append(words, b.String())
			}
			b.Reset()
			begun = false
		default:
			b.WriteRune(r)
			begun = true
		}
	}
	if inside {
		return nil, refuse(Invalid, "close it", "a quotation mark is not closed")
	}
	if begun {
		words = append(words, b.String())
	}
	return words, nil
}

// answer is a sheet with a sentence.
func (c *liveCall) answer(sheet *Sheet, format string, args ...any) *LiveAnswer {
	return &LiveAnswer{Says: fmt.Sprintf(format, args...), Format: c.line.flags["output"], Sheet: sheet}
}

// wants demands an argument.
func (c *liveCall) wants(n int, name, what string) (string, error) {
	if v := c.line.arg(n, name); v != "" {
		return v, nil
	}
	return "", refuse(Invalid, "help "+c.line.name+" tells how it is written", "%s needs %s", c.line.name, what)
}

func liveHelp(_ context.Context, c *liveCall) (*LiveAnswer, error) {
	sheet := &Sheet{Columns: []string{"Command", "Kind", "What it does"}}
	for _, k := range liveCommands {
		if one := c.line.arg(0, ""); one != "" {
			if found, err := findLive(one); err != nil {
				return nil, err
			} else if found.name != k.name {
				continue
			}
		}
		if slices.Contains(strings.Fields(k.systems), c.s.OS) {
			sheet.add(k.usage, map[bool]string{true: "advanced", false: "basic"}[k.advanced], k.says)
		}
	}
	return c.answer(sheet, "%d commands for %s", len(sheet.Rows), c.s.OS), nil
}

// delegated is a command that starts a response of the device's page.
func delegated(kind string) func(context.Context, *liveCall) (*LiveAnswer, error) {
	return func(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
		out, err := c.e.respond(ctx, c.a, remedies[kind], Respond{Target: c.device(), Comment: "live response session " + c.s.ID})
		if err != nil {
			return nil, err
		}
		return c.answer(nil, "%s", out.Message), nil
	}
}

func liveRelease(ctx context.Context, c *liveCall) (*LiveAnswer, error) {
	out, err := c.e.undoByTarget(ctx, c.a, remedies["isolate-device"], Respond{Target: c.device()})
	if err != nil {
		return nil, err
	}
	return c.answer(nil, "%s", out.Message), nil
}
