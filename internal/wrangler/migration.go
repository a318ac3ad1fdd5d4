package wrangler

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tailscale/hujson"
)

// migrate appends a migration that creates a class. It always is an entry of
// its own, because one that was deployed before is never looked at again.
func (d *draft) migrate(env, class string) error {
	path := d.inheritedPath(env, "migrations")
	tag := freshTag(tagsOf(d.doc.find(path...)))
	return d.add(Object(
		Member{"tag", String(tag)},
		Member{"new_sqlite_classes", Array(String(class))},
	), path)
}

func tagsOf(migrations *hujson.Value) []string {
	var tags []string
	for _, entry := range elements(migrations) {
		tags = append(tags, stringOf(member(&entry, "tag")))
	}
	return tags
}

// freshTag returns a tag that none of the others is, in their style: the last
// one that ends in a number goes on counting, with as many digits.
func freshTag(tags []string) string {
	prefix, width, next := "v", 1, len(tags)+1
	for _, tag := range slices.Backward(tags) {
		if p, digits, ok := splitNumber(tag); ok {
			prefix, width, next = p, len(digits), 0
			break
		}
	}
	for _, tag := range tags {
		if p, digits, ok := splitNumber(tag); ok && p == prefix {
			n, _ := strconv.Atoi(digits)
			next = max(next, n+1)
		}
	}
	return fmt.Sprintf("%s%0*d", prefix, width, next)
}

// maxDigits keeps a number in a tag within an int.
const maxDigits = 15

// splitNumber splits a tag into a prefix and the number at its end.
func splitNumber(tag string) (prefix, digits string, ok bool) {
	prefix = strings.TrimRight(tag, "0123456789")
	digits = tag[len(prefix):]
	return prefix, digits, digits != "" && len(digits) <= maxDigits
}
