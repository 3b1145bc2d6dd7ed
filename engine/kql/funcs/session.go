package funcs

import "socrates/engine/schema"

// sessions are the functions that tell where a query runs and for whom. Here that is always the same.
var sessions = []Func{
	row("session", "current_cluster_endpoint", "Name of the cluster that answers.", nil, schema.String, "'socrates.local'", Example{`isempty(current_cluster_endpoint())`, `false`}),
	row("session", "current_database", "Name of the database that answers.", nil, schema.String, "'socrates'", Example{`current_database()`, `"socrates"`}),
	row("session", "current_principal", "Who runs the query.", nil, schema.String, "'aaduser=learner'", Example{`current_principal()`, `"aaduser=learner"`}),
	row("session", "current_principal_details", "Who runs the query, in detail.", nil, schema.Dynamic,
		`CAST('{"UserPrincipalName":"learner","IdentityProvider":"local","Authority":"","Mfa":"False","Type":"AadUser","DisplayName":"learner","ObjectId":"","FQN":"aaduser=learner","Country":null}' AS JSON)`,
		Example{`tostring(current_principal_details().Type)`, `"AadUser"`}),
	{
		Name: "current_principal_is_member_of", Kind: Scalar, Group: "session", Doc: "Whether who runs the query belongs to a group; here to none.",
		Sigs:     []Sig{{Rest: ptr(P("group", Of(schema.String, schema.Dynamic))), MinRest: 1, Returns: schema.Bool, SQL: "false"}},
		Examples: []Example{{`current_principal_is_member_of("aadgroup=x")`, `false`}},
	},
	alias(row("session", "cursor_current", "The database cursor; empty, as there are no cursors here.", nil, schema.String, "''", Example{`cursor_current()`, `""`}), "current_cursor"),
	row("session", "cursor_before_or_at", "Rows that came before a database cursor; all of them, as there are no cursors here.", []Param{P("cursor", Strings)}, schema.Bool, "true", Example{`cursor_before_or_at("")`, `true`}),
	row("session", "cursor_after", "Rows that came after a database cursor; all of them, as there are no cursors here.", []Param{P("cursor", Strings)}, schema.Bool, "true", Example{`cursor_after("")`, `true`}),
}
