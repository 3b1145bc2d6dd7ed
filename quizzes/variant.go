package quizzes

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// placeholder is {{name}} in any text of an item.
var placeholder = regexp.MustCompile(`\{\{\s*([a-z][a-z0-9_]*)\s*\}\}`)

// Variations is how many ways there are to put an item; 1 for an item without placeholders.
func (it *Item) Variations() int {
	n := max(1, len(it.Variants))
	for _, values := range it.Vary {
		n *= max(1, len(values))
	}
	return n
}

// Variation puts an item the n-th way, counted from 0 and around the end. The number and the item's text
// give the same question on every machine.
func (it *Item) Variation(n int) *Item {
	n %= it.Variations()
	values := map[string]string{}
	if rows := len(it.Variants); rows > 0 {
		maps.Copy(values, it.Variants[n%rows])
		n /= rows
	}
	for _, name := range slices.Sorted(maps.Keys(it.Vary)) {
		if choices := it.Vary[name]; len(choices) > 0 {
			values[name] = choices[n%len(choices)]
			n /= len(choices)
		}
	}
	return it.with(values)
}

// with replaces placeholders by their values in a copy of the item. One without a value stays.
func (it *Item) with(values map[string]string) *Item {
	if len(values) == 0 {
		return it
	}
	put := func(s string) string {
		return placeholder.ReplaceAllStringFunc(s, func(m string) string {
			if v, ok := values[placeholder.FindStringSubmatch(m)[1]]; ok {
				return v
			}
			return m
		})
	}
	return mapText(reflect.ValueOf(it), put).Interface().(*Item)
}

// mapText copies v with f applied to every text in it that a file can write.
func mapText(v reflect.Value, f func(string) string) reflect.Value {
	switch v.Kind() {
	case reflect.String:
		return reflect.ValueOf(f(v.String())).Convert(v.Type())
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(mapText(v.Elem(), f))
		return out
	case reflect.Slice:
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(mapText(v.Index(i), f))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Tag.Get("yaml") != "-" {
				out.Field(i).Set(mapText(v.Field(i), f))
			}
		}
		return out
	}
	return v
}

// Resolve fills the placeholders of a live item from its tenant and returns the item as it is to be
// asked there. Other items return as they are.
func (it *Item) Resolve(ctx context.Context, run Runner) (*Item, error) {
	if it.Kind != KQL || len(it.Query.Values) == 0 {
		return it, nil
	}
	values := map[string]string{}
	for i := range it.Query.Values {
		v := it.with(values).Query.Values[i]
		rows, refused, err := run(ctx, it.Query, v.Query)
		switch {
		case err != nil:
			return nil, fmt.Errorf("question %s: value %s: %w", it.ID, v.Name, err)
		case refused != "":
			return nil, fmt.Errorf("question %s: the query of value %s is refused:\n%s", it.ID, v.Name, refused)
		case len(rows) != 1 || len(rows[0]) != 1:
			return nil, fmt.Errorf("question %s: the query of value %s must find one row of one column; it found %d rows", it.ID, v.Name, len(rows))
		case rows[0][0] == "" || strings.ContainsAny(rows[0][0], "\"\n"):
			return nil, fmt.Errorf("question %s: value %s is %q; it must be text without quotes that can stand in a query", it.ID, v.Name, rows[0][0])
		}
		values[v.Name] = rows[0][0]
	}
	return it.with(values), nil
}
