package wrangler

// Assets is the configuration of static assets. Empty fields are left out.
type Assets struct {
	Directory        string
	Binding          string
	NotFoundHandling string   // none, 404-page or single-page-application
	RunWorkerFirst   []string // routes that reach the Worker before the assets
}

// SetAssets makes the file serve static assets. Named environments inherit
// that; one with assets of its own keeps its directory and gets the rest.
func (c *Config) SetAssets(assets Assets) error {
	return c.change(func(d *draft) error {
		for _, env := range d.doc.scopes() {
			if env != "" && !isSet(d.doc.find(scoped(env, "assets")...)) {
				continue
			}
			if err := d.setAssets(env, assets); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *draft) setAssets(env string, assets Assets) error {
	path := scoped(env, "assets")
	if !isSet(d.doc.find(path...)) {
		if err := d.checkAssetsBinding(env, assets.Binding); err != nil {
			return err
		}
		return d.put(assets.value(), path)
	}
	for _, m := range assets.value().members {
		path := scoped(env, "assets", m.Name)
		there := d.doc.find(path...)
		var err error
		switch {
		case m.Name == "run_worker_first" && kindOf(there) == 't': // all routes
		case m.Name == "run_worker_first" && kindOf(there) == '[':
			err = d.addMissing(m.Value.elements, path)
		case m.Name == "directory" && env != "" && isSet(there):
		case m.Name == "binding" && !isSet(there):
			if err = d.checkAssetsBinding(env, assets.Binding); err == nil {
				err = d.put(m.Value, path)
			}
		default:
			err = d.ensure(m.Value, path)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *draft) checkAssetsBinding(env, name string) error {
	if name == "" {
		return nil
	}
	return d.checkFree(env, name)
}

func (a Assets) value() Value {
	var all []Member
	for _, m := range []Member{
		{"directory", String(a.Directory)},
		{"binding", String(a.Binding)},
		{"not_found_handling", String(a.NotFoundHandling)},
	} {
		if !m.Value.equal(String("")) {
			all = append(all, m)
		}
	}
	if len(a.RunWorkerFirst) > 0 {
		routes := make([]Value, len(a.RunWorkerFirst))
		for i, route := range a.RunWorkerFirst {
			routes[i] = String(route)
		}
		all = append(all, Member{"run_worker_first", Array(routes...)})
	}
	return Object(all...)
}
