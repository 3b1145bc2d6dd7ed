package bind

import (
	"fmt"

	"socrates/engine/kql/syntax"
)

// step applies one operator to a table; in is nil only for union, search and find at the start.
func (b *binder) step(in *table, op syntax.Operator) *table {
	if in != nil && in.graph != nil {
		return b.graphStep(in, op)
	}
	switch op := op.(type) {
	case *syntax.As:
		return b.as(in, op)
	case *syntax.AssertSchema:
		return b.assertSchema(in, op)
	case *syntax.BadStep:
		return in.broken()
	case *syntax.Consume:
		return b.consume(in)
	case *syntax.Count:
		return b.count(in, op)
	case *syntax.Distinct:
		return b.distinct(in, op)
	case *syntax.Evaluate:
		return b.evaluate(in, op)
	case *syntax.Extend:
		return b.extend(in, op)
	case *syntax.Facet:
		return b.facet(in, op)
	case *syntax.Find:
		return b.findIn(in, op)
	case *syntax.Fork:
		return b.fork(in, op)
	case *syntax.GetSchema:
		return b.getSchema(in)
	case *syntax.GraphMarkComponents, *syntax.GraphMatch, *syntax.GraphShortestPaths, *syntax.GraphToTable:
		b.err(CodeGraph, op.Keyword(), fmt.Sprintf("`%s` needs a graph", keyword(op)), "a table stands before it", "make a graph first: `| make-graph Source --> Target`")
		return badTable()
	case *syntax.Invoke:
		return b.invoke(in, op)
	case *syntax.Join:
		return b.join(in, op)
	case *syntax.Lookup:
		return b.lookup(in, op)
	case *syntax.MakeGraph:
		return b.makeGraph(in, op)
	case *syntax.MakeSeries:
		return b.makeSeries(in, op)
	case *syntax.MvApply:
		return b.mvApply(in, op)
	case *syntax.MvExpand:
		return b.mvExpand(in, op)
	case *syntax.ParseText:
		return b.parse(in, op)
	case *syntax.ParseKV:
		return b.parseKV(in, op)
	case *syntax.Partition:
		return b.partition(in, op)
	case *syntax.Project:
		return b.projectStep(in, op)
	case *syntax.ProjectAway:
		return b.projectAway(in, op)
	case *syntax.ProjectByNames:
		return b.projectByNames(in, op)
	case *syntax.ProjectKeep:
		return b.projectKeep(in, op)
	case *syntax.ProjectRename:
		return b.projectRename(in, op)
	case *syntax.ProjectReorder:
		return b.projectReorder(in, op)
	case *syntax.Reduce:
		return b.reduce(in, op)
	case *syntax.Render:
		return b.renderStep(in, op)
	case *syntax.Sample:
		return b.sample(in, op)
	case *syntax.SampleDistinct:
		return b.sampleDistinct(in, op)
	case *syntax.Scan:
		return b.scanStep(in, op)
	case *syntax.Search:
		return b.searchStep(in, op)
	case *syntax.Serialize:
		return b.serialize(in, op)
	case *syntax.Sort:
		return b.sort(in, op)
	case *syntax.Summarize:
		return b.summarize(in, op)
	case *syntax.Take:
		return b.take(in, op)
	case *syntax.Top:
		return b.top(in, op)
	case *syntax.TopHitters:
		return b.topHitters(in, op)
	case *syntax.TopNested:
		return b.topNested(in, op)
	case *syntax.Union:
		return b.union(in, op)
	case *syntax.Where:
		return b.where(in, op)
	}
	return b.notYet(in, op)
}

// notYet refuses an operator and goes on with a table that has every column.
func (b *binder) notYet(in *table, op syntax.Operator) *table {
	b.err(CodeUnsupported, op.Keyword(), fmt.Sprintf("the `%s` step is not part of this trainer yet", keyword(op)), "")
	return badTable()
}

// broken is a table after a step that could not be read.
func (t *table) broken() *table {
	if t == nil {
		return badTable()
	}
	out := *t
	out.open, out.bad = true, true
	return &out
}

// keywords are the operators' own words.
func keyword(op syntax.Operator) string {
	switch op := op.(type) {
	case *syntax.As:
		return "as"
	case *syntax.Count:
		return "count"
	case *syntax.Distinct:
		return "distinct"
	case *syntax.Evaluate:
		return "evaluate"
	case *syntax.Extend:
		return "extend"
	case *syntax.Facet:
		return "facet"
	case *syntax.Find:
		return "find"
	case *syntax.Fork:
		return "fork"
	case *syntax.GetSchema:
		return "getschema"
	case *syntax.GraphMarkComponents:
		return "graph-mark-components"
	case *syntax.GraphMatch:
		return "graph-match"
	case *syntax.GraphShortestPaths:
		return "graph-shortest-paths"
	case *syntax.GraphToTable:
		return "graph-to-table"
	case *syntax.Invoke:
		return "invoke"
	case *syntax.Join:
		return "join"
	case *syntax.Lookup:
		return "lookup"
	case *syntax.MakeGraph:
		return "make-graph"
	case *syntax.MakeSeries:
		return "make-series"
	case *syntax.MvApply:
		return "mv-apply"
	case *syntax.MvExpand:
		return "mv-expand"
	case *syntax.ParseText:
		if op.Where {
			return "parse-where"
		}
		return "parse"
	case *syntax.ParseKV:
		return "parse-kv"
	case *syntax.Partition:
		return "partition"
	case *syntax.Project:
		return "project"
	case *syntax.ProjectAway:
		return "project-away"
	case *syntax.ProjectByNames:
		return "project-by-names"
	case *syntax.ProjectKeep:
		return "project-keep"
	case *syntax.ProjectRename:
		return "project-rename"
	case *syntax.ProjectReorder:
		return "project-reorder"
	case *syntax.Reduce:
		return "reduce"
	case *syntax.Render:
		return "render"
	case *syntax.Sample:
		return "sample"
	case *syntax.SampleDistinct:
		return "sample-distinct"
	case *syntax.Scan:
		return "scan"
	case *syntax.Search:
		return "search"
	case *syntax.Serialize:
		return "serialize"
	case *syntax.Sort:
		return "sort"
	case *syntax.Summarize:
		return "summarize"
	case *syntax.Take:
		return "take"
	case *syntax.Top:
		return "top"
	case *syntax.TopHitters:
		return "top-hitters"
	case *syntax.TopNested:
		return "top-nested"
	case *syntax.Union:
		return "union"
	case *syntax.Where:
		return "where"
	}
	return "step"
}
