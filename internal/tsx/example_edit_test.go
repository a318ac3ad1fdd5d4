package tsx_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/docreate/docreate/internal/tsx"
)

const counter = `import { DurableObject } from 'cloudflare:workers'

export class Counter extends DurableObject<Env> {
	value = 0

	async add(n: number) {
		const before = this.value
		await this.ctx.storage.put('value', before + n)
		this.value += n
		return this.value
	}
}
`

func ExampleScopes_References() {
	file := tsx.Parse("a.ts", []byte("const room = 1;\nfunction f(room: number) { return room; }\nf(room);\n"))
	scopes := tsx.Resolve(file)
	for _, r := range scopes.References(scopes.Top().Symbol("room")) {
		at := file.Position(r.Pos)
		fmt.Printf("%d:%d\n", at.Line, at.Column)
	}
	// Output:
	// 1:7
	// 3:3
}

func ExampleScopes_Base() {
	file := tsx.Parse("room.ts", []byte(`import * as cf from "cloudflare:workers";
class Base extends cf.DurableObject {}
export class Room extends Base {}
`))
	scopes := tsx.Resolve(file)
	base, _ := scopes.Base(file.Class("Base"))
	fmt.Println(base.Module, base.Name)
	fmt.Println(scopes.Inherits(file.Class("Room"), "cloudflare:workers", "DurableObject"))
	// Output:
	// cloudflare:workers DurableObject
	// true
}

func ExampleFile_Exports() {
	file := tsx.Parse("index.ts", []byte(`import { Room } from "./room";
export { Room, helper as default };
export * from "./kit";
function helper() {}
`))
	for _, export := range file.Exports() {
		fmt.Printf("%s: local %q, from %q\n", export.Name, export.Local, export.Module)
	}
	// Output:
	// Room: local "Room", from "./room"
	// default: local "helper", from ""
	// *: local "", from "./kit"
}

func ExampleSteps() {
	file := tsx.Parse("counter.ts", []byte(counter))
	for step := range tsx.Steps(file.Class("Counter").Body().Method("add")) {
		switch step := step.(type) {
		case *tsx.CallExpr:
			fmt.Println("calls", file.Text(step.Fun))
		case *tsx.AwaitExpr:
			fmt.Println("waits")
		}
	}
	// Output:
	// calls this.ctx.storage.put
	// waits
}

func ExampleTextOf() {
	file := tsx.Parse("a.ts", []byte("this.sql<Row>`SELECT * FROM ${table} WHERE id = ${id}`;"))
	for template := range tsx.Every[*tsx.TaggedTemplate](file) {
		text, _ := tsx.TextOf(template)
		fmt.Println(text)
		for _, hole := range text.Holes {
			fmt.Println("hole:", file.Text(hole))
		}
	}
	// Output:
	// SELECT * FROM ? WHERE id = ?
	// hole: table
	// hole: id
}

// The style of the file is copied: tabs, single quotes, no semicolons.
func ExampleAddMember() {
	file := tsx.Parse("counter.ts", []byte(counter))
	edits, err := tsx.AddMember(file.Class("Counter"), `async reset(): Promise<void> {
	await this.ctx.storage.delete("value");
}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range edits {
		fmt.Printf("at %d:%s\n", e.Start, e.New)
	}
	// Output:
	// at 256:
	//
	// 	async reset(): Promise<void> {
	// 		await this.ctx.storage.delete('value')
	// 	}
}

// Edits of one file are put together and applied at once.
func ExampleAddToConstructor() {
	file := tsx.Parse("counter.ts", []byte(counter))
	imported, err := tsx.AddImport(file, tsx.Import{Module: "./kit/alarms", Imported: "Alarms"})
	if err != nil {
		fmt.Println(err)
		return
	}
	added, err := tsx.AddToConstructor(file.Class("Counter"), `this.alarms = new Alarms(ctx);`)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := tsx.Apply(file, slices.Concat(imported, added))
	if err != nil {
		fmt.Println(err)
		return
	}
	begin, _, _ := strings.Cut(after.Source(), "\n\tasync add")
	fmt.Print(begin)
	// Output:
	// import { DurableObject } from 'cloudflare:workers'
	// import { Alarms } from './kit/alarms'
	//
	// export class Counter extends DurableObject<Env> {
	// 	value = 0
	//
	// 	constructor(ctx: DurableObjectState, env: Env) {
	// 		super(ctx, env)
	// 		this.alarms = new Alarms(ctx)
	// 	}
}

func ExampleEditError() {
	file := tsx.Parse("counter.ts", []byte(counter))
	_, err := tsx.AddMember(file.Class("Counter"), "value = 1;")
	fmt.Println(err)
	// Output:
	// counter.ts:4:2: class "Counter" has a member "value" already; add by hand: value = 1;
}
