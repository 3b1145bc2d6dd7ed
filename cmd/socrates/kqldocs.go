package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"socrates/engine/kql/assist"
)

// newKQLDocsCommand writes the reference of the language from the rows that the compiler uses.
func newKQLDocsCommand(a *app) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:     "docs",
		Short:   "Write the reference pages of the language",
		Example: "  socrates kql docs --out docs/kql",
		Args:    cobra.NoArgs,
		RunE:    func(*cobra.Command, []string) error { return a.writeReference(out) },
	}
	cmd.Flags().StringVar(&out, "out", "docs/kql", "folder to write to")
	return cmd
}

func (a *app) writeReference(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("write the reference: %w", err)
	}
	for name, text := range assist.Reference() {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			return fmt.Errorf("write the reference: %w", err)
		}
		fmt.Fprintln(a.err, "wrote", path)
	}
	return nil
}
