export default function A() { return <B c={d}>{e}</B> }
const f = a < b > c;
