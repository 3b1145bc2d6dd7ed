package udf

import "testing"

// The first two are the examples of Microsoft's reference page.
func TestParseUserAgent(t *testing.T) {
	for _, tt := range []struct{ ua, wanted, want string }{
		{"Mozilla/5.0 (Windows; U; en-US) AppleWebKit/531.9 (KHTML, like Gecko) AdobeAIR/2.5.1", `"browser"`,
			`{"Browser":{"Family":"AdobeAIR","MajorVersion":"2","MinorVersion":"5","Patch":"1"}}`},
		{"Mozilla/5.0 (SymbianOS/9.2; U; Series60/3.1 NokiaN81-3/10.0.032 Profile/MIDP-2.0 Configuration/CLDC-1.1 ) AppleWebKit/413 (KHTML, like Gecko) Safari/4",
			`["browser","os","device"]`,
			`{"Browser":{"Family":"Nokia OSS Browser","MajorVersion":"3","MinorVersion":"1","Patch":""},` +
				`"OperatingSystem":{"Family":"Symbian OS","MajorVersion":"9","MinorVersion":"2","Patch":"","PatchMinor":""},` +
				`"Device":{"Family":"Nokia N81","Brand":"Nokia","Model":"N81-3"}}`},
		{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91", `["browser","os"]`,
			`{"Browser":{"Family":"Edge","MajorVersion":"120","MinorVersion":"0","Patch":"2210"},` +
				`"OperatingSystem":{"Family":"Windows","MajorVersion":"10","MinorVersion":"","Patch":"","PatchMinor":""}}`},
		{"Mozilla/5.0 (iPhone; CPU iPhone OS 17_1_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1", `["browser","os","device"]`,
			`{"Browser":{"Family":"Mobile Safari","MajorVersion":"17","MinorVersion":"1","Patch":""},` +
				`"OperatingSystem":{"Family":"iOS","MajorVersion":"17","MinorVersion":"1","Patch":"2","PatchMinor":""},` +
				`"Device":{"Family":"iPhone","Brand":"Apple","Model":"iPhone"}}`},
		{"python-requests/2.31.0", `"os"`, `{"OperatingSystem":{"Family":"Other","MajorVersion":"","MinorVersion":"","Patch":"","PatchMinor":""}}`},
	} {
		if got, _ := parseUserAgent(tt.ua, tt.wanted); got != tt.want {
			t.Errorf("%s\n%s\nwant\n%s", tt.ua, got, tt.want)
		}
	}
}
