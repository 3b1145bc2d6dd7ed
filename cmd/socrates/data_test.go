package main

import (
	"path/filepath"
	"testing"
)

func TestTheDataFolderFollowsThePlatform(t *testing.T) {
	for _, tt := range []struct {
		name, goos string
		env        map[string]string
		want       string // "" is an error
	}{
		{"XDG on Linux", "linux", map[string]string{"XDG_DATA_HOME": "/xdg", "HOME": "/home/ada"}, "/xdg/socrates"},
		{"a relative XDG path is to be ignored", "linux", map[string]string{"XDG_DATA_HOME": "xdg", "HOME": "/home/ada"}, "/home/ada/.local/share/socrates"},
		{"Linux without XDG", "linux", map[string]string{"HOME": "/home/ada"}, "/home/ada/.local/share/socrates"},
		{"a Mac", "darwin", map[string]string{"HOME": "/Users/ada"}, "/Users/ada/Library/Application Support/Socrates"},
		{"Windows", "windows", map[string]string{"LOCALAPPDATA": "/AppData/Local"}, "/AppData/Local/Socrates"},
		{"no home", "linux", nil, ""},
		{"Windows without a profile", "windows", map[string]string{"HOME": "/x"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := platformData(tt.goos, func(k string) string { return tt.env[k] })
			if filepath.ToSlash(got) != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
