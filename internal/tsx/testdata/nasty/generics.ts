// Type arguments against comparison, on everything that can have them.
const call = f<T>(x);
const compare = a < b > (c);
const both = f(a < b, c > d);
const args = f(a<b, c>(d));
const made = new Map<string, Array<Set<number>>>();
const bare = new Foo<T>;
const barer = new Foo<T>
const tag = this.sql<Row>`select ${ x } from ${ `nested ${y}` }`;
const inst = f<T>, other = g<U>;
const shift = a < b >> c;
const shifts = a >> b >>> c >= d;
const neg = a<b>-c;
const pos = a < b > +c;
const nested = f<g<h<i>>>(x);
const nested2 = f<<T>(x: T) => T>(y);
const fnType = f<(a: number) => void>(z);
const objType = f<{ a: 1; b: 2 }>({});
const opt = a?.<T>(x), opt2 = a?.b<T>?.(y)?.[z]!?.w;
const optTag = a?.b`x`;
const nonNull = a!<T>(b)!.c![d]!;
const asserted = <T>x, asserted2 = <T,>(x: T) => x, asserted3 = <const>["a"];
const generic = <T>(x: T): T => x;
const generic2 = <T extends keyof U, U = {}>(x: T, ...y: U[]): x is T => true;
const generic3 = async <T,>(x: T) => await x;
const asyncCall = async<T>(x);
const asyncName = async, asyncCall2 = async(x), asyncArrow = async x => x, asyncArrow2 = async (x) => x;
const asyncLess = async < 3;
const line = f<T>
const next = 1;
const followed = f<T> || g<U> ?? h<V>;
const ternary = a ? f<T>(b) : c;
const relational = i < n && j > m;
const inObject = { a: f<T>, b };
const templ = a<b>`${c<d>`e`}`;
if (a < b && c > (d)) {}
for (let i = 0; i < a.length; i++) {}
