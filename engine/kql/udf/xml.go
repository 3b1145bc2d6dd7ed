package udf

import (
	"encoding/xml"
	"io"
	"strings"
)

var xmlFuncs = []Func{{Name: "kql_parse_xml", In: []Type{Text}, Out: Text, Fn: Of1(parseXML)}}

// maxXML is the longest text that parse_xml reads, in bytes, as in Kusto; maxXMLDepth bounds the nesting.
const (
	maxXML      = 1 << 20
	maxXMLDepth = 200
)

// element is one element being read: attributes first (as @name), then text and children.
type element struct {
	name  string
	props []property
	text  strings.Builder
}

// parseXML turns an XML document into JSON: an element is a property; an attribute becomes @name, text
// beside attributes or children #text, repeated children an array. Broken XML gives null.
//
// Source: learn.microsoft.com/kusto/query/parse-xml-function.
func parseXML(s string) (string, bool) {
	if len(s) > maxXML {
		return "", false
	}
	d := xml.NewDecoder(strings.NewReader(s))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // texts are UTF-8 here
	stack := []*element{{}}
	for {
		t, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil || len(stack) > maxXMLDepth {
			return "", false
		}
		stack = readXML(stack, t)
	}
	root := stack[0]
	return writeBag(root.props), len(stack) == 1 && len(root.props) > 0
}

// readXML takes one token into the stack of open elements.
func readXML(stack []*element, t xml.Token) []*element {
	top := stack[len(stack)-1]
	switch t := t.(type) {
	case xml.StartElement:
		e := &element{name: xmlName(t.Name)}
		for _, a := range t.Attr {
			e.props = append(e.props, property{"@" + xmlName(a.Name), quoteJSON(a.Value)})
		}
		return append(stack, e)
	case xml.EndElement:
		parent := stack[len(stack)-2]
		parent.add(top.name, top.json())
		return stack[:len(stack)-1]
	case xml.CharData:
		if text := strings.TrimSpace(string(t)); text != "" {
			top.text.WriteString(text)
		}
	}
	return stack
}

// xmlName is the name as written but for the prefix, which the decoder has resolved; xmlns stays.
func xmlName(n xml.Name) string {
	if n.Space == "xmlns" {
		return "xmlns:" + n.Local
	}
	return n.Local
}

// add puts a child in; a second one of the same name makes an array of them.
func (e *element) add(name, js string) {
	for i, p := range e.props {
		if p.key != name {
			continue
		}
		if l, ok := list(p.val); ok {
			e.props[i].val = array(append(l, js))
		} else {
			e.props[i].val = array([]string{p.val, js})
		}
		return
	}
	e.props = append(e.props, property{name, js})
}

func (e *element) json() string {
	text := e.text.String()
	switch {
	case len(e.props) == 0 && text == "":
		return "null"
	case len(e.props) == 0:
		return quoteJSON(text)
	case text != "":
		e.props = append(e.props, property{"#text", quoteJSON(text)})
	}
	return writeBag(e.props)
}
