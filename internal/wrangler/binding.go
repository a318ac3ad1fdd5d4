package wrangler

import "github.com/tailscale/hujson"

// bindingSections are the keys under which wrangler finds the names that share
// env, with what it calls them. All names of one environment must differ.
var bindingSections = []struct{ key, title string }{
	{"vars", "a variable"},
	{"secrets", "a secret"},
	{"durable_objects", "a Durable Object"},
	{"kv_namespaces", "a KV namespace"},
	{"r2_buckets", "an R2 bucket"},
	{"d1_databases", "a D1 database"},
	{"queues", "a queue"},
	{"services", "a service"},
	{"workflows", "a workflow"},
	{"ratelimits", "a rate limit"},
	{"assets", "the assets"},
	{"version_metadata", "the version metadata"},
	{"ai", "an AI binding"},
	{"ai_search_namespaces", "an AI Search namespace"},
	{"ai_search", "an AI Search instance"},
	{"agent_memory", "an agent memory"},
	{"analytics", "an Analytics SQL binding"},
	{"analytics_engine_datasets", "an Analytics Engine dataset"},
	{"artifacts", "an artifacts binding"},
	{"browser", "a browser"},
	{"data_blobs", "a data blob"},
	{"dispatch_namespaces", "a dispatch namespace"},
	{"flagship", "a Flagship binding"},
	{"hyperdrive", "a Hyperdrive"},
	{"images", "an Images binding"},
	{"k2", "a K2 stream"},
	{"logfwdr", "a logfwdr binding"},
	{"media", "a media binding"},
	{"mtls_certificates", "an mTLS certificate"},
	{"pipelines", "a pipeline"},
	{"secrets_store_secrets", "a Secrets Store secret"},
	{"send_email", "an e-mail binding"},
	{"stream", "a Stream binding"},
	{"text_blobs", "a text blob"},
	{"unsafe", "an unsafe binding"},
	{"unsafe_hello_world", "a hello-world binding"},
	{"vectorize", "a Vectorize index"},
	{"vpc_networks", "a VPC network"},
	{"vpc_services", "a VPC service"},
	{"wasm_modules", "a Wasm module"},
	{"worker_loaders", "a Worker loader"},
}

// checkFree returns an error if a name of an environment is already used.
func (d *draft) checkFree(env, name string) error {
	for _, section := range bindingSections {
		node := d.doc.find(scoped(env, section.key)...)
		if section.key == "assets" {
			node = d.inherited(env, section.key)
		}
		if taken := named(section.key, node, name); taken != nil {
			return d.errorAt(taken, Conflict, "choose another name", "%q is already the name of %s", name, section.title)
		}
	}
	return nil
}

// named returns the node that gives a name in a section, or nil.
func named(key string, section *hujson.Value, name string) *hujson.Value {
	switch key {
	case "vars", "wasm_modules", "text_blobs", "data_blobs":
		return memberName(section, name)
	case "secrets":
		return firstNamed(elements(member(section, "required")), name)
	case "queues":
		return firstNamed(elements(member(section, "producers")), name)
	}
	if list := elements(member(section, "bindings")); list != nil {
		return firstNamed(list, name)
	}
	if list := elements(section); list != nil {
		return firstNamed(list, name)
	}
	if binding := member(section, "binding"); binding != nil && stringOf(binding) == name {
		return binding
	}
	return nil
}

func memberName(section *hujson.Value, name string) *hujson.Value {
	all := members(section)
	for i := range all {
		if nameOf(&all[i]) == name {
			return &all[i].Name
		}
	}
	return nil
}

// firstNamed returns the first entry of a list with a name. Where an entry has
// both, "binding" is the name in env and "name" is something else.
func firstNamed(list []hujson.Value, name string) *hujson.Value {
	for i := range list {
		entry := &list[i]
		for _, key := range []string{"binding", "name"} {
			if node := member(entry, key); node != nil {
				entry = node
				break
			}
		}
		if stringOf(entry) == name {
			return entry
		}
	}
	return nil
}
