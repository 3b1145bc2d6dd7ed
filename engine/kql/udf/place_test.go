package udf

import "testing"

func TestPlaceOf(t *testing.T) {
	places := PlacesText([]Place{
		{Network: "203.0.0.0/8", Country: "Norway"},
		{Network: "203.0.113.0/24", Country: "Norway", State: "Oslo", City: "Oslo", Latitude: 59.9, Longitude: 10.75},
		{Network: "2001:db8::/32", Country: "Japan"},
		{Network: "nonsense", Country: "Nowhere"},
	})
	for _, tt := range []struct {
		ip, want string
		ok       bool
	}{
		{"203.0.113.9", `{"country":"Norway","state":"Oslo","city":"Oslo","latitude":59.9,"longitude":10.75}`, true},
		{"203.9.9.9", `{"country":"Norway","state":"","city":"","latitude":0,"longitude":0}`, true},
		{"::ffff:203.9.9.9", `{"country":"Norway","state":"","city":"","latitude":0,"longitude":0}`, true},
		{"2001:db8::1", `{"country":"Japan","state":"","city":"","latitude":0,"longitude":0}`, true},
		{"9.9.9.9", `{"country":"United States","state":"","city":"","latitude":37.751,"longitude":-97.822}`, true},
		{"10.0.0.1", "{}", true},
		{"10.0.0", "", false},
	} {
		if got, ok := placeOf(tt.ip, places); got != tt.want || ok != tt.ok {
			t.Errorf("%s: %s, %t", tt.ip, got, ok)
		}
	}
	if got, _ := placeOf("203.9.9.9", ""); got != "{}" {
		t.Errorf("without places: %s", got)
	}
}
