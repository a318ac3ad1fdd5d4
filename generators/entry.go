package generators

import (
	"fmt"
	"slices"

	"github.com/docreate/docreate/internal/edit"
	"github.com/docreate/docreate/internal/spec"
	"github.com/docreate/docreate/internal/tsx"
)

// entryPath is the Worker's entry file.
const entryPath = "src/index.ts"

// mount makes the entry file export a class and serve its routes. What the
// file already says is not said again.
func mount(src []byte, names spec.Names) ([]byte, error) {
	file := tsx.Parse(entryPath, src)
	if err := file.Err(); err != nil {
		return nil, err
	}
	route := "/" + names.Slug
	routes := names.Camel() + "Routes"
	line := fmt.Sprintf("app.route(%q, %s);", route, routes)
	e := entry{file: file}
	if e.serves(route) && !e.has(line) {
		return nil, &spec.Error{Field: "class name", Value: names.Class,
			Problem: fmt.Sprintf("gives the route %q, which %s has already", route, entryPath), Remedy: "choose another name"}
	}
	e.addImport(fmt.Sprintf("import { routes as %s } from %q;", routes, "./"+names.Slug+".routes"))
	e.addExport(fmt.Sprintf("export { %s } from %q;", names.Class, "./"+names.Slug))
	e.addRoute(line)
	if e.err != nil {
		return nil, e.err
	}
	return edit.Apply(src, e.edits)
}

// entry collects the edits of an entry file and keeps the first error.
type entry struct {
	file  *tsx.File
	edits []edit.Edit
	err   error
}

func (e *entry) addImport(line string) {
	e.addAfter(line, e.last(isA[*tsx.ImportDecl]), "an import", "\n")
}

// addExport puts an export with the others, or in a paragraph of its own
// behind the imports.
func (e *entry) addExport(line string) {
	if last := e.last(isReexport); last != nil {
		e.addAfter(line, last, "an export", "\n")
		return
	}
	e.addAfter(line, e.last(isA[*tsx.ImportDecl]), "an import", "\n\n")
}

// addRoute puts a route behind the others, which are the last statements
// before the default export.
func (e *entry) addRoute(line string) {
	e.addAfter(line, e.last(isA[*tsx.ExprStmt]), `a statement like app.route("/path", routes);`, "\n")
}

func (e *entry) addAfter(line string, anchor tsx.Stmt, what, separator string) {
	if e.has(line) {
		return
	}
	if anchor == nil {
		if e.err == nil {
			e.err = fmt.Errorf("%s has no %s to put the new one behind; add this line by hand: %s", entryPath, what, line)
		}
		return
	}
	e.edits = append(e.edits, edit.Insert(anchor.End(), separator+line))
}

// serves reports whether the file mentions a route.
func (e *entry) serves(route string) bool {
	for literal := range tsx.Every[*tsx.StringLit](e.file) {
		if literal.Value() == route {
			return true
		}
	}
	return false
}

func (e *entry) has(line string) bool {
	return slices.ContainsFunc(e.file.Stmts, func(stmt tsx.Stmt) bool { return e.file.Text(stmt) == line })
}

func (e *entry) last(is func(tsx.Stmt) bool) tsx.Stmt {
	for i := len(e.file.Stmts) - 1; i >= 0; i-- {
		if is(e.file.Stmts[i]) {
			return e.file.Stmts[i]
		}
	}
	return nil
}

func isA[T tsx.Stmt](stmt tsx.Stmt) bool {
	_, ok := stmt.(T)
	return ok
}

func isReexport(stmt tsx.Stmt) bool {
	export, ok := stmt.(*tsx.ExportDecl)
	return ok && export.Module != nil
}
