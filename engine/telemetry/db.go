// Package telemetry keeps rows in DuckDB: it writes a tenant's data file, opens it for reading, and runs compiled
// KQL over it within limits.
//
// In:  batches of rows; KQL and the scope it runs in.
// Out: a data file, whole or not at all; results; failures in words that a learner can use.
//
// Not here: what the tables mean, which of them a scope shows, the KQL language itself (engine/kql).
package telemetry

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"socrates/engine/kql/udf"
	"socrates/engine/schema/rows"
)

// LiveSchema is the writable schema of an open DB, in memory beside the data file.
const LiveSchema = "live"

// Options are the means of an open DB; zero values are sensible.
type Options struct {
	Data     string // a data file, opened for reading as the catalog data; "" for none
	Temp     string // folder for what does not fit into memory; "" for one beside the platform's temporary files
	MemoryMB int    // default 1024
	Threads  int    // default 2
}

// DB is an open instance. Any number of queries may run at once.
type DB struct {
	sql  *sql.DB
	temp string // removed on Close when it is ours
}

// Open makes an instance in memory, attaches the data file, and then locks the door: nothing that runs in it
// later can reach a file, the network or a setting.
func Open(ctx context.Context, o Options) (_ *DB, err error) {
	d := &DB{}
	temp := o.Temp
	if temp == "" {
		if temp, err = os.MkdirTemp("", "socrates-*"); err != nil {
			return nil, err
		}
		d.temp = temp
	}
	settings := url.Values{
		"threads": {fmt.Sprint(defaulted(o.Threads, 2))}, "memory_limit": {fmt.Sprintf("%dMB", defaulted(o.MemoryMB, 1024))},
		"temp_directory": {filepath.Join(temp, "spill")}, "max_temp_directory_size": {"4GB"},
		"autoinstall_known_extensions": {"false"}, "autoload_known_extensions": {"false"}, "allow_community_extensions": {"false"},
	}
	connector, err := duckdb.NewConnector("?"+settings.Encode(), nil)
	if err != nil {
		d.Close()
		return nil, err
	}
	d.sql = sql.OpenDB(connector)
	if err := d.prepare(ctx, o.Data); err != nil {
		d.Close()
		return nil, storeError(o.Data, err)
	}
	return d, nil
}

func (d *DB) prepare(ctx context.Context, data string) error {
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := udf.Register(ctx, conn); err != nil {
		return err
	}
	steps := []string{"SET GLOBAL TimeZone = 'UTC'", "CREATE SCHEMA " + LiveSchema}
	if data != "" {
		steps = append(steps, "ATTACH "+Text(data)+" AS data (READ_ONLY)")
	}
	steps = append(steps, "SET enable_external_access = false", "SET lock_configuration = true")
	for _, s := range steps {
		if _, err := conn.ExecContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Close ends the instance and removes what it spilled.
func (d *DB) Close() error {
	var err error
	if d.sql != nil {
		err = d.sql.Close()
	}
	if d.temp != "" {
		os.RemoveAll(d.temp)
	}
	return err
}

// Exec runs trusted SQL. Never a learner's text.
func (d *DB) Exec(ctx context.Context, query string) error {
	_, err := d.sql.ExecContext(ctx, query)
	return err
}

// Rows runs trusted SQL and returns its rows as the driver gives them. Never a learner's text.
func (d *DB) Rows(ctx context.Context, query string) ([][]any, error) {
	rs, err := d.sql.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	names, err := rs.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]any
	for rs.Next() {
		row := make([]any, len(names))
		into := make([]any, len(names))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rs.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, rs.Err()
}

// Append adds a batch to a table that CreateTable made in a schema of this instance.
func (d *DB) Append(ctx context.Context, schemaName string, b *rows.Batch) error {
	if err := checkShape(b); err != nil {
		return err
	}
	conn, err := d.sql.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		a, err := duckdb.NewAppenderFromConn(c.(driver.Conn), schemaName, b.Table.Name)
		if err != nil {
			return err
		}
		for r := range b.Len() {
			if err := a.AppendRow(driverRow(b, r)...); err != nil {
				a.Close()
				return err
			}
		}
		return a.Close()
	})
}
