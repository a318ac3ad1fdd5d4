package wrangler

import "testing"

func BenchmarkAddDurableObject(b *testing.B) {
	src := inputs(b)["several-environments.jsonc"]
	for b.Loop() {
		must(b, parse(b, "wrangler.jsonc", src).AddDurableObject(room))
	}
}

func BenchmarkEverything(b *testing.B) {
	src := inputs(b)["several-environments.jsonc"]
	for b.Loop() {
		must(b, everything(parse(b, "wrangler.jsonc", src)))
	}
}
