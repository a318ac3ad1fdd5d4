package wrangler

import "fmt"

// maxWorkerName is the length of a label of a host name, which a Worker's name
// becomes on workers.dev.
const maxWorkerName = 63

// ValidateWorkerName returns an error unless a new Worker can have the name. It
// is the rule by which wrangler names Workers. Existing ones may also have
// underscores in their names, but those have no address on workers.dev.
func ValidateWorkerName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("the Worker's name is empty; use lower-case letters, digits and dashes")
	case len(name) > maxWorkerName:
		return fmt.Errorf("the Worker's name is %d characters long; use at most %d", len(name), maxWorkerName)
	case !only(name, isLower, isDigit, isDash):
		return fmt.Errorf("Worker name %q has other characters than lower-case letters, digits and dashes; leave them out", name)
	case name[0] == '-' || name[len(name)-1] == '-':
		return fmt.Errorf("Worker name %q begins or ends with a dash; leave it out", name)
	}
	return nil
}

// ValidateBindingName returns an error unless the name can be used as
// env.NAME in code and as a name of an environment variable.
func ValidateBindingName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("the binding's name is empty; use upper-case letters, digits and underscores")
	case !only(name, isLower, isUpper, isDigit, isUnderscore):
		return fmt.Errorf("binding name %q has other characters than letters, digits and underscores; leave them out", name)
	case isDigit(name[0]):
		return fmt.Errorf("binding name %q begins with a digit; begin with a letter", name)
	}
	return nil
}

// ValidateClassName returns an error unless wrangler takes the name for an
// exported class. Words that TypeScript reserves are not looked at.
func ValidateClassName(name string) error {
	switch {
	case name == "":
		return fmt.Errorf("the class name is empty; use a noun such as ChatRoom")
	case !only(name, isLower, isUpper, isDigit, isUnderscore, isDollar):
		return fmt.Errorf("class name %q has other characters than letters, digits, _ and $; leave them out", name)
	case isDigit(name[0]):
		return fmt.Errorf("class name %q begins with a digit; begin with a letter", name)
	}
	return nil
}

// only reports whether every byte of a name is of one of the classes.
func only(name string, classes ...func(byte) bool) bool {
next:
	for i := range len(name) {
		for _, class := range classes {
			if class(name[i]) {
				continue next
			}
		}
		return false
	}
	return true
}

func isLower(b byte) bool      { return 'a' <= b && b <= 'z' }
func isUpper(b byte) bool      { return 'A' <= b && b <= 'Z' }
func isDigit(b byte) bool      { return '0' <= b && b <= '9' }
func isDash(b byte) bool       { return b == '-' }
func isUnderscore(b byte) bool { return b == '_' }
func isDollar(b byte) bool     { return b == '$' }
