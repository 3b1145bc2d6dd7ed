package schema

import "strings"

// Type is one of the scalar types of the Kusto Query Language.
type Type uint8

// The zero Type, Unknown, means "not known here": an expression that could not be typed because
// something inside it was already refused, or a column of a result whose shape only the data tells.
const (
	Unknown Type = iota
	Bool
	Int
	Long
	Real
	Decimal
	String
	Datetime
	Timespan
	Guid
	Dynamic
)

var typeNames = [...]string{
	Unknown: "unknown", Bool: "bool", Int: "int", Long: "long", Real: "real", Decimal: "decimal",
	String: "string", Datetime: "datetime", Timespan: "timespan", Guid: "guid", Dynamic: "dynamic",
}

// String returns the name Kusto's getschema prints, such as "datetime".
func (t Type) String() string { return typeNames[t] }

var typeAliases = map[string]Type{
	"boolean": Bool, "int8": Int, "int16": Int, "int32": Int, "uint8": Int, "uint16": Int, "uint32": Int,
	"int64": Long, "uint64": Long, "uint": Int, "ulong": Long,
	"double": Real, "float": Real, "date": Datetime, "time": Timespan, "uuid": Guid, "uniqueid": Guid,
	"object": Dynamic,
}

// ParseType returns the type that a KQL type name or one of its aliases stands for.
func ParseType(name string) (Type, bool) {
	for t, n := range typeNames {
		if n == name && Type(t) != Unknown {
			return Type(t), true
		}
	}
	t, ok := typeAliases[strings.ToLower(name)]
	return t, ok
}

// Types lists every type a column can have, in the order of the constants.
func Types() []Type {
	return []Type{Bool, Int, Long, Real, Decimal, String, Datetime, Timespan, Guid, Dynamic}
}

// Numeric reports whether t takes part in arithmetic as a number.
func (t Type) Numeric() bool { return t == Int || t == Long || t == Real || t == Decimal }
