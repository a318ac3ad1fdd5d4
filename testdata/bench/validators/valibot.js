import * as v from "valibot";
const S = v.strictObject({ resource: v.pipe(v.string(), v.minLength(1), v.maxLength(128), v.regex(/^[\w.:-]+$/)), ttlMs: v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(86400000)), tags: v.optional(v.pipe(v.array(v.string()), v.maxLength(10))), kind: v.picklist(["a","b"]), msg: v.variant("type",[v.strictObject({type:v.literal("send"),text:v.string()}),v.strictObject({type:v.literal("ping")})]) });
export const parse = (x) => v.safeParse(S, x).success;
