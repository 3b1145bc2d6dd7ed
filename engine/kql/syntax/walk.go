package syntax

import "reflect"

// Walk visits n and everything in it, parents before children, in the order of the text's grammar. It
// does not go into a node for which visit returns false.
func Walk(n Node, visit func(Node) bool) {
	if isNil(n) || !visit(n) {
		return
	}
	children(reflect.ValueOf(n).Elem(), visit)
}

func isNil(n Node) bool {
	if n == nil {
		return true
	}
	v := reflect.ValueOf(n)
	return v.Kind() == reflect.Pointer && v.IsNil()
}

// children walks the nodes that a struct's fields hold. The tree's types are plain structs, so that one
// rule serves them all: a field is a node, a list of nodes, or a struct that holds some.
func children(v reflect.Value, visit func(Node) bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				field(v.Field(i), visit)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			field(v.Index(i), visit)
		}
	}
}

func field(v reflect.Value, visit func(Node) bool) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		if n, ok := v.Interface().(Node); ok {
			Walk(n, visit)
		} else if e := v.Elem(); e.Kind() == reflect.Struct {
			children(e, visit)
		}
	case reflect.Slice:
		children(v, visit)
	case reflect.Struct:
		if n, ok := v.Addr().Interface().(Node); ok && v.CanAddr() && isPart(v) {
			Walk(n, visit)
		} else if v.Type() != atType && v.Type() != stepType {
			children(v, visit)
		}
	}
}

var (
	atType   = reflect.TypeFor[At]()
	stepType = reflect.TypeFor[Step]()
)

// isPart tells a node that is held by value, such as ParsePart, from the At and Step that every node
// embeds.
func isPart(v reflect.Value) bool { return v.Type() != atType && v.Type() != stepType }
