package org

import (
	"fmt"

	"socrates/generator/chance"
)

// Website is a destination in the outer world.
type Website struct {
	Host string
	A, B int // its addresses lie in A.B.0.0/16
	Kind string
}

// IP is one of the few addresses behind which the site answers.
func (s *Website) IP(r *chance.Rand) string {
	h := chance.Hash(7, s.Host)
	return fmt.Sprintf("%d.%d.%d.%d", s.A, s.B, h%250+1, (h>>8)%60+1+uint64(r.IntN(4)))
}

// Websites, the most visited first. The names are of well-known services.
var Websites = []*Website{
	{"outlook.office365.com", 52, 98, "office"}, {"teams.microsoft.com", 52, 113, "office"}, {"login.microsoftonline.com", 20, 190, "office"},
	{"www.bing.com", 204, 79, "search"}, {"www.google.com", 142, 250, "search"}, {"graph.microsoft.com", 20, 190, "office"},
	{"www.linkedin.com", 13, 107, "social"}, {"www.youtube.com", 142, 251, "media"}, {"en.wikipedia.org", 185, 15, "reference"},
	{"github.com", 140, 82, "developer"}, {"www.bbc.co.uk", 151, 101, "news"}, {"www.salesforce.com", 23, 1, "business"},
	{"learn.microsoft.com", 13, 107, "developer"}, {"stackoverflow.com", 104, 18, "developer"}, {"www.reuters.com", 18, 165, "news"},
	{"www.amazon.com", 54, 239, "shopping"}, {"zoom.us", 170, 114, "business"}, {"www.dropbox.com", 162, 125, "storage"},
	{"fonts.gstatic.com", 142, 250, "cdn"}, {"cdn.jsdelivr.net", 104, 16, "cdn"}, {"ajax.googleapis.com", 142, 250, "cdn"},
	{"www.theguardian.com", 151, 101, "news"}, {"www.ft.com", 151, 101, "news"}, {"www.booking.com", 18, 165, "travel"},
	{"www.adobe.com", 23, 50, "business"}, {"www.servicenow.com", 149, 96, "business"}, {"open.spotify.com", 35, 186, "media"},
	{"www.reddit.com", 151, 101, "social"}, {"x.com", 104, 244, "social"}, {"www.nytimes.com", 151, 101, "news"},
	{"www.atlassian.com", 104, 192, "business"}, {"registry.npmjs.org", 104, 16, "developer"}, {"pypi.org", 151, 101, "developer"},
	{"www.dhl.com", 23, 60, "business"}, {"www.fedex.com", 23, 61, "business"}, {"maps.google.com", 142, 251, "travel"},
	{"www.weather.com", 23, 62, "news"}, {"www.ikea.com", 23, 63, "shopping"}, {"www.ebay.com", 23, 64, "shopping"},
	{"www.xing.com", 104, 17, "social"}, {"www.canva.com", 104, 16, "business"}, {"www.figma.com", 18, 155, "business"},
	{"chatgpt.com", 104, 18, "business"}, {"www.deepl.com", 104, 18, "business"}, {"www.wetransfer.com", 18, 160, "storage"},
	{"www.economist.com", 104, 18, "news"}, {"www.iso.org", 138, 81, "reference"}, {"www.nist.gov", 129, 6, "reference"},
	{"www.trivago.com", 151, 101, "travel"}, {"www.sky.com", 90, 216, "news"},
}

// The hosts that devices talk to by themselves.
var (
	SensorHost    = &Website{"winatp-gw-weu.microsoft.com", 20, 105, "sensor"}
	UpdateHost    = &Website{"fe3cr.delivery.mp.microsoft.com", 20, 109, "update"}
	EdgeHost      = &Website{"msedge.api.cdp.microsoft.com", 20, 42, "update"}
	CtldlHost     = &Website{"ctldl.windowsupdate.com", 23, 216, "update"}
	TelemetryHost = &Website{"v10.events.data.microsoft.com", 20, 189, "telemetry"}
)
