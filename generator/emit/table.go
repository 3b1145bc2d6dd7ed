package emit

import (
	"fmt"
	"reflect"
	"sync"

	"socrates/engine/schema"
)

// Col is the place of a column in its table; None is a column that the table does not have.
type Col int16

// None marks a column of a shared block that this table lacks; writing to it does nothing.
const None Col = -1

// Table is a table of the catalogue, ready to be written.
type Table struct {
	*schema.Table
	N       int // ordinal among the tables that a run writes
	Columns []schema.Column
	Const   map[string]string // columns that hold the same text in every row, unless a row says otherwise

	index     map[string]Col
	step      int64 // times are cut to a multiple of it
	timestamp Col   // Timestamp, or None
	generated Col   // TimeGenerated, or None
	billed    Col   // _BilledSize, or None
}

var registry struct {
	sync.Mutex
	tables []*Table
}

// Open registers a table of the catalogue for writing. It panics on a name that the catalogue lacks:
// it is called by package variables only, so every run of any test meets the mistake.
func Open(name string) *Table {
	st, ok := schema.Lookup(name)
	if !ok {
		panic(fmt.Sprintf("emit: the catalogue has no table %q", name))
	}
	t := &Table{Table: st, Columns: st.Columns(), index: map[string]Col{}, step: 1}
	for i, c := range t.Columns {
		t.index[c.Name] = Col(i)
	}
	t.timestamp, t.generated, t.billed = t.Col("Timestamp"), t.Col("TimeGenerated"), t.Col("_BilledSize")
	registry.Lock()
	defer registry.Unlock()
	t.N = len(registry.tables)
	registry.tables = append(registry.tables, t)
	return t
}

// Step says that the product tells time in multiples of a number of ticks, such as whole seconds. It returns t.
func (t *Table) Step(ticks int64) *Table {
	t.step = ticks
	return t
}

// Tables lists what Open registered, in order of registration.
func Tables() []*Table {
	registry.Lock()
	defer registry.Unlock()
	return append([]*Table(nil), registry.tables...)
}

// Col is the place of a column, or None.
func (t *Table) Col(name string) Col {
	if c, ok := t.index[name]; ok {
		return c
	}
	return None
}

// Optional tags a block of columns of which a table may lack some.
type Optional struct{}

// Bind fills the Col fields of *cols with the places of the columns of the same names. Blocks shared by
// several tables are embedded structs; a block that embeds Optional may name columns that this table
// lacks, which then are None. A field named X_ stands for the column _X. Anything else unknown panics,
// at the start of the program, with the field's name.
func Bind(t *Table, cols any) {
	bind(t, reflect.ValueOf(cols).Elem(), false)
}

func bind(t *Table, v reflect.Value, optional bool) {
	typ := v.Type()
	for i := range typ.NumField() {
		if typ.Field(i).Type == reflect.TypeFor[Optional]() {
			optional = true
		}
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		switch {
		case f.Type == reflect.TypeFor[Optional](), f.Type == reflect.TypeFor[*Table]():
		case f.Type.Kind() == reflect.Struct:
			bind(t, v.Field(i), optional)
		default:
			bindField(t, v.Field(i), f.Name, optional)
		}
	}
}

func bindField(t *Table, v reflect.Value, name string, optional bool) {
	column := name
	if name[len(name)-1] == '_' && t.Col(name) == None {
		column = "_" + name[:len(name)-1]
	}
	c := t.Col(column)
	if c == None && !optional {
		panic(fmt.Sprintf("emit: table %s has no column %q", t.Name, column))
	}
	v.SetInt(int64(c))
}
