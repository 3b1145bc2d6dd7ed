package funcs

import "socrates/engine/schema"

var userAgents = []Func{{
	Name: "parse_user_agent", Group: "parse",
	Doc: `What a user-agent text tells of the browser, the system and the device; look-for is "browser", "os", "device" or an array of them.`,
	Sigs: []Sig{
		{
			Params: []Param{P("user_agent", Strings), P("look_for", Strings)}, Returns: schema.Dynamic,
			SQL: "kql_parse_user_agent($user_agent, to_json($look_for)::VARCHAR)::JSON",
		},
		{
			Params: []Param{P("user_agent", Strings), P("look_for", Dynamics)}, Returns: schema.Dynamic,
			SQL: "kql_parse_user_agent($user_agent, $look_for::VARCHAR)::JSON",
		},
	},
	Examples: []Example{
		{`parse_user_agent("Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1", "browser")`,
			`dynamic({"Browser":{"Family":"AdobeAIR","MajorVersion":"2","MinorVersion":"5","Patch":"1"}})`},
	},
}}
