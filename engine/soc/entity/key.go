package entity

import (
	"cmp"
	"slices"
	"strings"
)

// Keys are the names under which an entity is recognised: two entities with a key in common are the
// same thing, whichever product saw it. A mailbox answers to the key of its owner's account, because
// Defender treats the two as one user. Keys read "kind:identifier", lower case, sorted.
//
// Entities that are not fit to tie alerts together (a process, a registry value, a URL's bare text
// of a portal) have no key.
func (e Entity) Keys() []string {
	var keys []string
	add := func(kind, id string) {
		if id = strings.ToLower(strings.TrimSpace(id)); id != "" {
			keys = append(keys, kind+":"+id)
		}
	}
	switch e.Type {
	case Account, Mailbox:
		accountKeys(e, add)
	case Host:
		hostKeys(e, add)
	case IP:
		add("address", e.IDs["Address"])
	case File:
		add("file", cmp.Or(e.IDs["Sha256"], e.IDs["Sha1"], e.IDs["Md5"]))
	case FileHash:
		add("file", e.IDs["Value"])
	case MailMessage, SubmissionMail:
		add("mail", e.IDs["NetworkMessageId"])
	case URL:
		add("url", strings.TrimSuffix(e.IDs["Url"], "/"))
	case DNS:
		add("domain", strings.TrimSuffix(e.IDs["DomainName"], "."))
	case CloudApp:
	case OAuthApp:
		add("app", e.IDs["OAuthAppId"])
	case AzureResource:
		add("resource", e.IDs["ResourceId"])
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func accountKeys(e Entity, add func(kind, id string)) {
	add("user", e.UPN())
	add("user", cmp.Or(e.IDs["AadUserId"], e.IDs["AadId"]))
	if sid := e.IDs["Sid"]; strings.HasPrefix(strings.ToUpper(sid), "S-1-5-21-") { // SYSTEM is somebody else on every device
		add("user", sid)
	}
	domain, name := e.IDs["NTDomain"], e.IDs["Name"]
	if full := e.IDs["FullName"]; strings.Contains(full, `\`) {
		domain, name, _ = strings.Cut(full, `\`)
	}
	if domain != "" && name != "" && !strings.Contains(name, "@") {
		add("user", domain+`\`+name)
	}
}

// hostKeys knows a host by its Defender id and by its short name: one product writes ws-12, the other
// ws-12.corp.example.
func hostKeys(e Entity, add func(kind, id string)) {
	add("device", e.IDs["MdatpDeviceId"])
	add("device", e.IDs["AzureID"])
	for _, id := range []string{"FullName", "HostName", "NetBiosName"} {
		short, _, _ := strings.Cut(e.IDs[id], ".")
		if strings.Contains(short, `\`) {
			_, short, _ = strings.Cut(short, `\`)
		}
		add("device", short)
	}
}

// Kind is the word before the colon of a key, such as "user" or "device".
func Kind(key string) string {
	kind, _, _ := strings.Cut(key, ":")
	return kind
}

// Shared returns the first key that both sides have, or "". Quiet entities do not count.
func Shared(a, b []Entity) string {
	have := map[string]bool{}
	for _, e := range a {
		for _, k := range tying(e) {
			have[k] = true
		}
	}
	var common []string
	for _, e := range b {
		for _, k := range tying(e) {
			if have[k] {
				common = append(common, k)
			}
		}
	}
	slices.SortFunc(common, byStrength)
	if len(common) == 0 {
		return ""
	}
	return common[0]
}

// TyingKeys are the keys of all entities that may tie alerts together, sorted, each once.
func TyingKeys(entities []Entity) []string {
	var keys []string
	for _, e := range entities {
		keys = append(keys, tying(e)...)
	}
	slices.SortFunc(keys, byStrength)
	return slices.Compact(keys)
}

func tying(e Entity) []string {
	if e.Quiet {
		return nil
	}
	return e.Keys()
}

// strength orders kinds by how much a common one says: a message or a file before a user, a user
// before an address.
var strength = []string{"mail", "file", "device", "user", "address", "url", "domain", "app", "resource"}

func byStrength(a, b string) int {
	return cmp.Or(slices.Index(strength, Kind(a))-slices.Index(strength, Kind(b)), strings.Compare(a, b))
}

// Add appends those of more that are not there yet; one that is there gains the identifiers it lacked.
func Add(to []Entity, more ...Entity) []Entity {
	for _, e := range more {
		if e.Empty() {
			continue
		}
		i := slices.IndexFunc(to, func(have Entity) bool { return Same(have, e) })
		if i < 0 {
			to = append(to, e)
			continue
		}
		to[i] = to[i].enrich(e)
	}
	return to
}

// Same reports two entities that are one thing: of a type, with a key in common; without keys, of one name.
func Same(a, b Entity) bool {
	if a.Type != b.Type {
		return false
	}
	ak, bk := a.Keys(), b.Keys()
	if len(ak) == 0 && len(bk) == 0 {
		return a.Name() == b.Name()
	}
	return slices.ContainsFunc(ak, func(k string) bool { return slices.Contains(bk, k) })
}

func (e Entity) enrich(from Entity) Entity {
	out := Entity{Type: e.Type, Role: cmp.Or(e.Role, from.Role), Quiet: e.Quiet && from.Quiet, IDs: map[string]string{}}
	for k, v := range from.IDs {
		out.IDs[k] = v
	}
	for k, v := range e.IDs {
		out.IDs[k] = v
	}
	return out
}
