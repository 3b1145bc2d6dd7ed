// Package trace writes what one event leaves behind: a process, a file, a connection, a sign-in, a message.
// Each function writes all the rows that the products would write about the event, so that they agree.
//
// In:  who, where, when, and what happened.
// Out: rows through an emit.Writer.
//
// Not here: why it happened (life, attack).
package trace

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/emit"
	"socrates/generator/org"
	"socrates/generator/tick"
)

// Env is where rows go and the stream that decides their details.
type Env struct {
	W *emit.Writer
	R *chance.Rand
	O *org.Org
}

// User is an account as it appears on an endpoint. Logon is the session of a built-in account, 0 for the others.
type User struct {
	Domain, Name, SID, UPN, ObjectID string
	Logon                            int64
}

// The operating system's own accounts, with the sessions that Windows gives them.
var (
	System         = &User{Domain: "nt authority", Name: "system", SID: "S-1-5-18", Logon: 0x3e7}
	LocalService   = &User{Domain: "nt authority", Name: "local service", SID: "S-1-5-19", Logon: 0x3e5}
	NetworkService = &User{Domain: "nt authority", Name: "network service", SID: "S-1-5-20", Logon: 0x3e4}
	Root           = &User{Name: "root", SID: "0", Logon: 0x3e7} // of Linux hosts
)

// As is the endpoint's view of an account.
func As(o *org.Org, a *org.Account) *User {
	return &User{Domain: strings.ToLower(o.NetBIOS), Name: a.Sam, SID: a.SID, UPN: a.UPN, ObjectID: a.ObjectID}
}

// Proc is a running process.
type Proc struct {
	Image     *org.Image
	Device    *org.Device
	PID       int64
	Created   int64
	Cmd       string
	User      *User
	Parent    *Proc
	Integrity string
	Elevation string
	Logon     int64
	Session   int64
	Remote    bool   // in a session of Remote Desktop
	From      string // that session's client: its name
	FromIP    string // and address
}

// New makes a process without leaving a row, for those that were there before.
func New(d *org.Device, im *org.Image, u *User, parent *Proc, created, pid int64, cmd string) *Proc {
	p := &Proc{Image: im.At(d, created), Device: d, PID: pid, Created: created, Cmd: cmd, User: u, Parent: parent}
	p.Integrity, p.Elevation, p.Logon = "System", "TokenElevationTypeDefault", u.Logon
	if u.Logon == 0 {
		p.Integrity, p.Elevation, p.Session = "Medium", "TokenElevationTypeLimited", 1
	}
	if parent != nil && u == parent.User {
		p.Logon, p.Session, p.Integrity, p.Elevation, p.Remote = parent.Logon, parent.Session, parent.Integrity, parent.Elevation, parent.Remote
		p.From, p.FromIP = parent.From, parent.FromIP
	}
	if cmd == "" {
		p.Cmd = `"` + p.Path() + `"`
	}
	return p
}

// Path is the full path of the executable.
func (p *Proc) Path() string { return p.Image.Path(p.User.Name) }

type deviceCols struct{ DeviceId, DeviceName, ReportId, MachineGroup emit.Col }

type initCols struct {
	emit.Optional
	InitiatingProcessAccountDomain, InitiatingProcessAccountName, InitiatingProcessAccountSid, InitiatingProcessAccountUpn,
	InitiatingProcessAccountObjectId, InitiatingProcessLogonId, InitiatingProcessIntegrityLevel, InitiatingProcessTokenElevation,
	InitiatingProcessSHA1, InitiatingProcessSHA256, InitiatingProcessMD5, InitiatingProcessFileName, InitiatingProcessFileSize,
	InitiatingProcessVersionInfoCompanyName, InitiatingProcessVersionInfoProductName, InitiatingProcessVersionInfoProductVersion,
	InitiatingProcessVersionInfoInternalFileName, InitiatingProcessVersionInfoOriginalFileName, InitiatingProcessVersionInfoFileDescription,
	InitiatingProcessId, InitiatingProcessCommandLine, InitiatingProcessCreationTime, InitiatingProcessFolderPath, InitiatingProcessParentId,
	InitiatingProcessParentFileName, InitiatingProcessParentCreationTime, InitiatingProcessSignerType, InitiatingProcessSignatureStatus,
	InitiatingProcessSessionId, IsInitiatingProcessRemoteSession, InitiatingProcessRemoteSessionDeviceName, InitiatingProcessRemoteSessionIP,
	InitiatingProcessUniqueId emit.Col
}

type fileCols struct{ FileName, FolderPath, SHA1, SHA256, MD5, FileSize emit.Col }

// delay is how long the sensor takes to report, seconds to a few minutes.
func (e Env) delay() int64 { return int64(e.R.LogNormal(45, 0.7)*float64(tick.Second)) + 5*tick.Second }

func (e Env) device(t *emit.Table, c *deviceCols, d *org.Device, at int64) emit.Row {
	r := e.W.Row(t, at, e.delay())
	r.Str(c.DeviceId, d.ID)
	r.Str(c.DeviceName, d.FQDN)
	r.Str(c.MachineGroup, d.Group)
	r.Int(c.ReportId, reportOf(d, at))
	return r
}

// reportOf numbers what a device reports: it counts on with time.
func reportOf(d *org.Device, at int64) int64 { return d.Report + at/(tick.Millisecond*100)%100_000_000 }

func initiator(r emit.Row, c *initCols, p *Proc) {
	if p == nil {
		return
	}
	im := p.Image
	r.Str(c.InitiatingProcessAccountDomain, p.User.Domain)
	r.Str(c.InitiatingProcessAccountName, p.User.Name)
	r.Str(c.InitiatingProcessAccountSid, p.User.SID)
	r.Str(c.InitiatingProcessAccountUpn, p.User.UPN)
	r.Str(c.InitiatingProcessAccountObjectId, p.User.ObjectID)
	r.Int(c.InitiatingProcessLogonId, p.Logon)
	r.Str(c.InitiatingProcessIntegrityLevel, p.Integrity)
	r.Str(c.InitiatingProcessTokenElevation, p.Elevation)
	r.Str(c.InitiatingProcessSHA1, im.SHA1)
	r.Str(c.InitiatingProcessSHA256, im.SHA256)
	r.Str(c.InitiatingProcessMD5, im.MD5)
	r.Str(c.InitiatingProcessFileName, strings.ToLower(im.File))
	r.Int(c.InitiatingProcessFileSize, im.Size)
	r.Str(c.InitiatingProcessVersionInfoCompanyName, im.Company)
	r.Str(c.InitiatingProcessVersionInfoProductName, im.Product)
	r.Str(c.InitiatingProcessVersionInfoProductVersion, versionOf(im))
	r.Str(c.InitiatingProcessVersionInfoInternalFileName, internal(im))
	r.Str(c.InitiatingProcessVersionInfoOriginalFileName, original(im))
	r.Str(c.InitiatingProcessVersionInfoFileDescription, im.Description)
	r.Int(c.InitiatingProcessId, p.PID)
	r.Str(c.InitiatingProcessCommandLine, p.Cmd)
	r.Int(c.InitiatingProcessCreationTime, p.Created)
	r.Str(c.InitiatingProcessFolderPath, strings.ToLower(p.Path()))
	r.Int(c.InitiatingProcessSessionId, p.Session)
	r.Bool(c.IsInitiatingProcessRemoteSession, p.Remote)
	r.Str(c.InitiatingProcessRemoteSessionDeviceName, p.From)
	r.Str(c.InitiatingProcessRemoteSessionIP, p.FromIP)
	r.Str(c.InitiatingProcessUniqueId, p.unique())
	signature(r, c, im)
	if p.Parent != nil {
		r.Int(c.InitiatingProcessParentId, p.Parent.PID)
		r.Str(c.InitiatingProcessParentFileName, p.Parent.Image.File)
		r.Int(c.InitiatingProcessParentCreationTime, p.Parent.Created)
	}
}

func signature(r emit.Row, c *initCols, im *org.Image) {
	kind, state := "Unknown", "Unsigned"
	switch {
	case im.OfWindows():
		kind, state = "OsVendor", "Valid"
	case im.Signed:
		kind, state = "Other", "Valid"
	}
	r.Str(c.InitiatingProcessSignerType, kind)
	r.Str(c.InitiatingProcessSignatureStatus, state)
}

func (p *Proc) unique() string {
	return fmt.Sprint(chance.Hash(uint64(p.Created), p.Device.Name, fmt.Sprint(p.PID)) >> 12)
}

func versionOf(im *org.Image) string {
	if im.Company == "" {
		return ""
	}
	return im.Version
}

func original(im *org.Image) string {
	if im.Company == "" {
		return ""
	}
	return im.Original
}

func internal(im *org.Image) string {
	name := original(im)
	return name[:max(0, len(name)-len(".exe"))]
}

var process struct {
	T *emit.Table
	deviceCols
	initCols
	fileCols
	ActionType, ProcessVersionInfoCompanyName, ProcessVersionInfoProductName, ProcessVersionInfoProductVersion,
	ProcessVersionInfoInternalFileName, ProcessVersionInfoOriginalFileName, ProcessVersionInfoFileDescription, ProcessId, ProcessCommandLine,
	ProcessIntegrityLevel, ProcessTokenElevation, ProcessCreationTime, AccountDomain, AccountName, AccountSid, AccountUpn, AccountObjectId,
	LogonId, CreatedProcessSessionId, IsProcessRemoteSession, ProcessRemoteSessionDeviceName, ProcessRemoteSessionIP, ProcessUniqueId, AdditionalFields emit.Col
}

// Start creates a process and writes its DeviceProcessEvents row (and 4688 on servers). cmd may be empty: the quoted path.
func (e Env) Start(d *org.Device, im *org.Image, u *User, parent *Proc, at int64, cmd string) *Proc {
	p := New(d, im, u, parent, at, e.R.Between(300, 9000)*4, cmd)
	e.Started(p)
	return p
}

// Started writes the creation row of p.
func (e Env) Started(p *Proc) {
	c, im, d := &process, p.Image, p.Device
	if d.Managed() {
		r := e.device(c.T, &c.deviceCols, d, p.Created)
		r.Str(c.ActionType, "ProcessCreated")
		file(r, &c.fileCols, im, p.Path())
		r.Str(c.ProcessVersionInfoCompanyName, im.Company)
		r.Str(c.ProcessVersionInfoProductName, im.Product)
		r.Str(c.ProcessVersionInfoProductVersion, versionOf(im))
		r.Str(c.ProcessVersionInfoInternalFileName, internal(im))
		r.Str(c.ProcessVersionInfoOriginalFileName, original(im))
		r.Str(c.ProcessVersionInfoFileDescription, im.Description)
		r.Int(c.ProcessId, p.PID)
		r.Str(c.ProcessCommandLine, p.Cmd)
		r.Str(c.ProcessIntegrityLevel, p.Integrity)
		r.Str(c.ProcessTokenElevation, p.Elevation)
		r.Int(c.ProcessCreationTime, p.Created)
		r.Str(c.AccountDomain, p.User.Domain)
		r.Str(c.AccountName, p.User.Name)
		r.Str(c.AccountSid, p.User.SID)
		r.Str(c.AccountUpn, p.User.UPN)
		r.Str(c.AccountObjectId, p.User.ObjectID)
		r.Int(c.LogonId, p.Logon)
		r.Int(c.CreatedProcessSessionId, p.Session)
		r.Bool(c.IsProcessRemoteSession, p.Remote)
		r.Str(c.ProcessRemoteSessionDeviceName, p.From)
		r.Str(c.ProcessRemoteSessionIP, p.FromIP)
		r.Str(c.ProcessUniqueId, p.unique())
		initiator(r, &c.initCols, p.Parent)
	}
	if d.Server() && d.Windows() {
		e.security4688(p)
	}
	e.certify(p)
}

func file(r emit.Row, c *fileCols, im *org.Image, path string) {
	r.Str(c.FileName, im.Name)
	r.Str(c.FolderPath, path)
	r.Str(c.SHA1, im.SHA1)
	r.Str(c.SHA256, im.SHA256)
	r.Str(c.MD5, im.MD5)
	r.Int(c.FileSize, im.Size)
}

var files struct {
	T *emit.Table
	deviceCols
	initCols
	fileCols
	ActionType, FileOriginUrl, FileOriginReferrerUrl, FileOriginIP, RequestAccountName, RequestAccountDomain, RequestAccountSid,
	RequestProtocol, RequestSourceIP, ShareName, PreviousFileName, PreviousFolderPath, AdditionalFields emit.Col
}

// FileEvent is what happened to a file.
type FileEvent struct {
	Action, Path        string // FileCreated, FileModified, FileRenamed, FileDeleted; full path
	Image               *org.Image
	OriginURL, OriginIP string
	Previous            string // former full path, when renamed
	Share, Remote       string // share name and client address, when it came over SMB
	By                  *User  // whose request it was; nil: the process's own user
}

// File writes a DeviceFileEvents row.
func (e Env) File(p *Proc, at int64, f FileEvent) {
	c := &files
	r := e.device(c.T, &c.deviceCols, p.Device, at)
	r.Str(c.ActionType, f.Action)
	file(r, &c.fileCols, f.Image, f.Path)
	r.Str(c.FileOriginUrl, f.OriginURL)
	r.Str(c.FileOriginIP, f.OriginIP)
	if f.Previous != "" {
		i := strings.LastIndexAny(f.Previous, `\/`)
		r.Str(c.PreviousFileName, f.Previous[i+1:])
		r.Str(c.PreviousFolderPath, f.Previous)
	}
	r.Str(c.RequestProtocol, "Local")
	if f.Share != "" {
		r.Str(c.RequestProtocol, "SMB")
		r.Str(c.ShareName, f.Share)
		r.Str(c.RequestSourceIP, f.Remote)
	}
	by := p.User
	if f.By != nil {
		by = f.By
	}
	r.Str(c.RequestAccountName, by.Name)
	r.Str(c.RequestAccountDomain, by.Domain)
	r.Str(c.RequestAccountSid, by.SID)
	initiator(r, &c.initCols, p)
}

var images struct {
	T *emit.Table
	deviceCols
	initCols
	fileCols
	ActionType emit.Col
}

// Load writes a DeviceImageLoadEvents row.
func (e Env) Load(p *Proc, at int64, im *org.Image) {
	im = im.At(p.Device, p.Created)
	r := e.device(images.T, &images.deviceCols, p.Device, at)
	r.Str(images.ActionType, "ImageLoaded")
	file(r, &images.fileCols, im, im.Path(p.User.Name))
	initiator(r, &images.initCols, p)
}

var registry struct {
	T *emit.Table
	deviceCols
	initCols
	ActionType, RegistryKey, RegistryValueType, RegistryValueName, RegistryValueData, PreviousRegistryKey emit.Col
}

// Registry writes a DeviceRegistryEvents row for a value that is set.
func (e Env) Registry(p *Proc, at int64, key, name, kind, data string) {
	c := &registry
	r := e.device(c.T, &c.deviceCols, p.Device, at)
	r.Str(c.ActionType, "RegistryValueSet")
	r.Str(c.RegistryKey, key)
	r.Str(c.PreviousRegistryKey, key)
	r.Str(c.RegistryValueName, name)
	r.Str(c.RegistryValueType, kind)
	r.Str(c.RegistryValueData, data)
	initiator(r, &c.initCols, p)
}

var events struct {
	T *emit.Table
	deviceCols
	initCols
	fileCols
	ActionType, AccountDomain, AccountName, AccountSid, LogonId, RemoteUrl, RemoteIP, RemotePort, ProcessId, ProcessCommandLine, ProcessCreationTime, AdditionalFields emit.Col
}

// Event writes a DeviceEvents row. fields is compact JSON.
func (e Env) Event(p *Proc, at int64, action, fields string, about *org.Image, url string) {
	r := e.event(p, at, action, fields)
	r.Str(events.RemoteUrl, url)
	if about != nil {
		file(r, &events.fileCols, about, about.Path(p.User.Name))
	}
	initiator(r, &events.initCols, p)
}

// EventAbout writes a DeviceEvents row of p about another process, such as one whose memory it opens.
func (e Env) EventAbout(p *Proc, at int64, action, fields string, about *Proc) {
	r := e.event(p, at, action, fields)
	file(r, &events.fileCols, about.Image, about.Path())
	r.Int(events.ProcessId, about.PID)
	r.Int(events.ProcessCreationTime, about.Created)
	r.Str(events.ProcessCommandLine, about.Cmd)
	initiator(r, &events.initCols, p)
}

// EventFile writes a DeviceEvents row about a file that is no program, such as one on a USB drive.
func (e Env) EventFile(p *Proc, at int64, action, fields, path string, about *org.Image) {
	r := e.event(p, at, action, fields)
	file(r, &events.fileCols, about, path)
	initiator(r, &events.initCols, p)
}

func (e Env) event(p *Proc, at int64, action, fields string) emit.Row {
	c := &events
	r := e.device(c.T, &c.deviceCols, p.Device, at)
	r.Str(c.ActionType, action)
	r.Str(c.AdditionalFields, fields)
	r.Str(c.AccountDomain, p.User.Domain)
	r.Str(c.AccountName, p.User.Name)
	r.Str(c.AccountSid, p.User.SID)
	r.Int(c.LogonId, p.Logon)
	return r
}

func init() {
	process.T, files.T, images.T = emit.Open("DeviceProcessEvents"), emit.Open("DeviceFileEvents"), emit.Open("DeviceImageLoadEvents")
	registry.T, events.T = emit.Open("DeviceRegistryEvents"), emit.Open("DeviceEvents")
	emit.Bind(process.T, &process)
	emit.Bind(files.T, &files)
	emit.Bind(images.T, &images)
	emit.Bind(registry.T, &registry)
	emit.Bind(events.T, &events)
}
