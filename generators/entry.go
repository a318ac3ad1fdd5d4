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
	route := "/" + names.Slug
	routes := names.Camel() + "Routes"
	line := fmt.Sprintf("app.route(%q, %s);", route, routes)
	if serves(file, route) && !has(file, line) {
		return nil, &spec.Error{Field: "class name", Value: names.Class,
			Problem: fmt.Sprintf("gives the route %q, which %s has already", route, entryPath), Remedy: "choose another name"}
	}
	imported, err := tsx.AddImport(file, tsx.Import{Module: "./" + names.Slug + ".routes", Imported: "routes", Name: routes})
	if err != nil {
		return nil, err
	}
	exported, err := tsx.AddExport(file, tsx.Export{Name: names.Class, Module: "./" + names.Slug})
	if err != nil {
		return nil, err
	}
	mounted, err := addRoute(file, line)
	if err != nil {
		return nil, err
	}
	return edit.Apply(src, slices.Concat(imported, exported, mounted))
}

// addRoute puts a route behind the others, which are the last statements
// before the default export.
func addRoute(file *tsx.File, line string) ([]edit.Edit, error) {
	for _, stmt := range slices.Backward(file.Stmts) {
		if _, ok := stmt.(*tsx.ExprStmt); ok {
			return tsx.AddStmtAfter(stmt, line)
		}
	}
	return nil, fmt.Errorf(`%s has no statement like app.route("/path", routes); to put the new one behind; add this line by hand: %s`, entryPath, line)
}

// serves reports whether the file mentions a route.
func serves(file *tsx.File, route string) bool {
	for literal := range tsx.Every[*tsx.StringLit](file) {
		if literal.Value() == route {
			return true
		}
	}
	return false
}

func has(file *tsx.File, line string) bool {
	return slices.ContainsFunc(file.Stmts, func(stmt tsx.Stmt) bool { return file.Text(stmt) == line })
}
