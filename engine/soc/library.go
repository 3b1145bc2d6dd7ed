package soc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"socrates/engine/soc/profile"
)

// SavedQuery is a hunting query that somebody kept.
type SavedQuery struct {
	Name  string `json:"name"`
	KQL   string `json:"kql"`
	Side  Portal `json:"side"` // where it was kept
	Notes string `json:"notes,omitempty"`
	By    string `json:"by"`
	At    int64  `json:"at"`
}

// Bookmark is a row of an answer that somebody kept, with the query that found it.
type Bookmark struct {
	ID    string         `json:"id"`
	Name  string         `json:"name"`
	KQL   string         `json:"kql"`
	Row   map[string]any `json:"row,omitempty"`
	Notes string         `json:"notes,omitempty"`
	Tags  []string       `json:"tags,omitempty"`
	By    string         `json:"by"`
	At    int64          `json:"at"`
}

// SaveQuery is the data of "query.save" and, with a name only, of "query.delete".
type SaveQuery struct {
	Name  string `json:"name"`
	KQL   string `json:"kql,omitempty"`
	Notes string `json:"notes,omitempty"`
}

// AddBookmark is the data of "bookmark.add".
type AddBookmark struct {
	Name  string         `json:"name"`
	KQL   string         `json:"kql"`
	Row   map[string]any `json:"row,omitempty"`
	Notes string         `json:"notes,omitempty"`
	Tags  []string       `json:"tags,omitempty"`
}

// RemoveBookmark is the data of "bookmark.remove".
type RemoveBookmark struct {
	ID string `json:"id"`
}

func init() {
	register("query.save", "hunt", "keep a hunting query under a name",
		func(_ context.Context, e *Engine, a Action, s SaveQuery) (Outcome, error) { return e.saveQuery(a, s) })
	register("query.delete", "hunt", "drop a saved query",
		func(_ context.Context, e *Engine, _ Action, s SaveQuery) (Outcome, error) { return e.deleteQuery(s) })
	register("bookmark.add", "bookmark", "keep a row of an answer",
		func(_ context.Context, e *Engine, a Action, b AddBookmark) (Outcome, error) {
			return e.addBookmark(a, b)
		})
	register("bookmark.remove", "bookmark", "drop a bookmark",
		func(_ context.Context, e *Engine, _ Action, b RemoveBookmark) (Outcome, error) {
			return e.removeBookmark(b)
		})
}

// SavedQueries lists the saved queries by name; treat as read-only.
func (e *Engine) SavedQueries() []*SavedQuery {
	var out []*SavedQuery
	for _, name := range slices.Sorted(maps.Keys(e.st.Saved)) {
		out = append(out, e.st.Saved[name])
	}
	return out
}

// Bookmarks lists the bookmarks in the order they were kept; treat as read-only.
func (e *Engine) Bookmarks() []*Bookmark { return e.st.Bookmarks }

func (e *Engine) saveQuery(a Action, s SaveQuery) (Outcome, error) {
	if strings.TrimSpace(s.Name) == "" || strings.TrimSpace(s.KQL) == "" {
		return Outcome{}, refuse(Invalid, "give a name and a query", "nothing to keep")
	}
	_, there := e.st.Saved[s.Name]
	e.st.Saved[s.Name] = &SavedQuery{Name: s.Name, KQL: s.KQL, Side: a.Portal, Notes: s.Notes, By: a.Actor, At: e.st.Now}
	return Outcome{ID: s.Name, Message: map[bool]string{true: "query " + s.Name + " replaced", false: "query " + s.Name + " saved"}[there]}, nil
}

func (e *Engine) deleteQuery(s SaveQuery) (Outcome, error) {
	if e.st.Saved[s.Name] == nil {
		return Outcome{}, refuse(NotFound, "the list shows the saved queries", "there is no saved query %q", s.Name)
	}
	delete(e.st.Saved, s.Name)
	return Outcome{Message: "query " + s.Name + " deleted"}, nil
}

func (e *Engine) addBookmark(a Action, b AddBookmark) (Outcome, error) {
	if strings.TrimSpace(b.Name) == "" || strings.TrimSpace(b.KQL) == "" {
		return Outcome{}, refuse(Invalid, "give a name and the query that found the row", "a bookmark keeps a row of an answer")
	}
	made := &Bookmark{ID: e.guid(fmt.Sprint("bookmark", e.st.next())), Name: b.Name, KQL: b.KQL, Row: b.Row, Notes: b.Notes, Tags: b.Tags, By: a.Actor, At: e.st.Now}
	e.st.Bookmarks = append(e.st.Bookmarks, made)
	e.publishBookmark(made, a.Actor, false)
	return Outcome{ID: made.ID, Message: "bookmark " + made.Name + " kept"}, nil
}

func (e *Engine) removeBookmark(b RemoveBookmark) (Outcome, error) {
	i := slices.IndexFunc(e.st.Bookmarks, func(m *Bookmark) bool { return m.ID == b.ID || m.Name == b.ID })
	if i < 0 {
		return Outcome{}, refuse(NotFound, "the list shows the bookmarks", "there is no bookmark %q", b.ID)
	}
	gone := e.st.Bookmarks[i]
	e.st.Bookmarks = slices.Delete(e.st.Bookmarks, i, i+1)
	e.publishBookmark(gone, gone.By, true)
	return Outcome{Message: "bookmark " + gone.Name + " removed"}, nil
}

// publishBookmark appends a bookmark's state to HuntingBookmark.
func (e *Engine) publishBookmark(b *Bookmark, by string, gone bool) {
	e.put("HuntingBookmark", cells{"BookmarkId": b.ID, "BookmarkName": b.Name, "BookmarkType": "hunting", "CreatedBy": b.By, "CreatedTime": b.At, "EventTime": b.At,
		"LastUpdatedTime": e.st.Now, "UpdatedBy": by, "Notes": b.Notes, "QueryText": b.KQL, "QueryResultRow": jsonText(b.Row), "QueryStartTime": b.At, "QueryEndTime": b.At,
		"SoftDeleted": gone, "Tags": jsonText(list(b.Tags)), "Entities": "[]", "SourceSystem": "Azure"})
}

// unshared reports a query kept in Azure, where the editor of the Defender portal does not look.
func (q *SavedQuery) unshared() bool { return q.Side == profile.Azure }
