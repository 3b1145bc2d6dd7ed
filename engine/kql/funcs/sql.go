package funcs

import "strconv"

// text makes a string of SQL that may be NULL.
func text(sql string) string { return "coalesce(" + sql + ", '')" }

// longSQL is the SQL of an integer. DuckDB reads the digits of the least one before the sign.
func longSQL(n int64) string {
	if n < -9223372036854775807 {
		return "(-9223372036854775807 - 1)"
	}
	return strconv.FormatInt(n, 10)
}
