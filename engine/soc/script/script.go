// Package script is the files of the live response library: scripts that a session runs on its device.
//
// In:  the text of a script file.
// Out: Script, checked.
//
// Not here: which scripts ship (content), who may run them, on what (soc).
package script

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"socrates/engine/kql/source"
	"socrates/engine/kql/syntax"
)

// Script is one file of the library. A device of a tenant runs no code: what the script would report is asked of the
// rows that the device has sent, by a query in which Device is its DeviceId and Parameter what the session gives with it.
type Script struct {
	Name      string `yaml:"name" json:"name"` // with .ps1 or .sh
	Says      string `yaml:"says" json:"says"`
	Parameter string `yaml:"parameter" json:"parameter,omitempty"` // what it wants to be given; "" for nothing
	Unsigned  bool   `yaml:"unsigned" json:"unsigned,omitempty"`   // a PowerShell script without a valid signature
	KQL       string `yaml:"query" json:"query"`
	By        string `yaml:"-" json:"by,omitempty"` // who uploaded it; "" for one that ships
	Since     int64  `yaml:"-" json:"since,omitempty"`
}

// names are what the library takes: letters, digits and some signs, and the ending of a script.
var names = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*\.(ps1|sh)$`)

// Parse reads a script file and checks it.
func Parse(name string, text []byte) (*Script, error) {
	s := &Script{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// Check says what is wrong with a script.
func (s *Script) Check() error {
	var errs []error
	if !names.MatchString(s.Name) {
		errs = append(errs, fmt.Errorf("%q cannot be the name of a script: write letters, digits, '-', '_' and '.', with .ps1 or .sh at its end", s.Name))
	}
	if strings.TrimSpace(s.Says) == "" {
		errs = append(errs, errors.New("a script needs a description"))
	}
	_, found := syntax.Parse(s.KQL)
	for _, d := range found {
		if d.Severity == source.Error {
			errs = append(errs, fmt.Errorf("its query cannot be read: %s", d.Msg))
		}
	}
	if strings.TrimSpace(s.KQL) == "" {
		errs = append(errs, errors.New("a script needs a query that says what it reports"))
	}
	return errors.Join(errs...)
}

// PowerShell tells whether it is for PowerShell, which Windows devices have, or for a shell of Linux and macOS.
func (s *Script) PowerShell() bool { return strings.HasSuffix(s.Name, ".ps1") }
