package tsx_test

import (
	"fmt"

	"github.com/docreate/docreate/internal/tsx"
)

const room = `import { DurableObject } from "cloudflare:workers";

export class Room extends DurableObject<Env> {
	// Who is here.
	#members = new Set<string>();

	async join(name: string): Promise<number> {
		await this.ctx.storage.put(name, Date.now());
		return this.sql<Row>` + "`SELECT count(*) FROM members WHERE name = ${name}`" + `;
	}
}
`

func ExampleParse() {
	file := tsx.Parse("room.ts", []byte(room))
	if err := file.Err(); err != nil {
		fmt.Println(err)
		return
	}
	for class := range tsx.Every[*tsx.ClassDecl](file) {
		fmt.Println("class", class.Name.Name)
		if base := class.Extends(); base != nil {
			fmt.Println("extends", file.Text(base))
		}
		for _, m := range class.Members {
			switch m := m.(type) {
			case *tsx.PropertyDecl:
				fmt.Println("field", m.Name.NameText())
			case *tsx.MethodDecl:
				fmt.Println("method", m.Name.NameText(), "returns", file.Text(m.Return))
			}
		}
	}
	// Output:
	// class Room
	// extends DurableObject<Env>
	// field #members
	// method join returns Promise<number>
}

func ExampleFile_Err() {
	file := tsx.Parse("room.ts", []byte("class Room {\n\tjoin( {\n}\n"))
	fmt.Println(file.Err())
	// Output: room.ts:4:1: ) expected
}

func ExampleEvery() {
	file := tsx.Parse("room.ts", []byte(room))
	for template := range tsx.Every[*tsx.TaggedTemplate](file) {
		at := file.Position(template.Template.Pos())
		fmt.Printf("%d:%d %s with %d holes\n", at.Line, at.Column, file.Text(template.Tag), len(template.Template.Exprs))
	}
	// Output: 9:23 this.sql with 1 holes
}

func ExampleEnclosing() {
	file := tsx.Parse("room.ts", []byte(room))
	for await := range tsx.Every[*tsx.AwaitExpr](file) {
		method := tsx.Enclosing[*tsx.MethodDecl](await)
		fmt.Println(method.Name.NameText(), "awaits", file.Text(await.X))
	}
	// Output: join awaits this.ctx.storage.put(name, Date.now())
}

func ExampleFile_Leading() {
	file := tsx.Parse("room.ts", []byte(room))
	for field := range tsx.Every[*tsx.PropertyDecl](file) {
		for _, comment := range file.Leading(field) {
			fmt.Println(comment.Text)
		}
	}
	// Output: // Who is here.
}

func ExampleFile_Tokens() {
	file := tsx.Parse("a.ts", []byte("a = /b/ // c"))
	for token := range file.Tokens() {
		fmt.Printf("%s %q\n", token.Kind, file.Source()[token.Full:token.End])
	}
	// Output:
	// identifier "a"
	// = " ="
	// regular expression " /b/"
	// end of file " // c"
}
