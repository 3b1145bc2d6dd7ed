package syntax

import "socrates/engine/kql/source"

// Operator is one step of a pipeline. Union, Search and Find may also begin one: then they are the
// first operator of a Pipe whose Source is nil.
type Operator interface {
	Node
	Keyword() source.Span // the operator's own word, for diagnostics
	operator()
}

// Step is embedded by every operator.
type Step struct {
	At
	Word source.Span
}

// Keyword returns the operator's own word.
func (s Step) Keyword() source.Span { return s.Word }
func (Step) operator()              {}

// Hint is `hint.strategy = broadcast`, `kind = inner`, `isfuzzy = true`: the name=value words between
// an operator and its arguments.
type Hint struct {
	At
	Name  *Name
	Value Expr
}

// SortKey is one key of sort, top, top-nested, array ordering: Desc by default; NullsFirst is nil
// when not written.
type SortKey struct {
	At
	X          Expr
	Desc       bool
	NullsFirst *bool
}

// TypedItem is an item of mv-expand and mv-apply: `name = x to typeof(T)`.
type TypedItem struct {
	At
	X  Expr // *NamedExpr when named
	To *TypeOf
}

type (
	As struct {
		Step
		Hints []*Hint
		Name  *Name
	}
	AssertSchema struct {
		Step
		Columns []*Param
	}
	Consume struct {
		Step
		Hints []*Hint
	}
	Count struct {
		Step
		As *Name // the legacy `count as name`; nil otherwise
	}
	Distinct struct {
		Step
		Hints []*Hint
		Items []Expr // *Wildcard for *
	}
	Evaluate struct {
		Step
		Hints  []*Hint
		Call   *Call
		Schema *TypeOf // the `: (a:string, …)` after the call; nil when absent
		Star   bool    // the schema began with *
	}
	Extend struct {
		Step
		Items []Expr
	}
	Facet struct {
		Step
		By   []Expr
		With *Pipe // nil when absent
	}
	Find struct {
		Step
		Hints   []*Hint
		In      []Expr // tables; nil for all
		Pred    Expr
		Project []Expr // *NamedExpr, *Name, pack(*); nil when absent
		Smart   bool   // project-smart
		Away    []Expr // project-away
	}
	Fork struct {
		Step
		Branches []*ForkBranch
	}
	GetSchema struct{ Step }
	Invoke    struct {
		Step
		Call *Call
	}
	Join struct {
		Step
		Hints []*Hint
		Right Expr
		On    []Expr // names, or $left.a == $right.b comparisons
		Where Expr   // never written in Kusto; kept for the diagnostic of SQL habits
	}
	Lookup struct {
		Step
		Hints []*Hint
		Right Expr
		On    []Expr
	}
	MakeSeries struct {
		Step
		Hints           []*Hint
		Aggs            []*SeriesAgg
		Axis            Expr
		From, To, Step2 Expr  // From and To nil when absent
		In              *Call // the legacy `in range(a, b, c)`; nil otherwise
		By              []Expr
	}
	MvApply struct {
		Step
		Hints     []*Hint
		ItemIndex *Name
		Items     []*TypedItem
		Limit     Expr
		Sub       *Pipe // Source nil
		ID        Expr  // context id; nil
	}
	MvExpand struct {
		Step
		Hints     []*Hint // bagexpansion, kind
		ItemIndex *Name
		Items     []*TypedItem
		Limit     Expr
	}
	ParseText struct {
		Step
		Where   bool // parse-where
		Kind    string
		Flags   string
		X       Expr
		Pattern []ParsePart
	}
	ParseKV struct {
		Step
		X       Expr
		Columns []*Param
		Props   []*NamedExpr
	}
	Partition struct {
		Step
		Hints []*Hint
		By    Expr
		Sub   *Pipe // Source nil for the ( … ) form; a whole pipe for the { … } form
		Brace bool
	}
	Project struct {
		Step
		Items []Expr
	}
	ProjectAway struct {
		Step
		Items []Expr
	}
	ProjectByNames struct {
		Step
		Items []Expr
	}
	ProjectKeep struct {
		Step
		Items []Expr
	}
	ProjectRename struct {
		Step
		Items []*NamedExpr
	}
	ProjectReorder struct {
		Step
		Items []*SortKeyName
	}
	Reduce struct {
		Step
		Hints []*Hint
		By    Expr
		With  []*NamedExpr
	}
	Render struct {
		Step
		Chart string
		Name  *Name        // the chart as written; nil where it is missing
		Props []*NamedExpr // with (title="…", xcolumn=a, ycolumns=a,b as Tuple values)
	}
	Sample struct {
		Step
		N Expr
	}
	SampleDistinct struct {
		Step
		N, Of Expr
	}
	Scan struct {
		Step
		Hints   []*Hint // with_match_id = name
		OrderBy []*SortKey
		PartBy  []Expr
		Declare []*Param
		Steps   []*ScanStep
	}
	Search struct {
		Step
		Hints []*Hint // kind=case_sensitive
		In    []Expr
		Pred  Expr
	}
	Serialize struct {
		Step
		Items []Expr
	}
	Sort struct {
		Step
		Hints []*Hint
		Keys  []*SortKey
	}
	Summarize struct {
		Step
		Hints []*Hint
		Aggs  []Expr
		By    []Expr
		HasBy bool
	}
	Take struct {
		Step
		Hints []*Hint
		N     Expr
	}
	Top struct {
		Step
		Hints []*Hint
		N     Expr
		Keys  []*SortKey
	}
	TopHitters struct {
		Step
		N, Of Expr
		By    Expr
	}
	TopNested struct {
		Step
		Levels []*TopNestedLevel
	}
	Union struct {
		Step
		Hints  []*Hint // kind, withsource, isfuzzy
		Tables []Expr
	}
	Where struct {
		Step
		Hints []*Hint
		Pred  Expr
	}
	// MakeGraph is `make-graph a --> b [with nodes on id …]`.
	MakeGraph struct {
		Step
		Hints          []*Hint
		Source, Target *Name
		Nodes          []GraphNodes
		NodeID         *Name // with_node_id = name
		PartitionBy    *GraphPartition
	}
	GraphMatch struct {
		Step
		Hints    []*Hint
		Patterns []*GraphPattern
		Where    Expr
		Project  []Expr
	}
	GraphShortestPaths struct {
		Step
		Hints    []*Hint
		Patterns []*GraphPattern
		Where    Expr
		Project  []Expr
	}
	GraphMarkComponents struct {
		Step
		Hints []*Hint
	}
	GraphToTable struct {
		Step
		Outputs []*GraphOutput
	}
	// BadStep stands where an operator could not be parsed; a diagnostic was given.
	BadStep struct{ Step }
)

// ForkBranch is `name = ( ops )`.
type ForkBranch struct {
	At
	Name *Name // nil when absent
	Sub  *Pipe // Source nil
}

// SeriesAgg is `x = avg(y) default = 0`.
type SeriesAgg struct {
	At
	X       Expr
	Default Expr
}

// SortKeyName is an item of project-reorder: a name or wildcard, and its order "" asc desc granny-asc granny-desc.
type SortKeyName struct {
	At
	X     Expr
	Order string
}

// ParsePart is one part of a parse pattern: a text to match, a `*`, or a column to fill.
type ParsePart struct {
	At
	Text   Expr   // string literal; nil otherwise
	Star   bool   // skip to the next text
	Column *Param // name and type; nil otherwise
}

// ScanStep is `step name [optional] [output = all|last|none] : predicate => a = x, b = y;`.
type ScanStep struct {
	At
	Name     *Name
	Optional bool
	Output   string // "" when not written
	Pred     Expr
	Assign   []*NamedExpr
}

// TopNestedLevel is `top N of X [with others = v] by Agg [asc|desc]`.
type TopNestedLevel struct {
	At
	N, Of, Others, By Expr // N nil for all; By may be a *NamedExpr
	Desc              bool
}

// GraphNodes is `with T on id`.
type GraphNodes struct {
	Table Expr
	On    *Name
}

// GraphPartition is `partitioned-by column ( ops )`.
type GraphPartition struct {
	By  *Name
	Sub *Pipe
}

// GraphPattern is one path: nodes and the edges between them, len(Edges) == len(Nodes)-1.
type GraphPattern struct {
	At
	Name  *Name // `name = (a)-[e]->(b)`; nil when absent
	Nodes []*Name
	Edges []*GraphEdge
}

// GraphEdge is `-[name*min..max]->`, `<-[…]-` or `-[…]-`, also written `-->`, `<--`, `--`.
type GraphEdge struct {
	At
	Name     *Name // nil when anonymous
	Variable bool
	Min, Max int
	Dir      int // +1 ->, -1 <-, 0 either
}

// GraphOutput is `nodes as N [with_node_id = x]` or `edges as E [with_source_id = x with_target_id = y]`.
type GraphOutput struct {
	At
	Kind  string
	As    *Name
	Hints []*Hint
}
