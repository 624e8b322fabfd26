package hint

import (
	"fmt"
	"strconv"
	"strings"

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
	kind := h.kindOf(c.field)
	if end == at || !h.ends(end) || kind != schema.Bool && !kinds.Ordered(kind) {
		return f, false
	}
	n, text := end-c.from, strings.Trim(h.text(at, end), `"'`)
	if from, to, isRange := strings.Cut(text, ".."); isRange && c.op == "=" && chars.IsWord(from) && chars.IsWord(to) {
		return answer(n, noRanges, "("+c.field+" >= "+from+" and "+c.field+" <= "+to+")")
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
	if _, ok := kinds.ParseDate(date); !ok {
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
