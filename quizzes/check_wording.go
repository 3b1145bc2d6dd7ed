package quizzes

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

var (
	catchAll = regexp.MustCompile(`(?i)\b(all|none|both|neither|any) of (the (above|options|answers)|these|them)\b|\b(both|neither) [a-e] (and|nor) [a-e]\b`)
	negative = regexp.MustCompile(`\b(not|never|except|cannot|isn't|doesn't|won't|least likely)\b`)
	shall    = regexp.MustCompile(`(?i)\bshall\b`)
	absolute = regexp.MustCompile(`(?i)\b(always|never|every|impossible|completely|whatever)\b`)
	numbers  = map[int]string{2: "two", 3: "three", 4: "four", 5: "five"}
)

// wording enforces those writing rules that can be seen in the text alone.
func (c *checker) wording() {
	it := c.item
	c.question()
	c.plain()
	if it.Kind == Multiple {
		c.need(strings.Contains(strings.ToLower(it.Stem), numbers[it.Choose]) || contains(it.Stem, strconv.Itoa(it.Choose)),
			"the stem does not say how many to choose: %s", numbers[it.Choose])
	}
	c.optionTexts(it.Options)
	if it.Kind == Single {
		c.clues(it.Options)
	}
	for _, a := range it.Areas {
		c.optionTexts(a.Choices)
	}
}

// question objects to a negative question, unless the word is emphasised: NOT, EXCEPT, **not**. The
// question is the last sentence that ends with a question mark, or the last line.
func (c *checker) question() {
	stem := strings.TrimSpace(strings.ReplaceAll(c.item.Stem, "**not**", "NOT"))
	q := stem[strings.LastIndex(stem, "\n")+1:]
	if i := strings.LastIndex(stem, "?"); i >= 0 {
		q = stem[strings.LastIndexAny(stem[:i], ".?!\n:;")+1 : i]
	}
	c.need(!negative.MatchString(q), "the question is negative without emphasis; turn it around, or write NOT")
}

// plain objects to language that no exam uses for a requirement.
func (c *checker) plain() {
	found := false
	c.item.eachText(func(s string) { found = found || shall.MatchString(s) })
	c.need(!found, `"shall" is the language of contracts; write must, should or wants to`)
}

// optionTexts looks at options side by side.
func (c *checker) optionTexts(options []Option) {
	if len(options) < 2 {
		return
	}
	stops := 0
	var texts []string
	for _, o := range options {
		text := strings.TrimSpace(o.Text)
		c.need(!catchAll.MatchString(text), "%q: an option must say something of its own", text)
		c.need(!slices.Contains(texts, strings.ToLower(text)), "%q is offered twice", text)
		texts = append(texts, strings.ToLower(text))
		if strings.HasSuffix(text, ".") {
			stops++
		}
	}
	c.need(stops == 0 || stops == len(options), "%d of %d options end with a full stop; be parallel", stops, len(options))
	short := len(slices.MinFunc(texts, byLength))
	long := len(slices.MaxFunc(texts, byLength))
	c.need(long <= 3*short || long-short <= 40, "options of %d and %d characters stand side by side; be parallel in length", short, long)
	c.need(ascending(options), "options that are numbers stand in ascending order")
}

func byLength(a, b string) int { return cmp.Compare(len(a), len(b)) }

// clues finds what gives a key away to someone who knows nothing of the matter.
func (c *checker) clues(options []Option) {
	i := slices.IndexFunc(options, func(o Option) bool { return o.Correct })
	if i < 0 {
		return
	}
	key := options[i].Text
	longest, strict := 0, 0
	others := map[string]bool{}
	for j, o := range options {
		if j == i {
			continue
		}
		longest = max(longest, len(o.Text))
		if absolute.MatchString(o.Text) {
			strict++
		}
		for _, w := range contentWords(o.Text) {
			others[w] = true
		}
	}
	c.need(len(key) <= longest+25 || len(key)*2 <= longest*3, "the key is much longer (%d characters) than every other option (%d)", len(key), longest)
	c.need(strict < 2 || absolute.MatchString(key), "always, never and their like stand in wrong options only")
	stem := contentWords(c.item.Stem)
	var echo []string
	for _, w := range contentWords(key) {
		if !others[w] && slices.Contains(stem, w) {
			echo = append(echo, w)
		}
	}
	c.need(len(echo) < 2, "the key alone repeats words of the stem: %s", strings.Join(echo, ", "))
}

// contentWords lists the different words of six letters and more, lower case, without plural s.
func contentWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		w = strings.TrimSuffix(w, "s")
		if len(w) >= 6 && !slices.Contains(out, w) && !slices.Contains(common, w) {
			out = append(out, w)
		}
	}
	return out
}

// common words are in every question of this trade and give nothing away.
var common = strings.Fields(`defender microsoft sentinel incident security analyst workspace portal should contoso fabrikam
	device account before without because through between against another during already within which after first`)

var number = regexp.MustCompile(`^(\d+(?:[.,]\d+)*)\s*([a-zA-Z%]*)`)

// units turns what may stand behind a number into multiples of the smallest of its kind.
var units = map[string]float64{
	"": 1, "%": 1, "second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2592000, "year": 31536000,
	"kb": 1, "mb": 1000, "gb": 1e6, "tb": 1e9,
}

// ascending reports whether options that are all numbers with one kind of unit rise.
func ascending(options []Option) bool {
	last := -1.0
	rising := true
	for _, o := range options {
		m := number.FindStringSubmatch(strings.TrimSpace(o.Text))
		if m == nil {
			return true
		}
		unit, ok := units[strings.ToLower(strings.TrimSuffix(m[2], "s"))]
		if !ok {
			unit = 1
		}
		n, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
		if err != nil {
			return true
		}
		rising = rising && n*unit > last
		last = n * unit
	}
	return rising
}

func contains(text, part string) bool { return strings.Contains(text, part) }

// eachText calls f with every text of the item.
func (it *Item) eachText(f func(string)) {
	mapText(reflect.ValueOf(it), func(s string) string { f(s); return s })
}
