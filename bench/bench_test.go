package main

import (
	"fmt"
	"testing"
)

// Every parser reads its query as this.
func Example() {
	s, err := peers[0].shape(peers[0].query)
	fmt.Println(s, err)
	// Output: or(and(name, status), tag.BPO) <nil>
}

func TestPeers(t *testing.T) {
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			if err := p.check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, p := range peers {
		if err := p.check(); err != nil {
			b.Fatal(err)
		}
	}
	for _, p := range peers {
		b.Run(p.name, p.benchmark)
	}
}
