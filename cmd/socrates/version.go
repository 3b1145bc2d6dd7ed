package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by release builds with -ldflags "-X main.version=…".
var version = "dev"

func newVersionCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  socrates version --json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v := map[string]string{
				"socrates": version, "go": runtime.Version(), "platform": runtime.GOOS + "/" + runtime.GOARCH,
				"duckdb-go": moduleVersion("github.com/duckdb/duckdb-go/v2"),
			}
			if a.json {
				return a.emit(v)
			}
			_, err := fmt.Fprintf(a.out, "socrates %s (%s, %s, duckdb-go %s)\n", v["socrates"], v["platform"], v["go"], v["duckdb-go"])
			return err
		},
	}
}

func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, m := range info.Deps {
		if m.Path == path {
			return m.Version
		}
	}
	return "unknown"
}
