package udf

import (
	"regexp"
	"strings"

	"socrates/engine/kql/value"
)

// User agents are read by rules, the first that fits winning; names are those of the public uap-core rules,
// which Kusto uses too. Only the common families have a rule here, and the rest are "Other".

var userAgentFuncs = []Func{
	{Name: "kql_parse_user_agent", In: []Type{Text, Text}, Out: Text, Fn: Of2(parseUserAgent)},
}

// agentRule names what a pattern finds. $1, $2 … in family, brand and model stand for groups; the versions
// are the groups named v1 to v4, split at dots and underscores where one group holds several.
type agentRule struct {
	pattern              *regexp.Regexp
	family, brand, model string
	versions             []string // fixed versions, where the pattern has none
}

func agent(pattern, family string, versions ...string) agentRule {
	return agentRule{pattern: regexp.MustCompile(pattern), family: family, versions: versions}
}

func device(pattern, family, brand, model string) agentRule {
	return agentRule{pattern: regexp.MustCompile(pattern), family: family, brand: brand, model: model}
}

const version = `(?P<v>\d+(?:[._]\d+)*)`

var browserRules = []agentRule{
	agent(`(?i)(Googlebot|bingbot|AdsBot-Google|DuckDuckBot|YandexBot|Baiduspider|facebookexternalhit|Applebot|AhrefsBot|SemrushBot)(?:/`+version+`)?`, "$1"),
	agent(`AdobeAIR/`+version, "AdobeAIR"),
	agent(`SymbianOS.*Series60/`+version+`.*Nokia`, "Nokia OSS Browser"),
	agent(`EdgA/`+version, "Edge Mobile"),
	agent(`EdgiOS/`+version, "Edge Mobile"),
	agent(`Edge?/`+version, "Edge"),
	agent(`SamsungBrowser/`+version, "Samsung Internet"),
	agent(`OPR/`+version+`.*Mobile|Mobile.*OPR/`+version, "Opera Mobile"),
	agent(`OPR/`+version, "Opera"),
	agent(`Opera.*Version/`+version, "Opera"),
	agent(`Vivaldi/`+version, "Vivaldi"),
	agent(`YaBrowser/`+version, "Yandex Browser"),
	agent(`HeadlessChrome(?:/`+version+`)?`, "HeadlessChrome"),
	agent(`CriOS/`+version, "Chrome Mobile iOS"),
	agent(`FxiOS/`+version, "Firefox iOS"),
	agent(`; wv\).*Chrome/`+version, "Chrome Mobile WebView"),
	agent(`Chrome/`+version+`.* Mobile`, "Chrome Mobile"),
	agent(`Chromium/`+version, "Chromium"),
	agent(`(?:Microsoft Outlook|Outlook)[ /-]`+version, "Outlook"),
	agent(`Teams/`+version, "Teams"),
	agent(`Electron/`+version, "Electron"),
	agent(`Chrome/`+version, "Chrome"),
	agent(`Mobile.*Firefox/`+version, "Firefox Mobile"),
	agent(`Firefox/`+version, "Firefox"),
	agent(`Trident/7\.0.*rv:`+version, "IE"),
	agent(`MSIE `+version, "IE"),
	agent(`Version/`+version+`.*Mobile.*Safari`, "Mobile Safari"),
	agent(`Version/`+version+`.*Safari`, "Safari"),
	agent(`Safari/`+version, "Safari"),
	agent(`python-requests/`+version, "Python Requests"),
	agent(`Python-urllib/`+version, "Python-urllib"),
	agent(`aiohttp/`+version, "Python aiohttp"),
	agent(`curl/`+version, "curl"),
	agent(`Wget/`+version, "Wget"),
	agent(`PowerShell/`+version, "PowerShell"),
	agent(`Go-http-client/`+version, "Go-http-client"),
	agent(`okhttp/`+version, "okhttp"),
	agent(`axios/`+version, "axios"),
	agent(`Apache-HttpClient/`+version, "Apache-HttpClient"),
	agent(`PostmanRuntime/`+version, "PostmanRuntime"),
	agent(`Java/`+version, "Java"),
}

var systemRules = []agentRule{
	agent(`Windows Phone (?:OS )?`+version, "Windows Phone"),
	agent(`Windows NT 10\.0`, "Windows", "10"),
	agent(`Windows NT 6\.3`, "Windows", "8", "1"),
	agent(`Windows NT 6\.2`, "Windows", "8"),
	agent(`Windows NT 6\.1`, "Windows", "7"),
	agent(`Windows NT 6\.0`, "Windows", "Vista"),
	agent(`Windows NT 5\.[12]`, "Windows", "XP"),
	agent(`Windows`, "Windows"),
	agent(`(?:iPhone|iPad|iPod).* OS `+version, "iOS"),
	agent(`iPhone|iPad|iPod`, "iOS"),
	agent(`Mac OS X `+version, "Mac OS X"),
	agent(`Macintosh|Mac OS X`, "Mac OS X"),
	agent(`SymbianOS/`+version, "Symbian OS"),
	agent(`Android[ /]`+version, "Android"),
	agent(`Android`, "Android"),
	agent(`CrOS \S+ `+version, "Chrome OS"),
	agent(`Ubuntu(?:/`+version+`)?`, "Ubuntu"),
	agent(`Fedora(?:/`+version+`)?`, "Fedora"),
	agent(`Debian`, "Debian"),
	agent(`FreeBSD(?: `+version+`)?`, "FreeBSD"),
	agent(`Linux`, "Linux"),
}

var deviceRules = []agentRule{
	device(`(?i)bot\b|spider|crawler|facebookexternalhit`, "Spider", "Spider", "Desktop"),
	device(`(iPhone|iPad|iPod)`, "$1", "Apple", "$1"),
	device(`Macintosh`, "Mac", "Apple", "Mac"),
	device(`Nokia((N\d+)[-\w]*)`, "Nokia $2", "Nokia", "$1"),
	device(`Android[^;)]*;(?: \w\w-\w\w;)? ((?:SM|GT|SCH|SGH)-\w+)`, "Samsung $1", "Samsung", "$1"),
	device(`Android[^;)]*; (Pixel(?: [^;)]*?)?)(?: Build|[;)])`, "$1", "Google", "$1"),
	device(`Android[^;)]*; (Nexus [^;)]*?)(?: Build|[;)])`, "$1", "Google", "$1"),
	device(`Android[^;)]*; ([^;)]+?)(?: Build/[^;)]*|; wv)?\)`, "$1", "Generic_Android", "$1"),
	device(`Android`, "Generic Smartphone", "Generic", "Smartphone"),
}

// parseUserAgent looks for what a text or a JSON array of texts names: browser, os, device.
func parseUserAgent(ua, wanted string) (string, bool) {
	var out []string
	for _, e := range value.Elements(wanted) {
		switch strings.ToLower(value.Text(e)) {
		case "browser":
			out = append(out, `"Browser":`+agentBag(ua, browserRules, "MajorVersion", "MinorVersion", "Patch"))
		case "os":
			out = append(out, `"OperatingSystem":`+agentBag(ua, systemRules, "MajorVersion", "MinorVersion", "Patch", "PatchMinor"))
		case "device":
			out = append(out, `"Device":`+deviceBag(ua))
		}
	}
	return "{" + strings.Join(out, ",") + "}", true
}

// agentBag is the family and the versions that the first rule finds.
func agentBag(ua string, rules []agentRule, versionKeys ...string) string {
	family, versions := "Other", []string(nil)
	for _, r := range rules {
		if m := r.pattern.FindStringSubmatch(ua); m != nil {
			family, versions = r.fill(r.family, m), append(r.versions, r.found(m)...)
			break
		}
	}
	out := `{"Family":` + quoteJSON(family)
	for i, k := range versionKeys {
		v := ""
		if i < len(versions) {
			v = versions[i]
		}
		out += `,"` + k + `":` + quoteJSON(v)
	}
	return out + "}"
}

func deviceBag(ua string) string {
	family, brand, model := "Other", "", ""
	for _, r := range deviceRules {
		if m := r.pattern.FindStringSubmatch(ua); m != nil {
			family, brand, model = r.fill(r.family, m), r.fill(r.brand, m), r.fill(r.model, m)
			break
		}
	}
	return `{"Family":` + quoteJSON(family) + `,"Brand":` + quoteJSON(brand) + `,"Model":` + quoteJSON(model) + "}"
}

func (r agentRule) fill(name string, m []string) string {
	for i := 1; i < len(m) && i < 10; i++ {
		name = strings.ReplaceAll(name, "$"+string(rune('0'+i)), m[i])
	}
	return name
}

// found are the parts of the version that a pattern caught.
func (r agentRule) found(m []string) []string {
	for i, name := range r.pattern.SubexpNames() {
		if name == "v" && m[i] != "" {
			return strings.FieldsFunc(m[i], func(c rune) bool { return c == '.' || c == '_' })
		}
	}
	return nil
}
