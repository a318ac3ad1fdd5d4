@dec
@dec()
@a.b.c(d)
export class A<T extends object = {}> extends B<T, C<T>> implements D, E<T>, F.G {
	a
	b = 1
	c: number
	d?: string = "x"
	e!: boolean
	f = undefined!
	g
	['h'] = 1
	static
	i
	static j = 1
	static static
	static async = 1
	static static_() {}
	static { this.j = 2 }
	static {
		await_;
	}
	#k = 1
	#l() { return #k in this }
	static #m?: T
	get
	n() {}
	get o() { return 1 }
	set o(v) {}
	get;
	set;
	static get p() { return 1 }
	static set p(v) {}
	get = 1
	set = 2
	get() {}
	set() {}
	async
	q() {}
	async r() {}
	async *s() {}
	*t() {}
	* [Symbol.iterator]() {}
	async *[u]() {}
	accessor v = 1
	accessor
	w
	static accessor x: T
	declare y: T
	declare
	z
	readonly aa
	readonly readonly
	override ab() {}
	abstract_ = 1
	protected static readonly override ac?: 1
	public private_;
	[key: string]: any;
	readonly [key: number]: any
	static [key: symbol]: any;
	[ad]: T
	[`ae`]() {}
	"af": 1
	'ag'() {}
	1: 2
	1n = 3
	;;
	constructor(private a: T, public readonly b = 1, @dec() c?, ...d: T[]);
	constructor() { super() }
	'constructor'() {}
	ah<T>(this: A<T>, x?: T): asserts x is T;
	ah() {}
	ai?(): void
	@dec aj
	@dec() ak() {}
	@dec @dec2 static al = 1;
	instanceof() {}
	of = 1
	declare = 1
	async = 1
	async() {}
	type: type
	if() {}
	new() {}
}
export default class extends (A as any) {}
export abstract class AA { abstract a(): void; abstract b; abstract get c(); abstract set c(v); protected abstract readonly d: 1; abstract accessor e }
const B1 = class C1<T> implements D {}, B2 = class implements D {}, B3 = class extends B {}, B4 = @dec class {};
class implements_ extends class {} {}
class E1 extends f<T>() {}
declare class F1 { x; y(); constructor(); get z(): 1; static w }
