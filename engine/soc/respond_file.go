package soc

import (
	"context"
	"fmt"

	"socrates/engine/soc/entity"
)

func init() {
	offer(remedy{kind: "quarantine-file", says: "stop a file where it runs and quarantine it on every device", find: findFile, takes: takesFile, looks: holders, slow: deviceTime,
		undo: "restore-file", undoSays: "take a file out of quarantine"})
}

func takesFile(f entity.Entity) []Block {
	return []Block{{Kind: "file", ID: f.IDs["Sha256"]}}
}

// holders lists the devices that have the file.
func holders(ctx context.Context, e *Engine, x *Response) (any, error) {
	rows, err := e.sheet(ctx, fmt.Sprintf("union isfuzzy=true DeviceFileEvents, DeviceProcessEvents\n| where SHA256 =~ %s\n| summarize Seen = max(Timestamp) by DeviceName, FolderPath\n| order by DeviceName asc, FolderPath asc",
		quote(x.Target.IDs["Sha256"])))
	return map[string]any{"devices": rows}, err
}
