package telemetry

import (
	"errors"
	"strings"
	"testing"
)

// A store that fails says why in its own words; DuckDB's advice on settings is for programmers.
func TestStoreErrorsSpeakToThePersonAtTheKeyboard(t *testing.T) {
	for from, want := range map[string]string{
		"IO Error: No space left on device": "the disk is full",
		"Failed to append: failed to offload data block of size 64.0 KiB (31.8 MiB/31.8 MiB used).\nThis limit was set by the 'max_temp_directory_size' setting.": "the disk is full",
		"IO Error: Could not set lock on file":                                                  "another process is using the file",
		"INTERNAL Error: something new\nThis error signals an assertion failure within DuckDB.": "run socrates doctor",
	} {
		cause := errors.New(from)
		err := Explain("a/telemetry.duckdb", cause)
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is told as %q; want %q in one line", from, err, want)
		}
		if !errors.Is(err, cause) {
			t.Errorf("%q lost its cause", from)
		}
	}
}
