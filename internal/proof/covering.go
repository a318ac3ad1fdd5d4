package proof

import "math/bits"

// Covering returns sets of items such that for every two items there is a set
// with both, one with neither, and one with each without the other. The first
// set has no item and the last has all. Same items, same sets.
//
// It is the smallest covering array for pairs of two values, and a set with
// everything: give each item a different column of n bits, of which the first
// is 0 and half are 1 (Kleitman and Spencer, 1973).
func Covering(items []string) [][]string {
	n := 2
	for len(columns(n)) < len(items) {
		n++
	}
	sets := make([][]string, n, n+1)
	for i, column := range columns(n)[:len(items)] {
		for row := range n {
			if column>>row&1 == 1 {
				sets[row] = append(sets[row], items[i])
			}
		}
	}
	return append(sets, items)
}

// columns returns all numbers of n bits whose lowest bit is 0 and of whose
// bits half, rounded up, are 1.
func columns(n int) []uint {
	var all []uint
	for column := uint(0); column < 1<<n; column += 2 {
		if bits.OnesCount(column) == (n+1)/2 {
			all = append(all, column)
		}
	}
	return all
}
