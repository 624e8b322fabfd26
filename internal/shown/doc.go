// Package shown has what the command line and the page both show: the targets and what is
// said of each, the filters in a document, the columns of records, and statements of SQL.
package shown
