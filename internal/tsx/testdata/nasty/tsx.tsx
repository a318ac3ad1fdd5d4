const a = <div />, b = <div></div>, c = <></>, d = <a.b.c />, e = <a:b />, f = <a-b c-d="e" f:g="h" i />, g = <this.a />, h = <A<B> c={d} />, i = <A<B>>x</A>;
const j = <a b="c" d='e' f={g} {...h} i=<j /> k={<l />} m="&amp; \n
multi" n={/* comment */ o} p={q /* c */} />;
const k = <a>text with "quotes" 'and' & bare &amp; entities // not a comment /* neither */ {x} { /* empty */ } {...y} {`t${u}`} <b>nested</b>
	<></> <c.d>{e => <f>{g}</f>}</c.d>
	{a ? <b /> : <c />} {d && <e />} {[<f key="1" />, <g key="2" />]}
</a>;
const l = <T,>(x: T) => x, m = <T extends U>(x: T) => x, n = <const T,>(x: T) => x, o = <T = U,>(x: T) => x, o2 = async <T,>(x: T) => x;
const p = a < b, q = a < b || c > d, r = (a < b), s = f<T>(x), t = new A<B>();
function C() { return <div>{/* only a comment */}</div> }
const u = <a>{"string"}{'x'}{1}{true}</a>, v = <a> </a>, w = <a>
</a>;
const x = <A b={<C d={<E />} />} />, y = <A b={() => <C />}>{(d) => <E {...d} />}</A>;
const z = cond ? <a>1</a> : <b>2</b>, aa = <a b={c ? <d /> : undefined}>{e}</a>;
const bb = <input value=">" onChange={(e) => { set(e.target.value > 1 ? "a" : "b") }} disabled />;
const cc = <a>{}</a>, dd = <a b={`c`}>{d}e{f}</a>, ee = <A.B<C> />;
return_(<a />), [<b />], { c: <d /> };
const ff = <if class="x" for="y" type="z" />, gg = <a async await yield of />;
export default () => <><a /><b /></>;
const hh = <a>ünïcödé 𠮷 {ii} – …</a>, jj = x as any as <T,>() => void, kk = <a />/2;
const ll = <a>a/b/c</a>, mm = <div>it's</div>, nn = <div>`${oo}`</div>, pp = <a b={{ c: 1 }} />;
const qq = <Foo<{ a: 1 }> b />;
