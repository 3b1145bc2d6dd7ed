package udf

import "database/sql/driver"

// The length of a scan, which goes from row to row.

var scanFuncs = []Func{
	{Name: "kql_scan_rows", In: []Type{Long}, Out: Long, Fn: scanRows},
}

// maxScan is how many rows one sequence of a scan may have: each takes the time of a small query.
const maxScan = 100_000

const errLongScan Limit = "scan goes from row to row, and more than 100,000 of them follow each other here; filter the rows first, or scan each user or device by itself with partition by"

// scanRows lets a number of rows pass, up to the limit.
func scanRows(in []driver.Value) (any, error) {
	if n, ok := in[0].(int64); ok && n > maxScan {
		return nil, errLongScan
	}
	return in[0], nil
}
