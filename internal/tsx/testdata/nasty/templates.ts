const a = `plain`;
const b = `a${b}c${d}e`;
const c = `${`${`${x}`}`}`;
const d = `}${"}"}\`${'`'}$${"$"}{`;
const e = `${{ a: `${{}}` }.a}`;
const f = tag`\unicode and \xerxes \u{110000} ${x} \01`;
const g = tag<T>`x``y`<U>`z`;
const h = `line
${ /* comment } */ x // }
}
`;
const i = `\u{1F600}\u0041\x41\n\t\
continued`;
const j = `${function () { return `}` }}`;
const k = a.b.c`x`.d`y`();
const l = new Foo`x`;
const m = `${a ? `b` : `c`}`;
const n = `$`, o = `$$`, p = `{`, q = `$\{`;
type T = `${string}-${A extends `${infer B}x` ? B : never}`;
const r = await_`x`;
