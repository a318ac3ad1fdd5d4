package wrangler

import "github.com/tailscale/hujson"

// DurableObject is a binding to a class of Durable Objects.
type DurableObject struct {
	Binding     string // its name in env
	Class       string // the exported class
	Script      string // the Worker that owns the class; "" is this one
	Environment string // the environment of Script, left from service environments
}

// DurableObjects returns the bindings of a named environment, or of the top
// level for "". Entries that wrangler refuses are left out.
func (c *Config) DurableObjects(env string) []DurableObject {
	var out []DurableObject
	for _, node := range c.current.objectBindings(env) {
		object := DurableObject{
			Binding:     stringOf(member(&node, "name")),
			Class:       stringOf(member(&node, "class_name")),
			Script:      stringOf(member(&node, "script_name")),
			Environment: stringOf(member(&node, "environment")),
		}
		if object.Binding != "" && object.Class != "" {
			out = append(out, object)
		}
	}
	return out
}

// AddDurableObject binds a class at the top level and in every named
// environment and, if this Worker owns the class, declares it alive with SQLite
// storage: in the migrations if the file has some, otherwise in the exports.
func (c *Config) AddDurableObject(object DurableObject) error {
	return c.change(func(d *draft) error {
		if err := object.validate(); err != nil {
			return d.invalid(err)
		}
		own := object.Script == "" || object.Script == d.doc.text("name")
		if pages := d.doc.find("pages_build_output_dir"); own && pages != nil {
			return d.errorAt(pages, Conflict, "declare it in a Worker, and bind it here under that Worker's name",
				"a Pages project cannot declare class %q", object.Class)
		}
		for _, env := range d.doc.scopes() {
			if err := d.bind(env, object); err != nil {
				return err
			}
		}
		if !own {
			return nil
		}
		return d.declare(object.Class)
	})
}

func (o DurableObject) validate() error {
	if err := ValidateBindingName(o.Binding); err != nil {
		return err
	}
	return ValidateClassName(o.Class)
}

// bind adds a binding to one environment.
func (d *draft) bind(env string, object DurableObject) error {
	for _, node := range d.objectBindings(env) {
		if stringOf(member(&node, "name")) == object.Binding {
			return d.checkBound(env, &node, object)
		}
	}
	if err := d.checkFree(env, object.Binding); err != nil {
		return err
	}
	entry := []Member{{"name", String(object.Binding)}, {"class_name", String(object.Class)}}
	if object.Script != "" {
		entry = append(entry, Member{"script_name", String(object.Script)})
	}
	if object.Environment != "" {
		entry = append(entry, Member{"environment", String(object.Environment)})
	}
	return d.add(Object(entry...), scoped(env, "durable_objects", "bindings"))
}

// checkBound returns an error if a binding of the wanted name leads elsewhere.
// A named environment may use the objects of another Worker, for instance of
// the top level, under the same class name.
func (d *draft) checkBound(env string, node *hujson.Value, object DurableObject) error {
	if class := stringOf(member(node, "class_name")); class != object.Class {
		return d.errorAt(node, Conflict, "choose another binding name",
			"binding %q is already bound to class %q", object.Binding, class)
	}
	script := stringOf(member(node, "script_name"))
	if env == "" && d.owner(script) != d.owner(object.Script) {
		return d.errorAt(node, Conflict, "choose another binding name",
			"binding %q is already bound to class %q of Worker %q", object.Binding, object.Class, d.owner(script))
	}
	return nil
}

// owner returns the name of the Worker that a script_name stands for.
func (d *draft) owner(script string) string {
	if script == "" {
		return d.doc.text("name")
	}
	return script
}

func (d *draft) objectBindings(env string) []hujson.Value {
	return elements(d.doc.find(scoped(env, "durable_objects", "bindings")...))
}
