package telemetry

import (
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2/mapping"
)

// rawFile is a DuckDB instance below database/sql, where whole chunks can be appended.
type rawFile struct {
	db   mapping.Database
	main mapping.Connection
}

func openRaw(path string, settings map[string]string) (*rawFile, error) {
	var cfg mapping.Config
	if mapping.CreateConfig(&cfg) == mapping.StateError {
		return nil, errors.New("DuckDB gave no configuration")
	}
	defer mapping.DestroyConfig(&cfg)
	for k, v := range settings {
		if mapping.SetConfig(cfg, k, v) == mapping.StateError {
			return nil, fmt.Errorf("DuckDB does not know the setting %s=%s", k, v)
		}
	}
	f := &rawFile{}
	var why string
	if mapping.OpenExt(path, &f.db, cfg, &why) == mapping.StateError {
		return nil, errors.New(why)
	}
	main, err := f.connect()
	if err != nil {
		mapping.Close(&f.db)
		return nil, err
	}
	f.main = main
	return f, nil
}

func (f *rawFile) connect() (mapping.Connection, error) {
	var c mapping.Connection
	if mapping.Connect(f.db, &c) == mapping.StateError {
		return c, errors.New("DuckDB refused a connection")
	}
	return c, nil
}

func (f *rawFile) close() {
	mapping.Disconnect(&f.main)
	mapping.Close(&f.db)
}

// rawExec runs statements whose answer does not matter.
func rawExec(c mapping.Connection, sql string) error {
	var res mapping.Result
	defer mapping.DestroyResult(&res)
	if mapping.Query(c, sql, &res) == mapping.StateError {
		return errors.New(mapping.ResultError(&res))
	}
	return nil
}
