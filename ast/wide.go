package ast

import "unicode"

// wide holds the runes that take two columns of a terminal: the letters of East Asia, the
// forms of full width, and most emoji. Some symbols are missing, and some in the gaps between
// emoji are there: a caret may stand a column beside one of these.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115F, 1}, // Hangul
		{0x2E80, 0x303E, 1}, // Han, and punctuation
		{0x3041, 0x3247, 1}, // Kana and Hangul
		{0x3250, 0xA4C6, 1}, // Han and Yi
		{0xA960, 0xA97C, 1}, // Hangul
		{0xAC00, 0xD7A3, 1}, // Hangul
		{0xF900, 0xFAFF, 1}, // Han
		{0xFE10, 0xFE6B, 1}, // punctuation
		{0xFF01, 0xFF60, 1}, // full width
		{0xFFE0, 0xFFE6, 1}, // full width
	},
	R32: []unicode.Range32{
		{0x16FE0, 0x1B2FB, 1}, // Tangut, Khitan, Kana and Nushu
		{0x1F300, 0x1F64F, 1}, // emoji
		{0x1F680, 0x1F6FF, 1}, // emoji
		{0x1F900, 0x1FAFF, 1}, // emoji
		{0x20000, 0x3FFFF, 1}, // Han
	},
}
