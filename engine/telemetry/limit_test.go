package telemetry_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"socrates/engine/kql"
	"socrates/engine/kql/udf"
	"socrates/engine/kql/value"
	"socrates/engine/telemetry"
)

// A query that meets a size limit is told so, and not that the program is at fault.
func TestSizeLimitIsNamed(t *testing.T) {
	db, err := telemetry.Open(context.Background(), telemetry.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	p, found := kql.Compile("range n from 1 to 1 step 1 | extend x = range(datetime(0001-01-01), datetime(2020-02-29), n * 1d)",
		kql.Options{Catalog: nowhere{}, Now: value.UnixEpoch, Probe: db.Rows})
	if found.HasErrors() {
		t.Fatal(found)
	}
	_, err = db.Run(context.Background(), p, telemetry.Limits{})
	var limit udf.Limit
	if !errors.As(err, &limit) || !strings.Contains(err.Error(), "16 MB") || strings.Contains(err.Error(), "fault of socrates") {
		t.Errorf("error %v does not name the limit", err)
	}
}
