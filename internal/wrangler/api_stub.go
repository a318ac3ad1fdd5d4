package wrangler

import "github.com/docreate/docreate/internal/edit"

// DurableObject is a binding to a class of Durable Objects.
type DurableObject struct {
	Binding     string // name in env
	Class       string // exported class
	Script      string // Worker that owns the class; "" is this one
	Environment string // environment of Script, a leftover of service environments
}

// Lifecycle is the way in which a file declares its classes.
type Lifecycle string

// The ways to declare classes. wrangler refuses a file that uses both.
const (
	LifecycleNone       Lifecycle = "none"
	LifecycleExports    Lifecycle = "exports"
	LifecycleMigrations Lifecycle = "migrations"
)

// Storage is the storage backend of a class; it can never change.
type Storage string

// The storage backends.
const (
	StorageSQLite   Storage = "sqlite"
	StorageLegacyKV Storage = "legacy-kv"
	StorageUnknown  Storage = "unknown" // the class came from another Worker
)

// Class is a live class of Durable Objects.
type Class struct {
	Name         string
	Storage      Storage
	Line, Column int // where it is declared
}

// Value is a JSON value to write into a file.
type Value struct{}

// Member is a named value.
type Member struct {
	Name  string
	Value Value
}

// String, Number, Bool, Array, Object make values; ParseValue reads one.
func String(s string) Value                 { return Value{} }
func Number(n int) Value                    { return Value{} }
func Bool(b bool) Value                     { return Value{} }
func Array(elements ...Value) Value         { return Value{} }
func Object(members ...Member) Value        { return Value{} }
func ParseValue(json []byte) (Value, error) { return Value{}, nil }

// Assets is the configuration of static assets.
type Assets struct {
	Directory        string
	Binding          string   // "" writes none
	NotFoundHandling string   // "" writes none
	RunWorkerFirst   []string // route patterns that reach the Worker before the assets
}

// RateLimit is a rate limiting binding. An empty NamespaceID picks a free one
// for each environment, so that they do not share counters.
type RateLimit struct {
	Name        string
	NamespaceID string
	Limit       int
	Period      int // seconds: 10 or 60
}

func (c *Config) DurableObjects(env string) []DurableObject            { return nil }
func (c *Config) Lifecycle() (Lifecycle, error)                        { return LifecycleNone, nil }
func (c *Config) Classes() []Class                                     { return nil }
func (c *Config) AddDurableObject(object DurableObject) error          { return nil }
func (c *Config) AddVars(vars ...Member) error                         { return nil }
func (c *Config) AddRequiredSecrets(names ...string) error             { return nil }
func (c *Config) SetAssets(assets Assets) error                        { return nil }
func (c *Config) AddRateLimit(limit RateLimit) error                   { return nil }
func (c *Config) SetVersionMetadata(binding string) error              { return nil }
func (c *Config) Ensure(value Value, path ...string) error             { return nil }
func (c *Config) Append(value Value, key string, path ...string) error { return nil }
func ValidateWorkerName(name string) error                             { return nil }
func ValidateBindingName(name string) error                            { return nil }
func ValidateClassName(name string) error                              { return nil }

type draft struct{ doc *document }
type document struct{ src []byte }

func newDraft(file string, src []byte) (draft, error) { return draft{doc: &document{src: src}}, nil }
func (d draft) edits() []edit.Edit                    { return nil }
func (d *document) text(path ...string) string        { return "" }
func (d *document) environments() []string            { return nil }
