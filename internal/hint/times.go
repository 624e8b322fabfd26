package hint

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/searchfilter/searchfilter/internal/chars"
	"github.com/searchfilter/searchfilter/internal/codes"
	"github.com/searchfilter/searchfilter/internal/kinds"
	"github.com/searchfilter/searchfilter/schema"
)

// scalar is for values of times, dates and bools as people write them: 31.01.2026, -7 days,
// yes.
func (h *hints) scalar(i int, name string, o operator, at int) (f finding, ok bool) {
	switch h.kindOf(name) {
	case schema.Bool:
		return h.boolean(i, name, o, at)
	case schema.Time, schema.Date:
	default:
		return f, false
	}
	f = finding{code: codes.InvalidTime, message: "a time is written another way", sure: true}
	if h.words(at, "date") && h.at(at+1).kind == str { // as in SQL
		at++
	}
	end := at
	for end < len(h.pieces) && !h.ends(end) && end-at < mostWords {
		end++
	}
	if end == at || !h.ends(end) {
		return f, false
	}
	text := strings.Trim(h.text(at, end), `"'`)
	f.n = end - i
	switch span, date := relative(text), otherDate(text); {
	case span != "":
		f.write = build(name, o, span)
	case date != "":
		f.write = build(name, o, date)
	default:
		instant, hasZone := instant(text)
		if instant == "" {
			return f, false
		}
		f.sure = hasZone
		f.write = build(name, o, instant)
		if !hasZone {
			f.message = chars.Excerpt(text) + " is a time without a zone"
			f.also = "with another offset, such as +01:00"
		}
	}
	return f, f.write != "" && build(name, o, text) != f.write
}

// since is for the words for the time since then: modified in last 7 days.
func (h *hints) since(i int, name string, at int) (f finding, ok bool) {
	if k := h.kindOf(name); k != schema.Time && k != schema.Date {
		return f, false
	}
	from := at
	for _, words := range []string{"in the last", "in last", "within the last", "within last", "the last", "last", "within"} {
		if h.words(at, words) {
			at += strings.Count(words, " ") + 1
			break
		}
	}
	end := at
	for end < len(h.pieces) && !h.ends(end) && end-at < mostWords {
		end++
	}
	if at == from || end == at || !h.ends(end) {
		return f, false
	}
	f = finding{n: end - i, code: codes.ForeignOperator, message: "there is no operator " + h.text(from, at), sure: true}
	if span := relative("-" + h.text(at, end)); span != "" {
		f.write = build(name, operator{op: ">="}, span)
	}
	return f, f.write != ""
}

// boolean is for yes and no.
func (h *hints) boolean(i int, name string, o operator, at int) (f finding, ok bool) {
	text, n := h.value(at)
	is := map[string]string{"yes": "true", "on": "true", "1": "true", "no": "false", "off": "false", "0": "false", "y": "true", "n": "false"}[strings.ToLower(text)]
	if is == "" || !h.ends(at+n) || o.op != "=" && o.op != "!=" {
		return f, false
	}
	f = finding{n: at + n - i, code: codes.UnknownValue, message: name + " is true or false", sure: true}
	f.write = build(name, o, is)
	return f, true
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

// otherDate returns a date as the language writes it, or "" if s is none or may be two:
// 2026/01/31, 20260131, 31.01.2026, 01/31/2026.
func otherDate(s string) string {
	if len(s) == len("20260131") && strings.Trim(s, "0123456789") == "" {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	var parts []string
	var sign string
	for _, sign = range []string{"-", "/", "."} {
		if parts = strings.Split(s, sign); len(parts) == 3 {
			break
		}
	}
	if len(parts) != 3 {
		return ""
	}
	var n [3]int
	for i, p := range parts {
		var err error
		if n[i], err = strconv.Atoi(p); err != nil || len(p) > 4 || n[i] < 0 {
			return ""
		}
	}
	year, month, day := n[0], n[1], n[2]
	switch {
	case len(parts[0]) == 4:
	case len(parts[2]) != 4:
		return ""
	case sign == ".":
		year, month, day = n[2], n[1], n[0]
	case n[0] > 12:
		year, month, day = n[2], n[1], n[0]
	case n[1] > 12 || n[0] == n[1]:
		year, month, day = n[2], n[0], n[1]
	default:
		return ""
	}
	date := fmt.Sprintf("%04d-%02d-%02d", year, month, day)
	if _, ok := schema.ParseDate(date); !ok {
		return ""
	}
	return date
}

// instant returns a date with a time of day as the language writes it without quotes, with
// Z if it has no zone, or "" if s is none.
func instant(s string) (text string, hasZone bool) {
	date, rest, ok := strings.Cut(s, " ")
	if !ok {
		date, rest, ok = strings.Cut(s, "T")
	}
	clock, zone, spaced := strings.Cut(rest, " ")
	if !spaced && len(clock) > 0 {
		if i := strings.IndexAny(clock, "Zz+-"); i >= 0 {
			clock, zone = clock[:i], clock[i:]
		}
	}
	switch strings.ToUpper(zone) {
	case "UTC", "GMT", "Z", "+0000", "+00:00":
		zone, hasZone = "Z", true
	case "":
		zone = "Z"
	default:
		hasZone = true
	}
	text = date + "T" + clock + zone
	if _, isTime := kinds.ParseTime(text); !ok || !isTime {
		return "", false
	}
	return text, hasZone
}
