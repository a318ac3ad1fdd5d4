package tsx

import (
	"strings"

	"github.com/docreate/docreate/internal/edit"
)

// AddToConstructor adds statements to the start of a class's constructor,
// behind the call of super. A class without constructor gets one behind its
// first fields; where it extends another class, its parameters are those that
// the base class takes, and go to super.
func AddToConstructor(class Class, text string) ([]edit.Edit, error) {
	f := FileOf(class)
	if err := f.editable(text); err != nil {
		return nil, err
	}
	if ctor := class.Body().Constructor(); ctor != nil && ctor.Body != nil {
		return AddStmtFirst(ctor.Body, text)
	}
	if isAmbient(class) {
		return nil, f.refuse(class.Pos(), text, "class %q is only declared here", className(class))
	}
	head, err := constructorHead(class, text)
	if err != nil {
		return nil, err
	}
	member := head + indentCode(f, text) + "\n}"
	var last Member
	for _, m := range class.Body().Members {
		if isBig(m) {
			break
		}
		if _, ok := m.(*PropertyDecl); ok {
			last = m
		}
	}
	if last != nil {
		return AddMemberAfter(last, member)
	}
	return AddMemberFirst(class, member)
}

// constructorHead is the beginning of a new constructor, up to where code goes.
func constructorHead(class Class, byHand string) (string, error) {
	extends := class.Body().Extends()
	if extends == nil {
		return "constructor() {\n", nil
	}
	if isKeyword(extends.Expr, KwNull) {
		return "", FileOf(class).refuse(extends.Pos(), byHand, "class %q extends null and cannot have a constructor", className(class))
	}
	params, args := baseParams(class, maxAliases)
	if isScriptFile(FileOf(class).Name) {
		params = args
	}
	return "constructor(" + params + ") {\n\tsuper(" + args + ");\n", nil
}

// baseParams are the parameters that the base of a class takes, with and
// without types: those of the platform's classes, those of a class in the same
// file that takes simple ones, else all of them.
func baseParams(class Class, depth int) (params, args string) {
	f, extends := FileOf(class), class.Body().Extends()
	base, known := Resolve(f).Base(class)
	if known && base.Module == "cloudflare:workers" {
		switch base.Name {
		case "DurableObject":
			return "ctx: DurableObjectState, env: " + envType(f, extends), "ctx, env"
		case "WorkerEntrypoint", "WorkflowEntrypoint":
			return "ctx: ExecutionContext, env: " + envType(f, extends), "ctx, env"
		case "RpcTarget":
			return "", ""
		}
	}
	if local := base.class(); local != nil && depth > 0 {
		ctor := local.Body().Constructor()
		switch {
		case ctor != nil && len(local.Body().TypeParams) == 0:
			if params, args, ok := plainParams(f, ctor); ok {
				return params, args
			}
		case ctor == nil && local.Body().Extends() != nil && len(local.Body().TypeParams) == 0:
			return baseParams(local, depth-1)
		case ctor == nil && local.Body().Extends() == nil:
			return "", ""
		}
	}
	if isEntity(extends.Expr) && len(extends.TypeArgs) == 0 {
		return "...args: ConstructorParameters<typeof " + f.Text(extends.Expr) + ">", "...args"
	}
	return "...args: any[]", "...args"
}

func isEntity(e Expr) bool {
	switch n := e.(type) {
	case *Ident:
		return true
	case *MemberExpr:
		_, ok := n.Name.(*Ident)
		return ok && !n.Optional && isEntity(n.X)
	}
	return false
}

// envType is the type of the bindings, which the base class may be given.
func envType(f *File, extends *HeritageType) string {
	if len(extends.TypeArgs) > 0 {
		return f.Text(extends.TypeArgs[0])
	}
	return "Env"
}

// plainParams are the parameters of a constructor without what makes them
// properties. It is false where they are not plain names with types.
func plainParams(f *File, ctor *ConstructorDecl) (params, args string, ok bool) {
	var withTypes, names []string
	for _, p := range ctor.Params {
		id, isIdent := p.Name.(*Ident)
		if !isIdent || p.Init != nil {
			return "", "", false
		}
		name := id.Name
		if p.Rest {
			name = "..." + name
		}
		names = append(names, name)
		typed := name
		if p.Optional {
			typed += "?"
		}
		if p.Type != nil {
			typed += ": " + f.Text(p.Type)
		}
		withTypes = append(withTypes, typed)
	}
	return strings.Join(withTypes, ", "), strings.Join(names, ", "), true
}

// AddToMethod adds statements to the end of a method, in front of the return
// that ends it. A class without the method gets one with the given head, such
// as "async alarm(): Promise<void>".
func AddToMethod(class Class, head, text string) ([]edit.Edit, error) {
	f := FileOf(class)
	member := head + " {\n" + indentCode(f, text) + "\n}"
	if err := f.editable(member); err != nil {
		return nil, err
	}
	s, err := memberSnippet(class, member)
	if err != nil {
		return nil, err
	}
	wanted, ok := s.items[0].(*MethodDecl)
	if !ok || len(s.items) > 1 {
		return nil, f.refuse(class.Pos(), member, "%q is not the head of a method", head)
	}
	for _, m := range class.Body().Members {
		have, ok := m.(*MethodDecl)
		if ok && have.Body != nil && memberKey(have) == memberKey(wanted) && isStatic(have) == isStatic(wanted) {
			return AddStmt(have.Body, text)
		}
	}
	if isAmbient(class) {
		return nil, f.refuse(class.Pos(), member, "class %q is only declared here", className(class))
	}
	return AddMember(class, member)
}

// indentCode puts one tab in front of each line of statements, but for those
// inside of a string.
func indentCode(f *File, text string) string {
	text = strings.Trim(text, "\r\n")
	file := Parse(f.Name, []byte("async function* _() {\n"+text+"\n}"))
	s := snippet{file: file, start: len("async function* _() {\n"), text: text}
	return "\t" + reindent(text, Style{Newline: "\n", Indent: "\t"}, "\t", s.fixedLines())
}
