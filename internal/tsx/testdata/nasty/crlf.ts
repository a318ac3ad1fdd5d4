export class A {
	a = 1
	b = `x
y`
	// c
	get c() {
		return "d"
	}
}
