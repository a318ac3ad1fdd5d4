// Package presets holds saved answers to what a project consists of, each a
// real use of patterns and features.
package presets

import "embed"

// FS holds a file for each preset, named by its id.
//
//go:embed *.jsonc
var FS embed.FS
