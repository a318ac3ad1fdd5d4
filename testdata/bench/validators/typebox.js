import Type from "typebox"; import Value from "typebox/value";
const S = Type.Object({ resource: Type.String({minLength:1,maxLength:128,pattern:"^[\\w.:-]+$"}), ttlMs: Type.Integer({minimum:1000,maximum:86400000}), tags: Type.Optional(Type.Array(Type.String(),{maxItems:10})), kind: Type.Union([Type.Literal("a"),Type.Literal("b")]), msg: Type.Union([Type.Object({type:Type.Literal("send"),text:Type.String()},{additionalProperties:false}),Type.Object({type:Type.Literal("ping")},{additionalProperties:false})]) },{additionalProperties:false});
export const parse = (x) => Value.Check(S, x);
