package soc

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"socrates/engine/kql/value"
	"socrates/engine/soc/rule"
)

// Watchlist is a table of the learner's own that queries read with _GetWatchlist. Its rows are in Watchlist too, an
// append-only log: one row for the list, one for every change of an item.
type Watchlist struct {
	Alias       string   `json:"alias"`
	Name        string   `json:"name"`
	Description string   `json:"description,omitempty"`
	SearchKey   string   `json:"searchKey"` // the column that joins use
	Columns     []string `json:"columns"`
	By          string   `json:"by"`
	Created     int64    `json:"created"` // datetime ticks
	Updated     int64    `json:"updated"`
	Made        int      `json:"made"` // items ever made: the last one's number
	Items       []Item   `json:"items"`
}

// Item is a row of a watchlist; Cells goes by Columns.
type Item struct {
	ID    string   `json:"id"`
	Cells []string `json:"cells"`
}

// CreateWatchlist is the data of "watchlist.create". CSV has a header line.
type CreateWatchlist struct {
	Alias       string `json:"alias"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	SearchKey   string `json:"searchKey"`
	CSV         string `json:"csv"`
	Template    string `json:"template,omitempty"` // of an installed solution: it has the header and the search key
}

// ChangeWatchlist is the data of "watchlist.add" (CSV with a header line), "watchlist.remove" (Keys, values of the
// search key) and "watchlist.delete".
type ChangeWatchlist struct {
	Alias string   `json:"alias"`
	CSV   string   `json:"csv,omitempty"`
	Keys  []string `json:"keys,omitempty"`
}

// watchlistRefresh is how often the rows of a watchlist are written anew, with a new TimeGenerated [K7].
const watchlistRefresh = 12 * value.Day

func init() {
	register("watchlist.create", "watchlist", "make a watchlist from a CSV file",
		func(ctx context.Context, e *Engine, a Action, c CreateWatchlist) (Outcome, error) {
			return e.createWatchlist(ctx, a, c)
		})
	register("watchlist.add", "watchlist", "add rows to a watchlist; a row with a known search key replaces it",
		func(ctx context.Context, e *Engine, _ Action, c ChangeWatchlist) (Outcome, error) {
			return e.addItems(ctx, c)
		})
	register("watchlist.remove", "watchlist", "remove rows from a watchlist by their search key",
		func(ctx context.Context, e *Engine, _ Action, c ChangeWatchlist) (Outcome, error) {
			return e.removeItems(ctx, c)
		})
	register("watchlist.delete", "watchlist", "delete a watchlist",
		func(ctx context.Context, e *Engine, _ Action, c ChangeWatchlist) (Outcome, error) {
			return e.deleteWatchlist(ctx, c)
		})
}

// aliasForm is what the alias of a watchlist may be [K6].
var aliasForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 _-]{1,62}[A-Za-z0-9]$`)

func (e *Engine) createWatchlist(ctx context.Context, a Action, c CreateWatchlist) (Outcome, error) {
	if !aliasForm.MatchString(c.Alias) {
		return Outcome{}, refuse(Invalid, "write 3 to 64 letters, digits, spaces, _ or -, with a letter or digit at both ends", "%q cannot be the alias of a watchlist", c.Alias)
	}
	if _, err := e.watchlist(ctx, c.Alias); err == nil {
		return Outcome{}, refuse(Conflict, "add rows to it, delete it first, or choose another alias", "there is a watchlist %s already", c.Alias)
	}
	c, err := c.fromTemplate(e)
	if err != nil {
		return Outcome{}, err
	}
	columns, lines, err := e.readCSV(c.CSV)
	if err != nil {
		return Outcome{}, err
	}
	if !slices.Contains(columns, c.SearchKey) {
		return Outcome{}, refuse(Invalid, "choose one of the columns: "+strings.Join(columns, ", "), "the file has no column %q to be the search key", c.SearchKey)
	}
	e.st.Dropped = slices.DeleteFunc(e.st.Dropped, func(alias string) bool { return alias == c.Alias })
	w := &Watchlist{Alias: c.Alias, Name: cmp.Or(c.Name, c.Alias), Description: c.Description, SearchKey: c.SearchKey, Columns: columns,
		By: a.Actor, Created: e.st.Now, Updated: e.st.Now}
	e.st.Watchlists[w.Alias] = w
	e.putWatchlist(w, "Create")
	for _, cells := range lines {
		w.Made++
		w.Items = append(w.Items, Item{e.itemID(w, w.Made), cells})
		e.putItem(w, w.Items[len(w.Items)-1], "Create")
	}
	e.st.schedule(job{Due: e.st.Now + watchlistRefresh, Kind: "watchlist", ID: w.Alias})
	return Outcome{ID: w.Alias, Message: fmt.Sprintf("watchlist %s made, %d rows", w.Alias, len(lines)),
		Notes: []string{fmt.Sprintf("read it with _GetWatchlist('%s'); its SearchKey column holds %s", w.Alias, w.SearchKey)}}, nil
}

// readCSV reads a file with a header line within the platform's limits [K2, K4].
func (e *Engine) readCSV(text string) (columns []string, lines [][]string, err error) {
	text = strings.TrimPrefix(text, "\ufeff")
	if most := e.profile.Limits.WatchlistBytes; len(text) > most {
		return nil, nil, refuse(LimitHit, "cut the file in two watchlists, or leave columns out", "the file has %d bytes; an uploaded file has at most %d", len(text), most)
	}
	for n, line := range strings.Split(text, "\n") {
		if most := e.profile.Limits.WatchlistLine; len(line) > most {
			return nil, nil, refuse(LimitHit, "shorten it", "line %d has %d characters; a line has at most %d", n+1, len(line), most)
		}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		return nil, nil, notCSV(err)
	}
	if len(all) < 2 {
		return nil, nil, refuse(Invalid, "write a header line, then a line for each row", "the file has no rows")
	}
	return all[0], all[1:], checkHeader(all[0])
}

func notCSV(err error) error {
	var p *csv.ParseError
	if !errors.As(err, &p) {
		return refuse(Invalid, "save it as CSV with commas", "the file cannot be read as CSV")
	}
	why := map[error]string{csv.ErrFieldCount: "it has more or fewer cells than the header", csv.ErrQuote: "a quote is not closed, or stands alone",
		csv.ErrBareQuote: "a quote stands inside a cell without quotes", io.ErrUnexpectedEOF: "it ends too early"}[p.Err]
	return refuse(Invalid, "put cells with commas or quotes in double quotes", "line %d is not CSV: %s", p.Line, cmp.Or(why, "it cannot be read"))
}

func checkHeader(columns []string) error {
	seen := map[string]bool{}
	for _, c := range columns {
		if strings.TrimSpace(c) == "" || seen[c] {
			return refuse(Invalid, "give every column a name of its own", "the header has an empty name, or %q twice", c)
		}
		seen[c] = true
	}
	return nil
}

// watchlist finds a watchlist. One that the organisation had before is not part of the state until adopt.
func (e *Engine) watchlist(ctx context.Context, alias string) (*Watchlist, error) {
	all, err := e.Watchlists(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, w := range all {
		if w.Alias == alias {
			return w, nil
		}
		names = append(names, w.Alias)
	}
	have := "there are none yet; make one from a CSV file"
	if len(names) > 0 {
		have = "there are " + strings.Join(names, ", ")
	}
	return nil, refuse(NotFound, have, "there is no watchlist %q", alias)
}

// adopt makes what the organisation had the learner's own, once they work on it.
func (e *Engine) adopt(w *Watchlist) {
	e.st.Watchlists[w.Alias] = w
	w.Updated = e.st.Now
}

// Watchlists lists the watchlists by alias, those that the organisation had before included; treat as read-only.
func (e *Engine) Watchlists(ctx context.Context) ([]*Watchlist, error) {
	all, err := e.inherited(ctx)
	if err != nil {
		return nil, err
	}
	maps.Copy(all, e.st.Watchlists)
	var out []*Watchlist
	for _, alias := range slices.Sorted(maps.Keys(all)) {
		out = append(out, all[alias])
	}
	return out, nil
}

// inherited reads the watchlists that were in the workspace from the start; those that the mini-SOC has written about
// itself are not among them.
func (e *Engine) inherited(ctx context.Context) (map[string]*Watchlist, error) {
	rows, err := e.query(ctx, `Watchlist
| where _DTItemType == "watchlist-item"
| summarize arg_max(_DTTimestamp, *) by WatchlistAlias, _DTItemId
| where _DTItemStatus != "Delete"
| order by WatchlistAlias asc, SearchKey asc
| project WatchlistAlias, WatchlistName, Notes, SearchKey, WatchlistItem, _DTItemId, CreatedTimeUTC, LastUpdatedTimeUTC`)
	if err != nil {
		return nil, fmt.Errorf("read the watchlists: %w", err)
	}
	all := map[string]*Watchlist{}
	for _, row := range rows {
		alias := rule.Text(row["WatchlistAlias"])
		if e.st.Watchlists[alias] != nil || slices.Contains(e.st.Dropped, alias) {
			continue
		}
		if all[alias] == nil {
			created, _ := row["CreatedTimeUTC"].(int64)
			updated, _ := row["LastUpdatedTimeUTC"].(int64)
			all[alias] = &Watchlist{Alias: alias, Name: rule.Text(row["WatchlistName"]), Description: rule.Text(row["Notes"]), Created: created, Updated: updated}
		}
		all[alias].inherit(row)
	}
	return all, nil
}

// inherit adds an item as its row has it; the search key is the column whose value it repeats.
func (w *Watchlist) inherit(row map[string]any) {
	bag := map[string]any{}
	if json.Unmarshal([]byte(rule.Text(row["WatchlistItem"])), &bag) != nil {
		return
	}
	if w.Columns == nil {
		w.Columns = slices.Sorted(maps.Keys(bag))
	}
	cells := make([]string, len(w.Columns))
	for i, c := range w.Columns {
		cells[i] = rule.Text(bag[c])
		if w.SearchKey == "" && cells[i] == rule.Text(row["SearchKey"]) {
			w.SearchKey = c
		}
	}
	w.Made++
	w.Items = append(w.Items, Item{rule.Text(row["_DTItemId"]), cells})
}

func (e *Engine) addItems(ctx context.Context, c ChangeWatchlist) (Outcome, error) {
	w, err := e.watchlist(ctx, c.Alias)
	if err != nil {
		return Outcome{}, err
	}
	columns, lines, err := e.readCSV(c.CSV)
	if err != nil {
		return Outcome{}, err
	}
	if !slices.Equal(columns, w.Columns) {
		return Outcome{}, refuse(Invalid, "write the header "+strings.Join(w.Columns, ","), "the columns of the file are not those of watchlist %s", w.Alias)
	}
	e.adopt(w)
	added := 0
	for _, cells := range lines {
		if i := w.at(w.key(cells)); i >= 0 {
			w.Items[i].Cells = cells
			e.putItem(w, w.Items[i], "Update")
			continue
		}
		w.Made++
		added++
		w.Items = append(w.Items, Item{e.itemID(w, w.Made), cells})
		e.putItem(w, w.Items[len(w.Items)-1], "Create")
	}
	return Outcome{ID: w.Alias, Message: fmt.Sprintf("watchlist %s: %d rows added, %d replaced", w.Alias, added, len(lines)-added)}, nil
}

func (e *Engine) removeItems(ctx context.Context, c ChangeWatchlist) (Outcome, error) {
	w, err := e.watchlist(ctx, c.Alias)
	if err != nil {
		return Outcome{}, err
	}
	for _, key := range c.Keys {
		if w.at(key) < 0 {
			return Outcome{}, refuse(NotFound, "the search key is "+w.SearchKey, "watchlist %s has no row %q", w.Alias, key)
		}
	}
	e.adopt(w)
	for _, key := range c.Keys {
		i := w.at(key)
		e.putItem(w, w.Items[i], "Delete")
		w.Items = slices.Delete(w.Items, i, i+1)
	}
	return Outcome{ID: w.Alias, Message: fmt.Sprintf("watchlist %s: %d rows removed", w.Alias, len(c.Keys))}, nil
}

func (e *Engine) deleteWatchlist(ctx context.Context, c ChangeWatchlist) (Outcome, error) {
	w, err := e.watchlist(ctx, c.Alias)
	if err != nil {
		return Outcome{}, err
	}
	for _, item := range w.Items {
		e.putItem(w, item, "Delete")
	}
	e.putWatchlist(w, "Delete")
	delete(e.st.Watchlists, w.Alias)
	e.st.Dropped = append(e.st.Dropped, w.Alias)
	e.st.cancel(func(j job) bool { return j.Kind == "watchlist" && j.ID == w.Alias })
	return Outcome{ID: w.Alias, Message: "watchlist " + w.Alias + " deleted"}, nil
}

// refreshWatchlist writes all rows anew, so that they do not age out of queries that look back some days.
func (e *Engine) refreshWatchlist(alias string) {
	w := e.st.Watchlists[alias]
	e.putWatchlist(w, "Update")
	for _, item := range w.Items {
		e.putItem(w, item, "Update")
	}
	e.st.schedule(job{Due: e.st.Now + watchlistRefresh, Kind: "watchlist", ID: alias})
}

func (w *Watchlist) key(row []string) string { return row[slices.Index(w.Columns, w.SearchKey)] }

// at is the place of the item with a search key, or -1.
func (w *Watchlist) at(key string) int {
	return slices.IndexFunc(w.Items, func(i Item) bool { return w.key(i.Cells) == key })
}

func (e *Engine) itemID(w *Watchlist, n int) string {
	return e.guid(fmt.Sprint("watchlist item", w.Alias, w.Created, n))
}

// putWatchlist writes the row of the list itself.
func (e *Engine) putWatchlist(w *Watchlist, status string) {
	e.put("Watchlist", e.watchlistCells(w, "watchlist", status, e.guid(fmt.Sprint("watchlist", w.Alias, w.Created))))
}

func (e *Engine) putItem(w *Watchlist, item Item, status string) {
	row := e.watchlistCells(w, "watchlist-item", status, item.ID)
	bag := map[string]string{}
	for i, c := range w.Columns {
		bag[c] = item.Cells[i]
	}
	row["WatchlistItem"], row["WatchlistItemId"], row["SearchKey"] = bag, item.ID, w.key(item.Cells)
	e.put("Watchlist", row)
}

func (e *Engine) watchlistCells(w *Watchlist, kind, status, id string) cells {
	by := map[string]any{"objectId": nil, "email": w.By, "name": w.By}
	return cells{"AzureTenantId": e.ws.TenantID, "_DTItemId": id, "_DTItemType": kind, "_DTItemStatus": status, "_DTTimestamp": e.st.Now,
		"WatchlistId": e.guid(fmt.Sprint("watchlist", w.Alias, w.Created)), "WatchlistAlias": w.Alias, "WatchlistName": w.Name, "Notes": w.Description,
		"Provider": "Microsoft", "Source": w.Alias + ".csv", "SourceSystem": "Watchlist", "CreatedBy": by, "UpdatedBy": by, "CreatedTimeUTC": w.Created,
		"LastUpdatedTimeUTC": e.st.Now, "CorrelationId": e.guid(fmt.Sprint("watchlist change", w.Alias, e.st.Now))}
}
