package wrangler

import (
	"fmt"

	"github.com/tailscale/hujson"
)

// Lifecycle is the way in which a file declares its classes.
type Lifecycle string

// The ways to declare classes. wrangler refuses a file that uses two.
const (
	LifecycleNone       Lifecycle = "none"
	LifecycleExports    Lifecycle = "exports"
	LifecycleMigrations Lifecycle = "migrations"
)

// Lifecycle returns the way in which the file, its named environments included,
// declares classes of Durable Objects. Exports of other types do not count.
// Both ways in one file are a Conflict.
func (c *Config) Lifecycle() (Lifecycle, error) {
	return c.current.lifecycle()
}

// Classes returns the classes that are alive at the top level, in the order in
// which they are declared. Named environments inherit them unless they have
// exports or migrations of their own. Entries that wrangler refuses are left
// out.
func (c *Config) Classes() []Class {
	var live []Class
	for _, class := range c.current.history("") {
		if class.state == stateLive {
			place := placed(c.file, c.current.original, c.current.origin(class.node.StartOffset), &Error{})
			live = append(live, Class{Name: class.name, Storage: class.storage, Line: place.Line, Column: place.Column})
		}
	}
	return live
}

func (d *draft) lifecycle() (Lifecycle, error) {
	var exports, migrations *hujson.Value
	for _, env := range d.doc.scopes() {
		for _, m := range members(d.inherited(env, "exports")) {
			if stringOf(member(&m.Value, "type")) == durableObjectType {
				exports = &m.Name
			}
		}
		if all := elements(d.inherited(env, "migrations")); len(all) > 0 {
			migrations = &all[0]
		}
	}
	switch {
	case exports != nil && migrations != nil:
		return LifecycleNone, d.errorAt(migrations, Conflict,
			`keep "exports" and list every live class there, or keep "migrations"`,
			`both "exports" and "migrations" declare classes, which wrangler refuses`)
	case exports != nil:
		return LifecycleExports, nil
	case migrations != nil:
		return LifecycleMigrations, nil
	default:
		return LifecycleNone, nil
	}
}

// inherited returns the value of an inherited key as it holds in an environment.
func (d *draft) inherited(env, key string) *hujson.Value {
	return d.doc.find(d.inheritedPath(env, key)...)
}

func (d *draft) inheritedPath(env, key string) []string {
	if own := scoped(env, key); isSet(d.doc.find(own...)) {
		return own
	}
	return []string{key}
}

// declare makes a class alive with SQLite storage in every environment, where
// those that inherit the declarations have them from the top level.
func (d *draft) declare(class string) error {
	mode, err := d.lifecycle()
	if err != nil {
		return err
	}
	for _, env := range d.doc.scopes() {
		declared, err := d.isDeclared(env, class)
		if err != nil {
			return err
		}
		if declared {
			continue
		}
		if mode == LifecycleMigrations {
			err = d.migrate(env, class)
		} else {
			err = d.put(newExport(), append(d.inheritedPath(env, "exports"), class))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// isDeclared reports whether a class is alive in an environment, and fails if
// the name stands for something else.
func (d *draft) isDeclared(env, class string) (bool, error) {
	for _, known := range d.history(env) {
		if known.name != class {
			continue
		}
		problem, remedy := known.objection()
		if problem != "" {
			return false, d.errorAt(known.node, Conflict, remedy, "%s", problem)
		}
		return true, nil
	}
	return false, nil
}

// objection says why a new pattern cannot use the class, if so.
func (k knownClass) objection() (problem, remedy string) {
	const rename = "choose another class name"
	switch k.state {
	case stateDeleted:
		return fmt.Sprintf("class %q is declared deleted", k.name), rename
	case stateRenamed:
		return fmt.Sprintf("class %q is declared renamed to %q", k.name, k.successor), rename
	case stateTransferred:
		return fmt.Sprintf("class %q is declared transferred to Worker %q", k.name, k.successor), rename
	case stateForeign:
		return fmt.Sprintf("%q is declared as an export of type %q", k.name, k.successor), rename
	}
	if k.storage == StorageLegacyKV {
		return fmt.Sprintf("class %q has legacy-kv storage, which never becomes SQLite", k.name), rename
	}
	return "", ""
}
