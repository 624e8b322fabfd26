package connecttest

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/searchfilter/searchfilter/internal/jsonscan"
)

// A timestamp is a time in the JSON of the protocol: in seconds since 1970, with up to three
// decimals. In RFC 3339 it is read, too.
type timestamp time.Time

func (t timestamp) MarshalJSON() ([]byte, error) { return t.append(nil), nil }

func (t timestamp) append(b []byte) []byte {
	ms := time.Time(t).UnixMilli()
	if ms < 0 {
		ms, b = -ms, append(b, '-')
	}
	b = strconv.AppendInt(b, ms/1000, 10)
	if ms %= 1000; ms > 0 {
		decimals := strconv.AppendInt(nil, 1000+ms, 10)
		decimals[0] = '.'
		b = append(b, bytes.TrimRight(decimals, "0")...)
	}
	return b
}

func (t *timestamp) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		text := jsonscan.Unquote(data)
		parsed, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return fmt.Errorf("%s is no time in RFC 3339", excerpt(text))
		}
		*t = timestamp(milliseconds(parsed))
		return checkTime(parsed)
	}
	seconds, err := strconv.ParseFloat(string(data), 64)
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		return fmt.Errorf("%s is no time in seconds since 1970", clip(data))
	case !(minSeconds <= seconds && seconds < maxSeconds):
		return fmt.Errorf("%s is not in the years 1 to 9999", clip(data))
	}
	*t = timestamp(time.UnixMilli(int64(math.Round(seconds * 1000))).UTC())
	return nil
}

// The seconds since 1970 of the years 1 to 9999, for which RFC 3339 has room.
const minSeconds, maxSeconds = -62135596800, 253402300799.9995

// checkTime reports a time that is not in these years, as the service keeps it.
func checkTime(t time.Time) error {
	if y := milliseconds(t).Year(); y < 1 || y > 9999 {
		return fmt.Errorf("%s is not in the years 1 to 9999", excerpt(t.Format(time.RFC3339)))
	}
	return nil
}

// milliseconds returns the time as the service keeps it.
func milliseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
