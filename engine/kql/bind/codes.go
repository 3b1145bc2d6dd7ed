package bind

import "socrates/engine/kql/source"

// The findings of the binder. Each comment holds a query that produces the finding.
const (
	// CodeNoName: `SigninLogs | where UserPrincipalNam == "a"`
	CodeNoName source.Code = "B001"
	// CodeNoTable: `SigninLog | take 1`
	CodeNoTable source.Code = "B002"
	// CodeNoFunction: `print strlenn("a")`
	CodeNoFunction source.Code = "B003"
	// CodeArity: `print strlen("a", "b")`
	CodeArity source.Code = "B004"
	// CodeArgType: `print strlen(1)`
	CodeArgType source.Code = "B005"
	// CodeNotConst: `print a = "x" | extend b = column_ifexists(a, 1)`
	CodeNotConst source.Code = "B006"
	// CodeOperands: `print 1 < "a"`
	CodeOperands source.Code = "B007"
	// CodeNotBool: `print x = 1 | where x`
	CodeNotBool source.Code = "B008"
	// CodeNotScalar: `let T = print x = 1; print y = T`
	CodeNotScalar source.Code = "B009"
	// CodeNotTable: `let x = 1; x | take 1`
	CodeNotTable source.Code = "B010"
	// CodeNotColumn: `print x = 1 | project-away x + 1`
	CodeNotColumn source.Code = "B011"
	// CodeAggregate: `print x = 1 | where count() > 1`
	CodeAggregate source.Code = "B012"
	// CodeNotAggregate: `print x = 1 | summarize x + 1`
	CodeNotAggregate source.Code = "B013"
	// CodeWindow: `print x = 1 | summarize make_list(row_number())`
	CodeWindow source.Code = "B014"
	// CodeNotSerialized: `print x = 1 | summarize count() by x | extend n = row_number()`
	CodeNotSerialized source.Code = "B015"
	// CodeBranches: `print iff(true, 1, "a")`
	CodeBranches source.Code = "B016"
	// CodeNotDynamic: `print x = "a" | project x.b`
	CodeNotDynamic source.Code = "B017"
	// CodeBadIndex: `print x = dynamic([1]) | project x[true]`
	CodeBadIndex source.Code = "B018"
	// CodeDuplicate: `print a = 1 | project b = a, b = a`
	CodeDuplicate source.Code = "B019"
	// CodeStar: `print a = 1 | where *`
	CodeStar source.Code = "B020"
	// CodeNamedArg: `let f = (x:long) { x }; print f(y = 1)`
	CodeNamedArg source.Code = "B021"
	// CodeOption: `print a = 1 | join kind=outer (print a = 1) on a`
	CodeOption source.Code = "B022"
	// CodeJoinKey: `print a = 1 | join (print a = "x") on a`
	CodeJoinKey source.Code = "B023"
	// CodeRecursion: `let f = () { f() }; print f()`
	CodeRecursion source.Code = "B024"
	// CodeNoQuery: a text without a query; the parser is the first to say so
	CodeNoQuery source.Code = "B025"
	// CodeType: `print a = 1 | take "x"`
	CodeType source.Code = "B026"
	// CodeNoPlugin: `print a = 1 | evaluate bag_unpak(a)`
	CodeNoPlugin source.Code = "B027"
	// CodeRow: `datatable (a:long, b:long) [1, 2, 3]`
	CodeRow source.Code = "B028"
	// CodeParam: `declare query_parameters(a:long); print a`
	CodeParam source.Code = "B029"
	// CodeGraph: `print a = 1 | graph-match (x)-[e]->(y) project x.a`
	CodeGraph source.Code = "B030"
	// CodeAssert: `print assert(1 > 2, "never")`
	CodeAssert source.Code = "B031"
	// CodeNoColumns: `print a = 1 | project-away a`
	CodeNoColumns source.Code = "B032"
	// CodeUnsupported: `print a = 1 | evaluate python(typeof(*), "x")`
	CodeUnsupported source.Code = "U001"
	// CodeElsewhere: `cluster("help").database("Samples").StormEvents`
	CodeElsewhere source.Code = "U002"
	// CodeExternal: `externaldata (a:string) ["https://example.com/a.csv"]`
	CodeExternal source.Code = "U003"
	// CodeTooLarge: a text that writes itself out beyond the limits
	CodeTooLarge source.Code = "L001"
	// CodeDeprecated: a function by a name whose row says that it is an old one
	CodeDeprecated source.Code = "W001"
	// CodeSearchAll: `search "a"`
	CodeSearchAll source.Code = "W002"
	// CodeParamType: `let f = (t:timespan) { t }; print f(now())`
	CodeParamType source.Code = "W004"
	// CodeManyTables: search or find over more tables than are read at once
	CodeManyTables source.Code = "W005"
	// CodeExternalEmpty: `externaldata (a:string) ["https://example.com/a.csv"]`, where the caller allows it
	CodeExternalEmpty source.Code = "W006"
	// CodeMixed: `print s = "0" | where s == 0`
	CodeMixed source.Code = "W007"
	// CodeDynamicKey: `print d = dynamic([1]) | summarize count() by d`
	CodeDynamicKey source.Code = "W008"
	// CodeJoinKind: `SigninLogs | join (AuditLogs) on CorrelationId`
	CodeJoinKind source.Code = "W009"
	// CodeContains: `SigninLogs | where UserPrincipalName contains "admin"`
	CodeContains source.Code = "W010"
	// CodeCase: `SigninLogs | where tolower(UserPrincipalName) == "Ada"`
	CodeCase source.Code = "W011"
	// CodeOthers: `range x from 1 to 3 step 1 | top-nested 1 of x with others = 0 by count(), top-nested of x by count()`
	CodeOthers source.Code = "W013"
	// CodeRender: `print x = 1 | render piecharts`
	CodeRender source.Code = "W012"
	// CodeSetOption: `set something_unknown; print 1`
	CodeSetOption source.Code = "W003"
)
