package syntax

import (
	"encoding/json"
	"strconv"
	"strings"

	"socrates/engine/kql/source"
	"socrates/engine/kql/value"
	"socrates/engine/schema"
)

// dynamic reads `dynamic(…)`: JSON, and beyond it single-quoted strings, the typed literals of KQL and
// dynamic itself. The result is compact JSON.
func (p *parser) dynamic() Expr {
	start := p.next().at.Start
	js := p.dynamicBody()
	if js == "null" {
		js = ""
	}
	return &DynamicLiteral{p.from(start), js}
}

func (p *parser) dynamicBody() string {
	p.open()
	js := p.json()
	if !p.boundary() {
		p.unexpected()
		p.skip(false)
	}
	p.close()
	return js
}

func (p *parser) json() string {
	if !p.enter() {
		p.leave()
		return "null"
	}
	defer p.leave()
	t := p.cur()
	switch {
	case t.kind == text:
		return quoteJSON(p.stringLiteral().(*Literal).Value.S)
	case t.is("["):
		return p.jsonArray()
	case t.is("{"):
		return p.jsonBag()
	case t.is("-"), t.is("+"):
		p.next()
		if n := p.jsonNumber(); t.raw == "-" {
			return "-" + n
		} else {
			return n
		}
	case t.kind == number:
		return p.jsonNumber()
	case t.kind == typed:
		return jsonOf(p.typedLiteral().(*Literal).Value)
	case t.is("true"), t.is("false"), t.is("null"):
		return p.next().raw
	case t.is("dynamic") && p.peek(1).is("("):
		p.next()
		return p.dynamicBody()
	}
	p.notConstant(t)
	return "null"
}

func (p *parser) notConstant(t token) {
	if t.kind != word {
		p.missingExpr()
		return
	}
	p.fail(source.Diag{Code: BadLiteral, Span: t.at, Msg: "dynamic(…) holds constants only, not " + t.raw,
		Label: "not a constant",
		Hints: []string{"put text in quotes; to build a value from columns use pack_array(…), bag_pack(…) or todynamic(…)"}})
	p.path(p.nameOrCall())
}

func (p *parser) jsonNumber() string {
	t := p.cur()
	if t.kind != number {
		p.missingExpr()
		return "0"
	}
	p.next()
	return jsonOf(t.v)
}

func (p *parser) jsonArray() string {
	p.open()
	var parts []string
	p.elements(func() { parts = append(parts, p.json()) })
	p.close()
	return "[" + strings.Join(parts, ",") + "]"
}

func (p *parser) jsonBag() string {
	p.open()
	var parts []string
	p.elements(func() { parts = append(parts, p.jsonMember()) })
	p.close()
	return "{" + strings.Join(parts, ",") + "}"
}

func (p *parser) jsonMember() string {
	if p.cur().kind != text {
		p.fail(source.Diag{Code: BadLiteral, Span: p.here(), Msg: "a property's name is a string",
			Label: "expected a name in quotes", Hints: []string{`dynamic({"name": 1})`}})
		p.skip(true)
		return `"":null`
	}
	key := quoteJSON(p.stringLiteral().(*Literal).Value.S)
	if !p.expect(":", "a colon stands between name and value") {
		p.skip(true)
		return key + ":null"
	}
	return key + ":" + p.json()
}

// jsonOf writes a constant as JSON; what JSON lacks becomes a string.
func jsonOf(v value.Value) string {
	if v.Null {
		return "null"
	}
	switch v.Type {
	case schema.Bool:
		return strconv.FormatBool(v.B)
	case schema.Int, schema.Long, schema.Decimal:
		return v.Text()
	case schema.Real:
		if s := v.Text(); json.Valid([]byte(s)) {
			return s
		}
	}
	return quoteJSON(v.Text())
}

func quoteJSON(s string) string {
	var out strings.Builder
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.Encode(s) // a string always encodes
	return strings.TrimSuffix(out.String(), "\n")
}
