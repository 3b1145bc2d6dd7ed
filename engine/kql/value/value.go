// Package value holds single Kusto values: what a literal means, and how a value is written as text.
//
// In:  the text of literals, ticks, cells of a result.
// Out: Value; the canonical texts of datetime (2020-01-01T00:00:00.0000000Z), timespan
// (1.02:03:04.0000000), real and guid, as Kusto prints them; their parsers.
//
// Not here: columns of values, SQL, arithmetic on anything that is not a constant.
package value

import "socrates/engine/schema"

// Ticks of 100 ns. A datetime counts them from 0001-01-01T00:00:00Z, a timespan from zero; both fit
// an int64 and are held as BIGINT in DuckDB, because Kusto keeps seven digits and DuckDB's TIMESTAMP six.
const (
	Microsecond int64 = 10
	Millisecond       = 1000 * Microsecond
	Second            = 1000 * Millisecond
	Minute            = 60 * Second
	Hour              = 60 * Minute
	Day               = 24 * Hour

	UnixEpoch   int64 = 621355968000000000  // 1970-01-01 in datetime ticks
	MaxDatetime int64 = 3155378975999999999 // 9999-12-31T23:59:59.9999999Z; the least is 0
)

// Value is one scalar. The zero Value has type Unknown.
type Value struct {
	Type schema.Type
	Null bool    // never set for a string: a Kusto string is empty, not null
	B    bool    // bool
	I    int64   // int, long; ticks of a datetime or timespan
	F    float64 // real
	S    string  // string; lower-case guid; decimal as digits; dynamic as compact JSON
}

// NullOf is the null of type t; the empty string for String.
func NullOf(t schema.Type) Value { return Value{Type: t, Null: t != schema.String} }

// String, Long and the other constructors make a value of the type they are named after.
func String(s string) Value   { return Value{Type: schema.String, S: s} }
func Bool(b bool) Value       { return Value{Type: schema.Bool, B: b} }
func Int(i int32) Value       { return Value{Type: schema.Int, I: int64(i)} }
func Long(i int64) Value      { return Value{Type: schema.Long, I: i} }
func Real(f float64) Value    { return Value{Type: schema.Real, F: f} }
func Decimal(s string) Value  { return Value{Type: schema.Decimal, S: s} }
func Datetime(i int64) Value  { return Value{Type: schema.Datetime, I: i} }
func Timespan(i int64) Value  { return Value{Type: schema.Timespan, I: i} }
func Guid(s string) Value     { return Value{Type: schema.Guid, S: s} }
func Dynamic(js string) Value { return Value{Type: schema.Dynamic, S: js, Null: js == ""} }
