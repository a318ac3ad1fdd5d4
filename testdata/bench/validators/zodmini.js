import * as z from "zod/mini";
const S = z.strictObject({ resource: z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^[\w.:-]+$/)), ttlMs: z.int().check(z.gte(1000), z.lte(86400000)), tags: z.optional(z.array(z.string()).check(z.maxLength(10))), kind: z.enum(["a","b"]), msg: z.discriminatedUnion("type",[z.strictObject({type:z.literal("send"),text:z.string()}),z.strictObject({type:z.literal("ping")})]) });
export const parse = (x) => S.safeParse(x).success;
