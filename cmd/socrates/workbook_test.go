package main

import (
	"slices"
	"testing"
)

// A bar is 40 characters at most; 1 of 100 is less than one, and still seen.
func TestBars(t *testing.T) {
	for _, tt := range []struct {
		n, most float64
		want    int
	}{{100, 100, 40}, {50, 100, 20}, {1, 100, 1}, {0, 100, 0}, {0, 0, 0}} {
		if got := len([]rune(block(tt.n, tt.most))); got != tt.want {
			t.Errorf("block(%v of %v) has %d blocks, want %d", tt.n, tt.most, got, tt.want)
		}
	}
}

func TestSkyline(t *testing.T) {
	if got := skyline([]float64{8, 4, 0, 1}); got != "█▅ ▂" {
		t.Errorf("drawn as %q", got)
	}
	if got := even([]int64{10, 20, 50}); !slices.Equal(got, []int64{10, 20, 30, 40, 50}) {
		t.Errorf("evened to %v", got)
	}
	if got := even([]int64{10, 20, 35}); !slices.Equal(got, []int64{10, 20, 35}) {
		t.Errorf("times off the step stay: %v", got)
	}
}
