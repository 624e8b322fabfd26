// Package connect has the searches of Amazon Connect that a query can be sent to: data
// alone, one file for each, from the service's model (botocore 1.43.67, connect
// 2017-08-08).
package connect
