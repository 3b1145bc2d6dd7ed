// Package scenarios is the language of authored attacks: it loads a YAML file, checks it, and compiles it to a
// generator plan.
//
// In:  a scenario id or a path; seed, size and time of the tenant.
// Out: generator.Plan; or every mistake of the file, each with its line, cause and hint.
//
// Not here: rows, DuckDB, what the mini-SOC makes of it.
package scenarios

import "socrates/generator"

// Params are what the caller of a scenario decides. Zero values mean the scenario's own.
type Params struct {
	Seed   uint64
	People int
	Days   int   // whole days of data before the day of Now
	Now    int64 // datetime ticks at which the tenant opens
}

// Info is a line of the library's list.
type Info struct {
	ID, Title, Summary, Level string
	Tactics                   []string
	People, Days              int
}

// Scenario is one authored attack.
type Scenario struct {
	ID string
}

// List tells what the built-in library holds, by id.
func List() ([]Info, error) { return nil, nil }

// Load finds a scenario of the library by id, or reads a file when the argument is a path.
func Load(idOrPath string) (*Scenario, error) { return nil, nil }

// Compile casts the scenario in an organisation and places its stages in time.
func (s *Scenario) Compile(p Params) (generator.Plan, error) { return generator.Plan{}, nil }
