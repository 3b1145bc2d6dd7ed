package attack

import (
	"fmt"

	"socrates/generator/life"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

func init() {
	register(Activity{Name: "storage-exfiltration", Doc: "Blobs are downloaded with a leaked signature.", Technique: "T1530", Tactic: "Exfiltration", Params: []Param{fromRented, {"count", NumberKind, "blobs", true}},
		Needs: needAddress, Run: storageTheft})
}

func storageTheft(e trace.Env, at int64, a Args) {
	b := trace.Object{Account: life.StorageAccount(e.O), Container: "customers", Operation: "ListBlobs", IP: a.Address("from").IP, Agent: "rclone/v1.69.1", Size: 48_112}
	e.Blob(at, b)
	b.Operation = "GetBlob"
	for i := range a.Number("count", 90) {
		at += e.R.Between(400*tick.Millisecond, 5000*tick.Millisecond)
		b.Name, b.Size = fmt.Sprintf("export-%03d.csv", i), e.R.Between(2_000_000, 90_000_000)
		e.Blob(at, b)
	}
}
