// Package templates holds what generated projects are made of: real
// TypeScript, stored as it is in the project. CONTRIBUTING.md says what lies
// where.
package templates

import "embed"

// FS holds the folders base, features, kit, managers and patterns.
//
//go:embed all:base all:features all:kit all:managers all:patterns
var FS embed.FS
