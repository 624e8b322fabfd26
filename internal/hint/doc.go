// Package hint says what to write in place of what other languages write, and of what
// people write by mistake.
//
// The parser and the schema say where a query is wrong. This package looks at the text
// again, after a mistake and never before, and asks what was meant. It works in stages, a
// file for each:
//
//   - whole.go knows what a query is wrapped in: SQL, JMESPath, quotes, JSON.
//   - pieces.go cuts the text into pieces, less strictly than the lexer.
//   - parts.go reads the parts of a condition from pieces: a field, an operator, a value.
//     words.go has the names of operators in other languages.
//   - condition.go reads a condition that begins with its field, and shapes.go has a table
//     of the other shapes. patterns.go and times.go read values, and lacking.go those that
//     stand beside a null.
//   - hint.go checks what a condition is read as, and puts it in the place of what the
//     parser and the schema said.
//
// What a condition is read as is a fix if nobody can mean anything else by it, and
// otherwise a question. Nothing is proposed that has not been parsed and resolved.
package hint
