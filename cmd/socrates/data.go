package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"socrates/engine/tenant"
)

// dataDir is where everything is kept: --data, SOCRATES_DATA, or the place that the platform sets aside for the
// data of programs.
func (a *app) dataDir() (string, error) {
	if a.data != "" {
		return a.data, nil
	}
	if dir := os.Getenv("SOCRATES_DATA"); dir != "" {
		return dir, nil
	}
	dir, err := platformData(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", fmt.Errorf("no place for data: %w; name one with --data or SOCRATES_DATA", err)
	}
	return dir, nil
}

// platformData follows the XDG base directories on Unix, Library on a Mac, AppData on Windows.
func platformData(goos string, env func(string) string) (string, error) {
	switch goos {
	case "windows":
		if dir := env("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Socrates"), nil
		}
		return "", errors.New("%LOCALAPPDATA% is not set")
	case "darwin":
		if home := env("HOME"); home != "" {
			return filepath.Join(home, "Library", "Application Support", "Socrates"), nil
		}
	default:
		if dir := env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "socrates"), nil
		}
		if home := env("HOME"); home != "" {
			return filepath.Join(home, ".local", "share", "socrates"), nil
		}
	}
	return "", errors.New("$HOME is not set")
}

// tenantsDir is the folder of tenants.
func (a *app) tenantsDir() (string, error) {
	dir, err := a.dataDir()
	return filepath.Join(dir, "tenants"), err
}

// tenantFlag adds --tenant.
func tenantFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "tenant", "", "name or folder of the tenant (default: $SOCRATES_TENANT, the lab you are in, or the only one there is)")
}

// tenantDir finds the folder of the tenant that a command is about.
func (a *app) tenantDir(name string) (string, error) {
	if name == "" {
		name = cmp.Or(a.tenant, os.Getenv("SOCRATES_TENANT"), a.current())
	}
	if strings.ContainsAny(name, `/\`) {
		return filepath.Clean(name), nil
	}
	home, err := a.tenantsDir()
	if err != nil {
		return "", err
	}
	if name == "" {
		return onlyTenant(home)
	}
	return filepath.Join(home, name), nil
}

func onlyTenant(home string) (string, error) {
	there, err := tenant.List(home)
	if err != nil {
		return "", err
	}
	switch len(there) {
	case 0:
		return "", errors.New("there is no tenant yet; make one with: socrates tenant create")
	case 1:
		return there[0].Dir, nil
	}
	var names []string
	for _, t := range there {
		names = append(names, t.Name)
	}
	return "", fmt.Errorf("there are several tenants (%s); say which with --tenant", strings.Join(names, ", "))
}

// openTenant opens the tenant named by --tenant. The caller closes it.
func (a *app) openTenant(ctx context.Context, name string) (*tenant.Tenant, error) {
	dir, err := a.tenantDir(name)
	if err != nil {
		return nil, err
	}
	return tenant.Open(ctx, dir, tenant.Options{})
}

// withTenant opens a tenant, runs do, and closes it.
func (a *app) withTenant(ctx context.Context, name string, do func(*tenant.Tenant) error) (err error) {
	t, err := a.openTenant(ctx, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.Close()) }()
	return do(t)
}

// actor is who acts at this terminal, for the journal.
func actor() string {
	if name := os.Getenv("SOCRATES_USER"); name != "" {
		return name
	}
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "learner"
}

// terminal reports whether a stream is a person's terminal.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
