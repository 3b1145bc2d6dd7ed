package scenarios

import (
	"slices"
	"strings"

	"socrates/generator/attack"
	"socrates/generator/chance"
	"socrates/generator/org"
)

// Attackers' domains are put together from syllables of no language, so that they are very unlikely to be anybody's.
var syllables = []string{"vel", "stra", "quor", "mith", "ond", "ral", "zeph", "tyr", "lun", "drav", "keth", "sor", "pral", "yven", "corth", "wex"}

// Kinds of domains and what their names end in.
var domainKinds = map[string][]string{
	"login": {"-login.com", "-signin.com", "account.net"}, "docs": {"-docs.com", "files.net", "-share.com"}, "cdn": {"-cdn.net", "static.net", "-edge.com"},
	"update": {"-update.com", "updates.net"}, "exfil": {"-sync.net", "backup.net"},
}

func domain(r *chance.Rand, kind string) string {
	ends := domainKinds[kind]
	if ends == nil {
		ends = domainKinds["cdn"]
	}
	return chance.Pick(r, syllables) + chance.Pick(r, syllables) + chance.Pick(r, syllables) + chance.Pick(r, ends)
}

func rent(r *chance.Rand, country string) *attack.Address {
	var places []*org.Place
	for _, p := range org.Hosting {
		if country == p.Country || country == "any" || country == "" {
			places = append(places, p)
		}
	}
	if len(places) == 0 {
		places = org.Hosting
	}
	p := chance.Pick(r, places)
	return &attack.Address{IP: p.Address(r), Place: p}
}

func forge(r *chance.Rand, f fileSpec) *org.Image {
	size := f.Size
	if size == 0 {
		size = r.Between(80_000, 900_000)
	}
	folder := strings.TrimSuffix(f.Folder, `\`)
	if folder == "" {
		folder = `C:\Users\{user}\AppData\Roaming`
	}
	return org.NewImage(f.Name, folder, "", "", "", "", r.Hex(16), size)
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
