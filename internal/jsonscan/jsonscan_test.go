package jsonscan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const document = ` {"a": [1, -2.5e+3, 0, true, false, null, "é\u00e9\n\"x"], "b": {"": {}, "c": []}, "d": "\ud83d\ude00"}
`

// accepts reports whether text is one JSON value, and returns the place at which
// the scanner stopped.
func accepts(s *Scanner) (bool, int64) {
	err := s.Skip(0)
	return err == nil && s.AtEnd(), s.Offset()
}

// TestScanner_damage has texts with a few bytes changed. The scanner takes what
// encoding/json takes, and stops at one place however the text arrives.
func TestScanner_damage(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const bytes = "{}[],:\"\\ \n\x00\x1f0159.eE+-truefalsnl\xc3\xa9\xff"
	valid, invalid := 0, 0
	for range 20_000 {
		text := []byte(document)
		for range 1 + r.IntN(3) {
			at := r.IntN(len(text))
			switch r.IntN(3) {
			case 0:
				text[at] = bytes[r.IntN(len(bytes))]
			case 1:
				text = append(text[:at], text[at+1:]...)
			default:
				text = text[:at]
			}
			if len(text) == 0 {
				break
			}
		}
		ok, at := accepts(NewBytes(text))
		require.Equal(t, json.Valid(text), ok, "%q", text)
		taken, where := accepts(Take(text))
		require.Equal(t, ok, taken, "%q", text)
		require.Equal(t, at, where, "%q", text)
		again, there := accepts(NewReader(iotest.OneByteReader(strings.NewReader(string(text)))))
		require.Equal(t, ok, again, "%q", text)
		require.Equal(t, at, there, "%q", text)
		if ok {
			valid++
		} else {
			invalid++
		}
	}
	t.Logf("%d texts are JSON, %d are not", valid, invalid)
	assert.Greater(t, min(valid, invalid), 1000)
}

// TestScanner_escapes has strings that are full of escapes, so that these stand at all
// places of a word. The scanner takes those that encoding/json takes, and of several bytes
// at once what it takes byte by byte.
func TestScanner_escapes(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	parts := []string{`\"`, `\n`, `\t`, `\\`, `\/`, `\r`, `\u00e9`, "n", "t", "u", "é", "abcdefg"}
	odd := []string{`\`, `"`, `\x`, `\u12`, "\x01", "\x00", "\xee", "\\\xee", `\u123"`}
	valid, invalid := 0, 0
	for range 20_000 {
		var b strings.Builder
		b.WriteByte('"')
		for range r.IntN(20) {
			if r.IntN(50) > 0 {
				b.WriteString(parts[r.IntN(len(parts))])
			} else {
				b.WriteString(odd[r.IntN(len(odd))])
			}
		}
		b.WriteByte('"')
		text := b.String()
		ok, at := accepts(NewBytes([]byte(text)))
		require.Equal(t, json.Valid([]byte(text)), ok, "%q", text)
		again, there := accepts(NewReader(iotest.OneByteReader(strings.NewReader(text))))
		require.Equal(t, ok, again, "%q", text)
		require.Equal(t, at, there, "%q", text)
		if ok {
			valid++
		} else {
			invalid++
		}
	}
	t.Logf("%d texts are JSON, %d are not", valid, invalid)
	assert.Greater(t, min(valid, invalid), 1000)
}

func TestScanner_members(t *testing.T) {
	s := NewReader(iotest.HalfReader(strings.NewReader("\uFEFF" + document)))
	require.True(t, s.HasPrefix("\uFEFF"))
	s.Advance(len("\uFEFF"))
	require.Equal(t, byte('{'), s.Next())
	s.Advance(1)
	var found []string
	for another := true; another; {
		name, err := s.Name()
		require.NoError(t, err)
		s.Next()
		s.Hold()
		start := s.Offset()
		require.NoError(t, s.Skip(1))
		found = append(found, name+" "+string(s.Text(start)))
		s.Release()
		s.Forget()
		another, err = s.After('}')
		require.NoError(t, err)
	}
	assert.Equal(t, []string{`a [1, -2.5e+3, 0, true, false, null, "é\u00e9\n\"x"]`, `b {"": {}, "c": []}`, `d "\ud83d\ude00"`}, found)
	assert.True(t, s.AtEnd())
	assert.Equal(t, 2, s.Line(s.Offset()))
}

func TestScanner_errors(t *testing.T) {
	assert.Equal(t, io.ErrUnexpectedEOF, NewBytes([]byte(`{"a":`)).Skip(0))
	assert.Equal(t, io.ErrClosedPipe, NewReader(iotest.ErrReader(io.ErrClosedPipe)).Skip(0))
	assert.False(t, NewReader(iotest.ErrReader(io.ErrClosedPipe)).AtEnd(), "the rest is not known")
	assert.EqualError(t, NewBytes([]byte("[1 x]")).Skip(0), "not JSON: invalid character 'x' after array element")
	deep := strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth)
	assert.NoError(t, NewBytes([]byte(deep)).Skip(0))
	assert.EqualError(t, NewBytes([]byte(deep)).Skip(1), "more than 10000 arrays and objects are open here")
}

// spaced returns the document with white space in it.
func spaced(r *rand.Rand) []byte {
	blanks := []string{"", " ", "\n\t", "    \r\n          "}
	var b strings.Builder
	inString := false
	for i, c := range document {
		escaped := i > 0 && document[i-1] == '\\'
		if c == '"' && !escaped {
			inString = !inString
		}
		b.WriteRune(c)
		if !inString && strings.ContainsRune(`{}[],:"`, c) {
			b.WriteString(blanks[r.IntN(len(blanks))])
		}
	}
	return []byte(b.String())
}

// TestAppendCompact drops what json.Compact does.
func TestAppendCompact(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	shorter := 0
	for range 2_000 {
		text := spaced(r)
		var want bytes.Buffer
		require.NoError(t, json.Compact(&want, text))
		require.Equal(t, "x"+want.String(), string(AppendCompact([]byte("x"), text)))
		require.Equal(t, want.String(), string(Compact(text)))
		if want.Len() < len(text) {
			shorter++
		}
		compact := want.Bytes()
		require.Same(t, &compact[0], &Compact(compact)[0])
	}
	assert.Greater(t, shorter, 1_000)

	for before := range 20 {
		for after := range 20 {
			text := `"` + strings.Repeat("a", before) + `\"  \\` + strings.Repeat(" ", after) + `"`
			require.Equal(t, "["+text+"]", string(AppendCompact(nil, []byte(" [ "+text+strings.Repeat(" ", after)+"]"))))
		}
	}
}

// TestMembers has the members of objects as encoding/json reads them.
func TestMembers(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	texts := [][]byte{[]byte(`{}`), []byte(" { } "), []byte(`{"a":1}`), []byte(`{"":[1,2],"\u0061\n":true,"\\":"}"}`)}
	for range 1_000 {
		texts = append(texts, spaced(r))
	}
	for _, text := range texts {
		var want map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(text, &want))
		got := map[string]json.RawMessage{}
		for name, value := range Members(text) {
			got[name] = value
			require.Equal(t, len(value), cap(value), "what is appended must not stand in the object")
		}
		require.Equal(t, want, got, "%q", text)
	}
	var names []string
	for name := range Members([]byte(`{"b":1,"a":{"c":2},"b":3}`)) {
		if names = append(names, name); len(names) == 3 {
			break
		}
	}
	assert.Equal(t, []string{"b", "a", "b"}, names)
}

// TestScanner_Wanted has the members that a set names found as they are when each is
// read by itself, however the text arrives.
func TestScanner_Wanted(t *testing.T) {
	const text = `{"Name" : "a", "X":[{"Name":1}], "\u0059":{}, "é":null, "" : 3,"Tags":{"Name":"b"},"Name":-1 }`
	var set NameSet
	set.Add("Name")
	set.Add("Tags")
	for how, r := range map[string]io.Reader{"at once": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text))} {
		s := NewReader(r)
		s.Next()
		s.Hold()
		s.Advance(1)
		var found []string
		for {
			raw, plain, more, err := s.Wanted(&set, 1)
			require.NoError(t, err)
			if !more {
				break
			}
			if plain && !set.Has(raw[1:len(raw)-1]) {
				t.Errorf("%s is not wanted", raw)
			}
			name := string(raw)
			s.Next()
			start := s.Offset()
			require.NoError(t, s.Skip(1))
			found = append(found, fmt.Sprint(name, plain, string(s.Text(start))))
			if another, err := s.After('}'); !another {
				require.NoError(t, err)
				break
			}
		}
		assert.Equal(t, []string{`"Name"true"a"`, `"\u0059"false{}`, `"é"falsenull`, `"Tags"true{"Name":"b"}`, `"Name"true-1`}, found, how)
		assert.True(t, s.AtEnd())
	}
}

// TestUnquote decodes random strings as encoding/json does.
func TestUnquote(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	parts := []string{"a", "smoke", "é", "語", "😀", "\xff", "\xc3", "\xed\xa0\x80", `\"`, `\\`, `\/`, `\b\f\n\r\t`, `\u0041`, `\u00e9`, `\uFFFD`, `\ud83d`, `\uDE00`, `\ud83d\ude00`, `\u0000`}
	escaped, texts := 0, map[bool]int{}
	for range 20_000 {
		text := `"`
		for range r.IntN(6) {
			text += parts[r.IntN(len(parts))]
		}
		text += `"`
		var want string
		require.NoError(t, json.Unmarshal([]byte(text), &want), "%q", text)
		require.Equal(t, want, Unquote([]byte(text)), "%q", text)
		// What becomes of a part that is no text is a U+FFFD more than there are parts that say it.
		said := strings.Count(text, `\uFFFD`)
		isText := strings.Count(want, "\uFFFD") == said
		require.Equal(t, isText, IsText([]byte(text)), "%q", text)
		texts[isText]++
		if strings.Contains(text, `\`) {
			escaped++
		}
	}
	t.Logf("%d strings with escapes; %v by whether they are text", escaped, texts)
	assert.Greater(t, texts[true], 5_000)
	assert.Greater(t, texts[false], 5_000)
	assert.Greater(t, escaped, 10_000)
}

// TestScanner_Line has lines of places before and behind each other, while the buffer moves.
func TestScanner_Line(t *testing.T) {
	text := strings.Repeat("\n7 \n\n\"a\" ", 3000)
	s := NewReader(iotest.OneByteReader(strings.NewReader(text)))
	want := func(at int64) int { return 1 + strings.Count(text[:at], "\n") }
	asked := 0
	for i := 0; s.Next() != 0; i++ {
		s.Hold()
		start := s.Offset()
		for range 1 + i%7 { // some values, of which the first is held
			if s.Next() != 0 {
				require.NoError(t, s.Skip(0))
			}
		}
		for _, at := range []int64{s.Offset(), start, (start + s.Offset()) / 2}[:i%4] {
			require.Equal(t, want(at), s.Line(at), "offset %d", at)
			asked++
		}
		s.Forget()
		s.Release()
	}
	require.Equal(t, int64(len(text)), s.Offset())
	require.Greater(t, asked, 1000)
	t.Logf("%d lines", asked)
}
