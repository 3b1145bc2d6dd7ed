package life

import (
	"fmt"
	"strings"

	"socrates/generator/chance"
	"socrates/generator/org"
	"socrates/generator/tick"
	"socrates/generator/trace"
)

// connect is one TLS connection to a site, with the question for its name that may come before it.
func connect(d *Day, e trace.Env, p *trace.Proc, at int64, w *org.Website) {
	ip := w.IP(e.R)
	if (!d.Home || d.VPN) && e.R.Is(0.22) {
		e.Lookup(at-e.R.Between(9*tick.Millisecond, 120*tick.Millisecond), trace.Name{Client: d.Inside, Name: w.Host, Answer: ip})
	}
	e.Connect(p, at, trace.Flow{LocalIP: d.IP, RemoteIP: ip, Port: 443, URL: w.Host, Site: d.Firewall(), UDP: quic[w.Kind] && e.R.Is(0.35), Failed: e.R.Is(0.006),
		Sent: int64(e.R.LogNormal(2500, 1)), Received: int64(e.R.LogNormal(18000, 1.4))})
}

// Sites of these kinds speak QUIC.
var quic = map[string]bool{"search": true, "media": true, "cdn": true}

// favourite is a site as the person likes it: everybody has their own order among the less visited.
func favourite(d *Day, r *chance.Rand) *org.Website {
	rank := r.Zipf(len(org.Websites), 1)
	if rank > 9 {
		rank = 10 + (rank+int(d.P.Habit%41))%(len(org.Websites)-10)
	}
	return org.Websites[rank]
}

func browse(d *Day, e trace.Env, at int64) {
	tab := e.Start(d.P.Device, e.O.Image(d.P.Device, "msedge.exe"), d.Edge.User, d.Edge, at, edgeChild(e.R))
	var last *org.Website
	for range 1 + e.R.Zipf(7, 0.7) {
		at = after(e.R, at, 30*tick.Second)
		w := favourite(d, e.R)
		connect(d, e, tab, at, w)
		if w != last && e.R.Is(0.3) {
			request(d, e, at+e.R.Between(5*tick.Millisecond, 80*tick.Millisecond), w, "")
		}
		last = w
	}
	if e.R.Is(0.08) {
		download(d, e, at)
	}
}

var categories = map[string]string{"office": "Corporate Marketing", "search": "Web Search", "social": "Social Networking", "media": "Streaming Media", "reference": "Reference Sites", "developer": "Professional Services", "news": "News and Media",
	"business": "Professional Services", "shopping": "Online Shopping", "storage": "File Host", "cdn": "Content Delivery", "travel": "Travel"}

// request is what the web proxy writes about a page.
func request(d *Day, e trace.Env, at int64, w *org.Website, path string) {
	if path == "" {
		path = chance.Pick(e.R, pagePaths)
	}
	q := trace.WebRequest{User: d.P.Account, Public: d.Public, Host: w.Host, Dst: w.IP(e.R), Path: path, Agent: d.P.Browser.Agent, Category: categories[w.Kind], Sent: int64(e.R.LogNormal(1400, 0.6)), Got: int64(e.R.LogNormal(22_000, 1.3))}
	q.Code = []int64{200, 200, 200, 304, 302, 404}[e.R.Weighted(12, 4, 4, 2, 1, 0.5)]
	q.Blocked = w.Kind == "media" && e.R.Is(0.15)
	e.Proxy(at, q)
}

func edgeChild(r *chance.Rand) string {
	const edge = `"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe" --type=`
	trial := fmt.Sprintf("%d,i,%d,%d,262144", r.Between(1800, 2600), r.Uint64()>>1, r.Uint64()>>1)
	switch r.Weighted(6, 3, 1) {
	case 0:
		return fmt.Sprintf(`%srenderer --string-annotations --video-capture-use-gpu-memory-buffer --lang=en-GB --js-flags=--ms-user-locale= --device-scale-factor=1.25 --num-raster-threads=4 --renderer-client-id=%d --time-ticks-at-unix-epoch=-%d --launch-time-ticks=%d --always-read-main-dll --field-trial-handle=%s --variations-seed-version --mojo-platform-channel-handle=%d /prefetch:1`,
			edge, r.Between(5, 400), r.Between(1_750_000_000_000_000, 1_790_000_000_000_000), r.Between(1_000_000_000, 90_000_000_000), trial, r.Between(2000, 9000))
	case 1:
		return fmt.Sprintf(`%sutility --utility-sub-type=%s --lang=en-GB --service-sandbox-type=%s --string-annotations --always-read-main-dll --field-trial-handle=%s --variations-seed-version --mojo-platform-channel-handle=%d /prefetch:8`,
			edge, chance.Pick(r, []string{"data_decoder.mojom.DataDecoderService", "entity_extraction_service.mojom.Extractor", "asset_store.mojom.AssetStoreService"}), chance.Pick(r, []string{"service", "utility", "none"}), trial, r.Between(2000, 9000))
	}
	return fmt.Sprintf(`%sutility --utility-sub-type=network.mojom.NetworkService --lang=en-GB --service-sandbox-type=none --string-annotations --always-read-main-dll --field-trial-handle=%s --variations-seed-version --mojo-platform-channel-handle=%d /prefetch:11`, edge, trial, r.Between(2000, 9000))
}

func download(d *Day, e trace.Env, at int64) {
	w := favourite(d, e.R)
	name := chance.Pick(e.R, downloadNames) + strings.ReplaceAll(fmt.Sprintf("%s%s", chance.Pick(e.R, []string{"", "", "_v2", "-final", " (1)", "_EN"}), chance.Pick(e.R, []string{".pdf", ".pdf", ".pdf", ".xlsx", ".zip", ".docx", ".pptx"})), "  ", " ")
	im := document(e, name)
	path := `C:\Users\` + d.P.Sam + `\Downloads\` + name
	part := fmt.Sprintf(`C:\Users\%s\Downloads\Unconfirmed %d.crdownload`, d.P.Sam, e.R.Between(100_000, 999_999))
	e.File(d.Edge, at, trace.FileEvent{Action: "FileCreated", Path: part, Image: im})
	at = after(e.R, at, 3*tick.Second)
	e.File(d.Edge, at, trace.FileEvent{Action: "FileRenamed", Path: path, Previous: part, Image: im, OriginURL: "https://" + w.Host + "/files/" + strings.ReplaceAll(name, " ", "%20"), OriginIP: w.IP(e.R)})
	if strings.HasSuffix(name, ".zip") {
		e.Start(d.P.Device, e.O.Image(d.P.Device, "7zg.exe"), d.Explorer.User, d.Explorer, after(e.R, at, 20*tick.Second), fmt.Sprintf(`"C:\Program Files\7-Zip\7zG.exe" x -o"C:\Users\%s\Downloads\%s\" -slp- -an -ai#7zMap%d:86:7zEvent%d`, d.P.Sam, strings.TrimSuffix(name, ".zip"), e.R.Between(1000, 30_000), e.R.Between(1000, 30_000)))
	}
}

// intranet is a visit to the organisation's own portal, on its web server: first unknown, then by name.
func intranet(d *Day, e trace.Env, at int64) {
	if d.Home && !d.VPN {
		return
	}
	web := e.O.First("web")
	page := trace.Page{Client: d.Inside, Method: "GET", Stem: "/", Agent: d.P.Browser.Agent, Host: "intranet." + e.O.ADDomain, Code: 401, Size: e.R.Between(1200, 1500)}
	e.Web(at, web, page)
	page.User, page.Code = strings.ToUpper(e.O.NetBIOS)+`\`+d.P.Sam, 200
	for i := range 1 + e.R.Zipf(6, 0.8) {
		page.Size = int64(e.R.LogNormal(14_000, 0.9))
		e.Web(at+e.R.Between(4*tick.Millisecond, 60*tick.Millisecond), web, page)
		for _, stem := range intranetAssets[:e.R.IntN(len(intranetAssets))] {
			asset := page
			asset.Stem, asset.Referrer, asset.Code = stem, "https://"+page.Host+page.Stem, 304
			if i == 0 {
				asset.Code = 200
			}
			e.Web(at+e.R.Between(70*tick.Millisecond, 500*tick.Millisecond), web, asset)
		}
		page.Stem = chance.Pick(e.R, intranetPages)
		at = after(e.R, at, 40*tick.Second)
	}
	e.Connect(d.Edge, at, trace.Flow{LocalIP: d.Inside, RemoteIP: web.IP, Port: 443, URL: page.Host, Sent: e.R.Between(900, 9000), Received: e.R.Between(5000, 90_000)})
}
