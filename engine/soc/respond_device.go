package soc

import (
	"context"
	"fmt"
	"strings"

	"socrates/engine/soc/entity"
	"socrates/engine/soc/rule"
)

func init() {
	offer(remedy{kind: "isolate-device", says: "cut a device off the network; the sensor keeps its line", find: findDevice, takes: takesDevice, refuses: needsSensor, slow: deviceTime,
		undo: "release-device", undoSays: "release a device from isolation", ways: []string{"full", "selective"}})
	offer(remedy{kind: "restrict-app-execution", says: "let only programs run that Microsoft signed; what runs already goes on", find: findDevice, takes: takesPrograms, refuses: needsWindows, slow: deviceTime,
		undo: "remove-app-restriction", undoSays: "let a device run every program again"})
	offer(remedy{kind: "contain-device", says: "let no managed device talk to an unmanaged one", find: findDevice, takes: takesDevice, refuses: needsNoSensor, slow: deviceTime,
		undo: "release-contained-device", undoSays: "release a device from containment"})
	offer(remedy{kind: "collect-package", says: "collect the investigation package of a device", find: findDevice, refuses: needsSensor, looks: collectPackage,
		slow: func(e *Engine) int64 { return e.profile.Responses.Package.Ticks() }})
	offer(remedy{kind: "run-antivirus", says: "run an antivirus scan on a device", find: findDevice, refuses: needsSensor, looks: scan,
		slow: func(e *Engine) int64 { return e.profile.Responses.Scan.Ticks() }, leaves: scanned})
}

func deviceTime(e *Engine) int64 { return e.profile.Responses.Device.Ticks() }

func takesDevice(d entity.Entity) []Block {
	return []Block{{Kind: "device", ID: d.IDs["MdatpDeviceId"]}}
}

// Spared are the programs whose traffic goes on while a device is isolated: those of the sensor and the antivirus, and Outlook
// and Teams when the isolation is selective.
func Spared(way string) []string {
	out := []string{"mssense.exe", "senseir.exe", "sensendr.exe", "sensecncproxy.exe", "msmpeng.exe", "mpcmdrun.exe", "nissrv.exe", "wdavdaemon"}
	if way == "selective" {
		out = append(out, "outlook.exe", "teams.exe", "ms-teams.exe")
	}
	return out
}

// takesPrograms is what a code integrity policy costs the attack: every program of its own that has yet to start there.
func takesPrograms(d entity.Entity) []Block {
	return []Block{{Kind: "launch", ID: d.IDs["MdatpDeviceId"], Later: true}}
}

func needsWindows(ctx context.Context, e *Engine, d entity.Entity) error {
	if err := needsSensor(ctx, e, d); err != nil {
		return err
	}
	row, err := e.device(ctx, d.IDs["MdatpDeviceId"])
	if platform := rule.Text(row["OSPlatform"]); err != nil || platform == "" || familyOf(platform) == "windows" && strings.HasPrefix(strings.ToLower(platform), "windows") {
		return err
	}
	return refuse(NotAllowed, "isolate it: socrates respond isolate-device "+d.Name(), "%s runs %s; restricting programs is for Windows", d.Name(), rule.Text(row["OSPlatform"]))
}

func needsSensor(ctx context.Context, e *Engine, d entity.Entity) error {
	row, err := e.device(ctx, d.IDs["MdatpDeviceId"])
	if err != nil || rule.Text(row["OnboardingStatus"]) == "Onboarded" {
		return err
	}
	return refuse(NotAllowed, "contain it: socrates respond contain-device "+d.Name(), "%s is not onboarded (%s), so no sensor would carry this out", d.Name(), rule.Text(row["OnboardingStatus"]))
}

func needsNoSensor(ctx context.Context, e *Engine, d entity.Entity) error {
	row, err := e.device(ctx, d.IDs["MdatpDeviceId"])
	if err != nil || rule.Text(row["OnboardingStatus"]) != "Onboarded" {
		return err
	}
	return refuse(NotAllowed, "isolate it: socrates respond isolate-device "+d.Name(), "%s is onboarded; containment is for devices without a sensor", d.Name())
}

// packageParts are the folders of an investigation package that the tables can fill, each a query over one device.
var packageParts = []struct{ name, kql string }{
	{"Autoruns", "DeviceRegistryEvents\n| where RegistryKey has_any (\"Run\", \"RunOnce\", \"Services\") | summarize Seen = max(Timestamp) by RegistryKey, RegistryValueName, RegistryValueData, DeviceId"},
	{"Network connections", "DeviceNetworkEvents\n| where Timestamp > ago(1d) and isnotempty(RemoteIP) | summarize Connections = count(), Seen = max(Timestamp) by RemoteIP, RemotePort, InitiatingProcessFileName, DeviceId"},
	{"Processes", "DeviceProcessEvents\n| where Timestamp > ago(1d) | summarize Starts = count(), Seen = max(Timestamp) by FileName, FolderPath, DeviceId"},
	{"Scheduled tasks", "DeviceEvents\n| where ActionType startswith \"ScheduledTask\" | summarize Seen = max(Timestamp) by ActionType, AdditionalFields = tostring(AdditionalFields), DeviceId"},
	{"Security event log", "DeviceLogonEvents\n| where Timestamp > ago(1d) | summarize Logons = count(), Seen = max(Timestamp) by ActionType, LogonType, AccountName, RemoteIP, DeviceId"},
}

// packageMost is how many lines a part of a package keeps, the latest.
const packageMost = 100

func collectPackage(ctx context.Context, e *Engine, x *Response) (any, error) {
	out := map[string]any{}
	for _, p := range packageParts {
		rows, err := e.sheet(ctx, fmt.Sprintf("%s\n| where DeviceId == %s\n| project-away DeviceId\n| top %d by Seen desc", p.kql, quote(x.Target.IDs["MdatpDeviceId"]), packageMost))
		if err != nil {
			return nil, err
		}
		out[p.name] = rows
	}
	return out, nil
}

// scan finds the files on the device that an alert calls malware, or that an indicator names.
func scan(ctx context.Context, e *Engine, x *Response) (any, error) {
	rows, err := e.query(ctx, fmt.Sprintf("DeviceFileEvents\n| where DeviceId == %s and isnotempty(SHA256)\n| summarize Seen = max(Timestamp) by FileName, FolderPath, SHA256\n| order by SHA256 asc, FolderPath asc",
		quote(x.Target.IDs["MdatpDeviceId"])))
	if err != nil {
		return nil, err
	}
	found := []map[string]any{}
	for _, r := range rows {
		f := entity.New(entity.File, "Sha256", rule.Text(r["SHA256"]))
		if e.verdictEverywhere(f) == Malicious {
			found = append(found, map[string]any{"FileName": r["FileName"], "FolderPath": r["FolderPath"], "SHA256": r["SHA256"]})
		}
	}
	return map[string]any{"filesScanned": len(rows), "threatsFound": len(found), "threats": found}, nil
}

func scanned(e *Engine, x *Response, _ bool) {
	e.put("DeviceEvents", cells{"DeviceId": x.Target.IDs["MdatpDeviceId"], "DeviceName": x.Target.IDs["HostName"], "ActionType": "AntivirusScanCompleted",
		"ReportId": int64(len(e.st.Responses)), "InitiatingProcessFileName": "MsMpEng.exe", "AdditionalFields": map[string]any{"ScanId": e.guid(x.ID), "ScanTypeIndex": "Quick", "User": x.By}})
}
