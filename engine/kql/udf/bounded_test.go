package udf

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"
	"testing"
)

func TestNoFunctionGivesMoreThanTheLongestText(t *testing.T) {
	for _, tt := range []struct {
		name string
		size int
		want error
	}{{"as long as allowed", maxText, nil}, {"a byte more", maxText + 1, errTooLong}} {
		f := Func{Name: "kql_fake", Fn: func([]driver.Value) (any, error) { return strings.Repeat("x", tt.size), nil }}
		if _, err := f.guarded(context.Background(), nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.want)
		}
	}
}
