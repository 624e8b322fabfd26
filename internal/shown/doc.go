// Package shown has what the command line and the page both show: targets and their fields,
// the filters in a document, the columns of records, and statements of SQL.
package shown
