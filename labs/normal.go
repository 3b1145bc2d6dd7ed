package labs

import (
	"encoding/json"
	"fmt"
	"math"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A person writes the same thing in many ways. What follows decides which differences do not count.

var quotes = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "‘", "'", "’", "'", "\u00a0", " ", "\u202f", " ", "–", "-", "\u2011", "-")

// plain drops what does not count in a text: case, surrounding space and quotes, repeated space, a final period.
func plain(s string) string {
	s = strings.Join(strings.Fields(quotes.Replace(s)), " ")
	for {
		t := strings.TrimSpace(strings.Trim(strings.TrimRight(s, ".;,"), "\"'`"))
		if n := len(t); n > 1 && (t[0] == '<' && t[n-1] == '>' || t[0] == '[' && t[n-1] == ']' || t[0] == '(' && t[n-1] == ')') {
			t = t[1 : n-1]
		}
		if t == s {
			break
		}
		s = t
	}
	return strings.ToLower(s)
}

var defanged = strings.NewReplacer("[.]", ".", "(.)", ".", "{.}", ".", "[dot]", ".", "[:]", ":", "[at]", "@", "[@]", "@", "hxxp", "http", "fxp", "ftp")

// entity writes an account, device, address, domain, URL or hash in one way. CONTOSO\ada, ada@contoso.com and
// hosts keep what tells them apart, but not case, a defanged dot, or an address's spelling.
func entity(s string) string {
	s = plain(defanged.Replace(strings.ToLower(quotes.Replace(strings.TrimSpace(s)))))
	s = strings.TrimPrefix(s, "mailto:")
	if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return a.Unmap().String()
	}
	if strings.Contains(s, "://") {
		return strings.TrimRight(s, "/")
	}
	return strings.TrimSuffix(s, ".")
}

// shortForms are the ways in which people of an organisation name an account or host of their own: without the
// domain, or with the old domain name before it. A host's domain may lie below that of the mail.
func shortForms(names []string, domain string) (out []string) {
	for _, n := range names {
		e := entity(n)
		short := ""
		if local, ok := strings.CutSuffix(e, "@"+domain); ok {
			short = local
		} else if host, rest, ok := strings.Cut(e, "."); ok && (rest == domain || strings.HasSuffix(rest, "."+domain)) {
			short = host
		}
		if short != "" {
			nt, _, _ := strings.Cut(domain, ".")
			out = append(out, short, nt+`\`+short, short+"$")
		}
	}
	return out
}

// withoutDomain is the account of DOMAIN\account, when the domain is one of the organisation's: its own name, one below it, or
// the old, short one, which is how its name begins.
func withoutDomain(text, domain string) (string, bool) {
	at, account, ok := strings.Cut(entity(text), `\`)
	own := len(at) > 3 && strings.HasPrefix(domain, at) || strings.HasSuffix("."+at, "."+domain)
	return account, ok && own && account != ""
}

// listOf reads a list: separated by commas, semicolons or lines, as a JSON array, numbered or with bullets.
func listOf(s string) []string {
	s = strings.TrimSpace(s)
	var fromJSON []any
	if strings.HasPrefix(s, "[") && json.Unmarshal([]byte(s), &fromJSON) == nil {
		return unique(mapped(fromJSON, func(v any) string { return entity(factText(v)) }))
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' || r == '|' })
	if len(parts) == 1 && !strings.Contains(s, "\"") {
		parts = strings.Split(parts[0], " and ")
	}
	parts = mapped(parts, func(p string) string {
		p = strings.TrimPrefix(strings.TrimSpace(p), "and ")
		return entity(bullet.ReplaceAllString(p, ""))
	})
	return unique(slices.DeleteFunc(parts, func(p string) bool { return p == "" }))
}

// itemsLike reads a list as listOf does. Where no item that is asked for has a space, spaces part items as well, and so does
// the word before the last.
func itemsLike(answer string, right []string) []string {
	items := listOf(answer)
	if slices.ContainsFunc(right, func(r string) bool { return strings.Contains(r, " ") }) {
		return items
	}
	var out []string
	for _, item := range items {
		words := strings.Fields(item)
		if len(words) > 1 {
			words = slices.DeleteFunc(words, func(w string) bool { return w == "and" || w == "&" || bullet.MatchString(w+" ") })
		}
		out = append(out, mapped(words, entity)...)
	}
	return unique(out)
}

var bullet = regexp.MustCompile(`^\s*([-*•]|\d{1,2}[.)])\s+`)

func mapped[A, B any](in []A, f func(A) B) []B {
	out := make([]B, len(in))
	for i, v := range in {
		out[i] = f(v)
	}
	return out
}

// unique drops later equals and keeps the order.
func unique(in []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(in), func(s string) bool {
		defer func() { seen[s] = true }()
		return seen[s]
	})
}

func sorted(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return out
}

var (
	grouped = regexp.MustCompile(`^[-+]?\d{1,3}([,  '_]\d{3})+(\.\d+)?$`)
	unit    = regexp.MustCompile(`^([-+]?[\d][\d,.'_ ]*?(?:[eE][-+]?\d+)?)\s*(?:%|[\p{L}][\p{L} ]*)?$`)
)

// readNumber reads 1204, 1,204, 1 204, 1_204, 1204.0, and a number with its unit behind it: 42 rows.
func readNumber(s string) (float64, error) {
	text := strings.Trim(quotes.Replace(strings.TrimSpace(s)), "\"'`")
	m := unit.FindStringSubmatch(strings.TrimRight(text, ".!"))
	if m == nil {
		return 0, fmt.Errorf("%q is not a number", s)
	}
	digits := strings.TrimSpace(m[1])
	if grouped.MatchString(digits) {
		digits = strings.NewReplacer(",", "", " ", "", "'", "", "_", "").Replace(digits)
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || math.IsInf(n, 0) || strings.ContainsAny(digits, "xX_") {
		return 0, fmt.Errorf("%q is not a number; write it in plain digits, such as 1204 or 3.5", s)
	}
	return n, nil
}

func sameNumber(answer, want string, tolerance float64) (bool, error) {
	got, err := readNumber(answer)
	if err != nil {
		return false, err
	}
	right, err := readNumber(want)
	if err != nil {
		return false, err
	}
	return math.Abs(got-right) <= max(tolerance, 1e-9*math.Abs(right)), nil
}

// timeForms are how people, KQL and the portals write a moment. One without a zone is UTC.
var timeForms = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999 -07:00", "2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 -07:00",
	"2006/01/02 15:04:05", "2006/01/02 15:04", "2006.01.02 15:04:05", "2006.01.02 15:04", "2.1.2006 15:04:05", "2.1.2006 15:04", "2006-01-02 3:04:05 PM", "2006-01-02 3:04 PM",
	"1/2/2006, 3:04:05.999 PM", "1/2/2006, 3:04:05 PM", "1/2/2006 3:04:05 PM", "1/2/2006, 3:04 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006, 15:04:05", "1/2/2006, 15:04",
	"2 Jan 2006 15:04:05", "2 Jan 2006 15:04", "2 January 2006 15:04:05", "2 January 2006 15:04", "Jan 2 2006 15:04:05", "Jan 2 2006 15:04",
	"2/1/2006, 15:04:05", "2/1/2006 15:04:05", "2/1/2006, 15:04", "2/1/2006 15:04", // where the month cannot be what stands first
	"January 2 2006 15:04:05", "January 2 2006 15:04", "Jan 2 2006 3:04:05 PM", "Jan 2 2006 3:04 PM", "2 Jan 2006, 15:04:05", "2 Jan 2006, 15:04",
}

var (
	zoneWord = regexp.MustCompile(`(?i)\s*(utc|gmt|zulu|\(utc\))$`)
	bareZone = regexp.MustCompile(`(?i)^(.*\d:\d\d(?::\d\d)?(?:\.\d+)?)\s?([-+]\d\d)(\d\d)$`)
	onlyTime = regexp.MustCompile(`^\d{1,2}:\d{2}(:\d{2})?`)
	monthDay = regexp.MustCompile(`^([A-Za-z]{3,9}) (\d{1,2}), (\d{4})`)
)

func readTime(s string) (time.Time, error) {
	text := strings.Trim(strings.Join(strings.Fields(quotes.Replace(s)), " "), "\"'`")
	text = strings.TrimSuffix(strings.TrimPrefix(text, "datetime("), ")")
	if utc := zoneWord.FindString(text); utc != "" {
		text = strings.TrimSuffix(text, utc)
	}
	text = bareZone.ReplaceAllString(text, "$1$2:$3")
	text = monthDay.ReplaceAllString(text, "$1 $2 $3")
	text = strings.TrimSuffix(strings.Replace(text, " at ", " ", 1), ".")
	for _, form := range timeForms {
		for _, t := range []string{text, strings.ToUpper(text)} {
			if at, err := time.Parse(form, t); err == nil {
				return at.UTC(), nil
			}
		}
	}
	if onlyTime.MatchString(text) {
		return time.Time{}, fmt.Errorf("%q has no day; write it as 2024-10-16 09:05:00 (UTC)", s)
	}
	return time.Time{}, fmt.Errorf("%q is not a time; write it as 2024-10-16 09:05:00 (UTC)", s)
}

// withoutSeconds reports that a time is the right one, cut down to the minute.
func withoutSeconds(answer, want string) bool {
	got, err := readTime(answer)
	right, wrong := readTime(want)
	return err == nil && wrong == nil && got.Equal(right.Truncate(time.Minute)) && !secondsTold.MatchString(answer)
}

var secondsTold = regexp.MustCompile(`\d:\d\d:\d\d`)

func sameTime(answer, want string, seconds float64) (bool, error) {
	got, err := readTime(answer)
	if err != nil {
		return false, err
	}
	right, err := readTime(want)
	if err != nil {
		return false, err
	}
	return math.Abs(got.Sub(right).Seconds()) <= max(seconds, 0.9999), nil
}
