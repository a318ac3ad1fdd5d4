import { z } from "zod";
const S = z.strictObject({ resource: z.string().min(1).max(128).regex(/^[\w.:-]+$/), ttlMs: z.number().int().min(1000).max(86400000), tags: z.array(z.string()).max(10).optional(), kind: z.enum(["a","b"]), msg: z.discriminatedUnion("type",[z.strictObject({type:z.literal("send"),text:z.string()}),z.strictObject({type:z.literal("ping")})]) });
export const parse = (x) => S.safeParse(x).success;
