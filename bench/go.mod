module github.com/searchfilter/searchfilter/bench

go 1.25.0

replace github.com/searchfilter/searchfilter => ../

require (
	cel.dev/cel-go v0.33.2
	github.com/ganigeorgiev/fexpr v0.6.0
	github.com/hashicorp/go-bexpr v0.1.17
	github.com/klauspost/cpuid/v2 v2.4.2
	github.com/searchfilter/searchfilter v0.0.0
)

require (
	cel.dev/expr v0.25.1 // indirect
	github.com/alecthomas/participle/v2 v2.1.4 // indirect
	github.com/antlr4-go/antlr/v4 v4.13.1 // indirect
	github.com/mitchellh/mapstructure v1.5.0 // indirect
	github.com/mitchellh/pointerstructure v1.2.1 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/exp v0.0.0-20240823005443-9b4947da3948 // indirect
	golang.org/x/sys v0.41.0 // indirect
	google.golang.org/genproto/googleapis/api v0.0.0-20240826202546-f6391c0de4c7 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20240826202546-f6391c0de4c7 // indirect
	google.golang.org/protobuf v1.36.10 // indirect
)
