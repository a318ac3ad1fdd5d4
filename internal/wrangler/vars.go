package wrangler

// AddVars adds variables, in the given order, at the top level and in every
// named environment. One that is already there keeps its value.
func (c *Config) AddVars(vars ...Member) error {
	return c.forEach(names(vars), func(d *draft, env string) error { return d.addVars(env, vars) })
}

func (d *draft) addVars(env string, vars []Member) error {
	for _, v := range vars {
		if memberName(d.doc.find(scoped(env, "vars")...), v.Name) != nil {
			continue
		}
		if err := d.checkFree(env, v.Name); err != nil {
			return err
		}
		if err := d.put(v.Value, scoped(env, "vars", v.Name)); err != nil {
			return err
		}
	}
	return nil
}

// AddRequiredSecrets adds names to the secrets that the Worker requires, at the
// top level and in every named environment. Once a file names one, wrangler
// takes the types of secrets from there alone and no longer from .dev.vars.
func (c *Config) AddRequiredSecrets(secrets ...string) error {
	return c.forEach(secrets, func(d *draft, env string) error { return d.addSecrets(env, secrets) })
}

func (d *draft) addSecrets(env string, secrets []string) error {
	path := scoped(env, "secrets", "required")
	for _, name := range secrets {
		if firstNamed(elements(d.doc.find(path...)), name) != nil {
			continue
		}
		if err := d.checkFree(env, name); err != nil {
			return err
		}
		if err := d.add(String(name), path); err != nil {
			return err
		}
	}
	return nil
}

// SetVersionMetadata adds the binding with the version of the running code, at
// the top level and in every named environment.
func (c *Config) SetVersionMetadata(binding string) error {
	return c.forEach([]string{binding}, func(d *draft, env string) error {
		path := scoped(env, "version_metadata", "binding")
		if !isSet(d.doc.find(path...)) {
			if err := d.checkFree(env, binding); err != nil {
				return err
			}
		}
		return d.ensure(String(binding), path)
	})
}

// forEach checks names and runs f for the top level and every named
// environment, all or nothing.
func (c *Config) forEach(bindings []string, f func(d *draft, env string) error) error {
	return c.change(func(d *draft) error {
		for _, name := range bindings {
			if err := ValidateBindingName(name); err != nil {
				return d.invalid(err)
			}
		}
		for _, env := range d.doc.scopes() {
			if err := f(d, env); err != nil {
				return err
			}
		}
		return nil
	})
}

func names(vars []Member) []string {
	out := make([]string, len(vars))
	for i, v := range vars {
		out[i] = v.Name
	}
	return out
}
