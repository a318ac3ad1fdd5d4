import { type } from "arktype";
const S = type({ "+":"reject", resource: /^[\w.:-]{1,128}$/, ttlMs: "1000 <= number.integer <= 86400000", "tags?": "string[] <= 10", kind: "'a'|'b'", msg: type({type:"'send'",text:"string"}).or({type:"'ping'"}) });
export const parse = (x) => !(S(x) instanceof type.errors);
