package assist

const types = "Types and their literals"

// typePages are the types, and the words that stand between operands and are no rows of funcs.
var typePages = []OperatorPage{
	{Name: "bool", Kind: "type", Aliases: []string{"boolean"}, Group: types, Syntax: "true, false, bool(null)",
		Doc: "True, false or null.", Example: "print a = true, b = isnull(bool(null))", Want: []string{"a | b", "true | true"}},
	{Name: "int", Kind: "type", Group: types, Syntax: "int(5), int(null)",
		Doc: "A whole number of 32 bits.", Example: "print a = gettype(int(5))", Want: []string{"a", "int"}},
	{Name: "long", Kind: "type", Group: types, Syntax: "5, 0x1F, long(-5), long(null)",
		Doc: "A whole number of 64 bits; a number without a point is one.", Example: "print a = 0x1F", Want: []string{"a", "31"}},
	{Name: "real", Kind: "type", Aliases: []string{"double"}, Group: types, Syntax: "1.5, 1e3, real(nan), real(+inf), real(null)",
		Doc: "A number with a fraction, of 64 bits.", Example: "print a = 1.5 + 1", Want: []string{"a", "2.5"}},
	{Name: "decimal", Kind: "type", Group: types, Syntax: "decimal(1.5), decimal(null)",
		Doc: "A number with a fraction that is exact in tens.", Example: "print a = tostring(decimal(0.1) + decimal(0.2))", Want: []string{"a", "0.3"}},
	{Name: "string", Kind: "type", Group: types, Syntax: "\"text\", 'text', @\"C:\\path\", ```many lines```, h\"secret\"",
		Doc: "Text; it is never null, but may be empty. Behind @ a backslash is itself, behind h the text is hidden from logs.", Example: "print a = @\"C:\\Windows\"", Want: []string{"a", "C:\\Windows"}},
	{Name: "datetime", Kind: "type", Aliases: []string{"date"}, Group: types, Syntax: "datetime(2026-11-24), datetime(2026-11-24T09:00:00Z), datetime(null)",
		Doc: "An instant in UTC, in steps of 100 nanoseconds.", Example: "print a = datetime(2026-11-24 09:30) - datetime(2026-11-24)", Want: []string{"a", "09:30:00"}},
	{Name: "timespan", Kind: "type", Aliases: []string{"time"}, Group: types, Syntax: "1d, 2.5h, 30m, 10s, 100ms, 10microsecond, 1tick, time(1.02:03:04), timespan(null)",
		Doc: "A length of time, in steps of 100 nanoseconds.", Example: "print a = 1d + 90m", Want: []string{"a", "1.01:30:00"}},
	{Name: "guid", Kind: "type", Aliases: []string{"uniqueid"}, Group: types, Syntax: "guid(74be27de-1e4e-49d9-b579-fe0b331d3642), guid(null)",
		Doc: "A globally unique identifier.", Example: "print a = tostring(guid(74BE27DE-1E4E-49D9-B579-FE0B331D3642))", Want: []string{"a", "74be27de-1e4e-49d9-b579-fe0b331d3642"}},
	{Name: "dynamic", Kind: "type", Group: types, Syntax: "dynamic([1, \"a\"]), dynamic({\"key\": 1}), dynamic(null); d.key, d[\"key\"], d[0], d[-1]",
		Doc: "A value of any shape, as JSON has them: an array, a bag of properties, or a single value.", Example: "print d = dynamic({\"a\": [1, 2]}) | project x = d.a[-1]", Want: []string{"x", "2"}},
	{Name: "typeof", Kind: "type", Group: types, Syntax: "typeof(long)",
		Doc: "Names a type, behind `to` in mv-expand and mv-apply and as the last argument of extract().", Example: "print a = extract(\"([0-9]+)\", 1, \"x 7\", typeof(long))", Want: []string{"a", "7"}},
	{Name: "between", Kind: "comparison", Aliases: []string{"!between"}, Group: types, Syntax: "value between (from .. to)",
		Doc: "Whether a value lies in a range, both ends included; behind a datetime, the end may be a length.", Example: "print a = 5 between (1 .. 5), b = datetime(2026-01-01) between (datetime(2025-12-31) .. 2d)", Want: []string{"a | b", "true | true"}},
	{Name: "innerunique", Kind: "type", Aliases: []string{"inner", "leftouter", "rightouter", "fullouter", "leftsemi", "rightsemi", "leftanti", "rightanti"}, Group: types, Syntax: "join kind = innerunique",
		Doc:     "The kinds of join. innerunique, the default, first keeps one row of the left side for each key; inner pairs all rows; the outer kinds keep rows without a partner; semi and anti keep one side's rows with or without one.",
		Example: "datatable (k:long, v:string) [1, \"a\", 1, \"b\"] | join kind=inner (datatable (k:long) [1]) on k | count", Want: []string{"Count", "2"}},
}
