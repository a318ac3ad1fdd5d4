// Package tsx reads TypeScript and JavaScript into a lossless syntax tree.
//
// Parse takes the bytes of a .ts, .mts, .cts, .d.ts, .tsx, .js, .mjs, .cjs or
// .jsx file and returns its File. Every node knows its exact range in bytes,
// whatever the line endings or the encoding, so that an edit can be spliced
// into the original text and everything else stays as it is.
//
//   - Parse, File.Err and File.Errors: reading a file. A tree with errors is
//     good for reading and must not be edited.
//   - All, Every, Walk, Children, Parents, Enclosing and File.Path: moving about.
//   - File.Text, File.Position, File.Leading, File.Trailing and File.Tokens:
//     back to the source.
//
// The tree follows the TypeScript compiler node for node; the names are those
// of go/ast where both have the thing. What is inside a Type is not in the
// tree.
package tsx
