package attack

import (
	"fmt"

	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "usb-copy", Doc: "A USB drive is put in and files are copied to it.", Technique: "T1052.001", Tactic: "Exfiltration", Params: []Param{onVictim, {"count", NumberKind, "files", true}}, Needs: needVictim, Run: usbCopy})
}

func usbCopy(e trace.Env, at int64, a Args) {
	d := day(e, a.Person("on"), at)
	serial := "4C530001" + fmt.Sprint(e.R.Between(100_000_000, 999_999_999))
	e.Event(d.System.Kernel, at, "PnpDeviceConnected", `{"ClassName":"DiskDrive","DeviceDescription":"Disk drive","DeviceId":"USBSTOR\\Disk&Ven_SanDisk&Prod_Extreme&Rev_0001\\`+serial+`&0"}`, nil, "")
	at += e.R.Between(900*tick.Millisecond, 3000*tick.Millisecond)
	e.Event(d.Explorer, at, "UsbDriveMounted", `{"DriveLetter":"F:","Manufacturer":"SanDisk","ProductName":"Extreme","SerialNumber":"`+serial+`"}`, nil, "")
	at += e.R.Around(40*tick.Second, 20*tick.Second)
	for i := range int(a.Number("count", 60)) {
		name := fmt.Sprintf("%s %s.xlsx", e.O.Projects[i/len(kinds)%len(e.O.Projects)], kinds[i%len(kinds)])
		im := org.NewImage(name, "", "", "", "", "", e.R.Hex(12), e.R.Between(30_000, 9_000_000))
		e.File(d.Explorer, at, trace.FileEvent{Action: "FileCreated", Path: `F:\backup\` + name, Image: im})
		e.EventFile(d.Explorer, at+e.R.Between(2*tick.Millisecond, 30*tick.Millisecond), "RemovableStorageFileEvent", `{"FileEventAction":"FileWritten","DriveLetter":"F:","SerialNumber":"`+serial+`"}`, `F:\backup\`+name, im)
		at += e.R.Between(80*tick.Millisecond, 1900*tick.Millisecond)
	}
	e.Event(d.Explorer, at+e.R.Around(2*tick.Minute, tick.Minute), "UsbDriveUnmounted", `{"DriveLetter":"F:","SerialNumber":"`+serial+`"}`, nil, "")
}
