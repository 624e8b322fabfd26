package hint

import (
	"strings"
	"time"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// scalar is for the values of a bool, a time and a date as people write them, and for
// ranges: yes, 31.01.2026, -7 days, 2..5.
func (h *hints) scalar(c compared, at int) (f finding, ok bool) {
	end := at
	for end < len(h.pieces) && !h.ends(end) && end-at < mostWords {
		end++
	}
	kind := h.fieldOf(c.field).Kind
	if end == at || !h.ends(end) || kind != schema.Bool && !kinds.Ordered(kind) {
		return f, false
	}
	n, text := end-c.from, strings.Trim(h.text(at, end), `"'`)
	if from, to, isRange := strings.Cut(text, ".."); isRange && c.op == "=" && chars.IsWord(from) && chars.IsWord(to) {
		write := "(" + c.field + " >= " + from + " and " + c.field + " <= " + to + ")"
		if c.negated {
			write = "not " + write
		}
		return answer(n, noRanges, write)
	}
	isTime := kind == schema.Time || kind == schema.Date
	message := "a time is written another way"
	if c.ago {
		message, text = c.symbol, "-"+text
	}
	write, sure := "", true
	switch {
	case kind == schema.Bool:
		message, write = c.field+" is true or false", bools[strings.ToLower(text)]
	case isTime:
		if write = relative(text); write == "" {
			write = otherDate(text)
		}
		if write == "" {
			write, sure = instant(text)
		}
	}
	if write == "" || write == text && !c.ago {
		return f, false
	}
	f = finding{n: n, message: message, write: build(c.field, c.operator, write), sure: sure}
	if !sure {
		f.message = chars.Excerpt(text) + " is a time without a zone"
		f.also = "with another offset, such as +01:00"
	}
	return f, true
}

// bools are the words for the values of a bool.
var bools = map[string]string{
	"yes": "true", "y": "true", "on": "true", "1": "true", "no": "false", "n": "false", "off": "false", "0": "false",
}

// units are those of a time before now, by the words for them.
var units = map[string]string{
	"d": "d", "day": "d", "days": "d", "h": "h", "hour": "h", "hours": "h", "hr": "h", "hrs": "h",
	"min": "m", "mins": "m", "minute": "m", "minutes": "m", "w": "w", "week": "w", "weeks": "w",
}

// relative returns how the language writes a time before now, or "".
func relative(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s, ago := strings.CutSuffix(s, " ago")
	s, _ = strings.CutPrefix(s, "now")
	s = strings.TrimSpace(s)
	t := strings.TrimLeft(s, "-‐‑‒–—−")
	if t == s && !ago {
		return ""
	}
	t = strings.TrimSpace(t)
	digits := len(t) - len(strings.TrimLeft(t, "0123456789"))
	unit := units[strings.TrimSpace(t[digits:])]
	if digits == 0 || digits > 5 || unit == "" {
		return ""
	}
	return "-" + t[:digits] + unit
}

// dateLayouts are the layouts of dates as people write them. A date may fit two of them.
var dateLayouts = []string{"2006-1-2", "2006/1/2", "2006.1.2", "20060102", "2.1.2006", "2/1/2006", "1/2/2006", "2-1-2006", "1-2-2006"}

// otherDate returns a date as the language writes it, or "" if s is none or may be two.
func otherDate(s string) (date string) {
	for _, layout := range dateLayouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		other := t.Format(time.DateOnly)
		if date != "" && date != other {
			return ""
		}
		date = other
	}
	return date
}

// zones brings a date with a time of day to the form that the language has.
var zones = strings.NewReplacer(" UTC", "Z", " GMT", "Z", " Z", "Z", "+0000", "Z", "+00:00", "Z", " +", "+", " -", "-", " ", "T")

// instant returns a date with a time of day as the language writes it without quotes, with
// Z if it has no zone, or "" if s is none.
func instant(s string) (text string, hasZone bool) {
	text = zones.Replace(strings.ToUpper(s))
	if _, isTime := kinds.ParseTime(text); isTime {
		return text, true
	}
	if _, isTime := kinds.ParseTime(text + "Z"); isTime {
		return text + "Z", false
	}
	return "", false
}
