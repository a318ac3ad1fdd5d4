package wrangler

import (
	"cmp"
	"slices"

	"github.com/tailscale/hujson"
)

// Storage is the storage backend of a class, which never changes.
type Storage string

// The storage backends.
const (
	StorageSQLite   Storage = "sqlite"
	StorageLegacyKV Storage = "legacy-kv"
	StorageUnknown  Storage = "unknown" // the class began outside this file
)

// Class is a live class of Durable Objects.
type Class struct {
	Name         string
	Storage      Storage
	Line, Column int // where it is declared
}

const durableObjectType = "durable-object"

// state is what a file says about a class.
type state int

const (
	stateLive state = iota
	stateDeleted
	stateRenamed
	stateTransferred
	stateForeign // an export of another type
)

// knownClass is a class name that a file mentions, with what is true of it
// after everything the file says.
type knownClass struct {
	name      string
	state     state
	storage   Storage
	successor string // where it went, or the type of a foreign export
	node      *hujson.Value
}

// history returns the class names that hold in an environment.
func (d *draft) history(env string) []knownClass {
	known := replay(d.inherited(env, "migrations"))
	for _, m := range members(d.inherited(env, "exports")) {
		known = record(known, exportedClass(&m))
	}
	return known
}

func newExport() Value {
	return Object(Member{"type", String(durableObjectType)}, Member{"storage", String(string(StorageSQLite))})
}

// exportedClass reads an entry of the exports.
func exportedClass(m *hujson.ObjectMember) knownClass {
	class := knownClass{name: nameOf(m), node: &m.Name}
	if kind := stringOf(member(&m.Value, "type")); kind != durableObjectType {
		class.state, class.successor = stateForeign, kind
		return class
	}
	switch stringOf(member(&m.Value, "state")) {
	case "deleted":
		class.state = stateDeleted
	case "renamed":
		class.state, class.successor = stateRenamed, stringOf(member(&m.Value, "renamed_to"))
	case "transferred":
		class.state, class.successor = stateTransferred, stringOf(member(&m.Value, "transferred_to"))
	default:
		class.storage = cmp.Or(Storage(stringOf(member(&m.Value, "storage"))), StorageUnknown)
	}
	return class
}

// replay returns what a list of migrations leaves, each entry in the order in
// which wrangler takes it: deletions, renames, new classes. Unlike wrangler it
// knows transfers, and takes a class that the list deletes or renames without
// having created it for one that is older than the list.
func replay(migrations *hujson.Value) []knownClass {
	var known []knownClass
	for _, entry := range elements(migrations) {
		each(&entry, "deleted_classes", func(node *hujson.Value) {
			known = record(known, knownClass{name: stringOf(node), state: stateDeleted, node: node})
		})
		each(&entry, "renamed_classes", func(node *hujson.Value) {
			from, to := stringOf(member(node, "from")), stringOf(member(node, "to"))
			storage := storageOf(known, from)
			known = record(known, knownClass{name: from, state: stateRenamed, successor: to, node: node})
			known = record(known, knownClass{name: to, storage: storage, node: node})
		})
		each(&entry, "transferred_classes", func(node *hujson.Value) {
			known = record(known, knownClass{name: stringOf(member(node, "to")), storage: StorageUnknown, node: node})
		})
		each(&entry, "new_classes", func(node *hujson.Value) {
			known = record(known, knownClass{name: stringOf(node), storage: StorageLegacyKV, node: node})
		})
		each(&entry, "new_sqlite_classes", func(node *hujson.Value) {
			known = record(known, knownClass{name: stringOf(node), storage: StorageSQLite, node: node})
		})
	}
	return known
}

func each(entry *hujson.Value, key string, f func(*hujson.Value)) {
	all := elements(member(entry, key))
	for i := range all {
		f(&all[i])
	}
}

// record replaces what is known of a class name. Entries without a name, which
// wrangler refuses, are dropped.
func record(known []knownClass, class knownClass) []knownClass {
	if class.name == "" {
		return known
	}
	known = slices.DeleteFunc(known, func(k knownClass) bool { return k.name == class.name })
	return append(known, class)
}

func storageOf(known []knownClass, name string) Storage {
	for _, k := range known {
		if k.name == name && k.state == stateLive {
			return k.storage
		}
	}
	return StorageUnknown
}
