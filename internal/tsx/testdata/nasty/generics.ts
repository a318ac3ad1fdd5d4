const a = f<T>(x);
const b = a < b > (c);
const c2 = new Map<string, Array<number>>();
const d = sql<Row>`select ${ x } from ${ `nested ${y}` }`;
const e = a < b || c > d;
const g = f<T>, h = i<U>;
