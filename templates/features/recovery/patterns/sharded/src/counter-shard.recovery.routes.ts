import * as v from "valibot";
import { shardStub } from "./counter-shard.stub";
import { readParams } from "./http/input";
import { recoveryRoutes } from "./http/recovery";
import { Name } from "./kit/validate";

const Path = v.object({
  counter: Name,
  shard: v.pipe(v.string(), v.regex(/^\d{1,4}$/), v.transform(Number)),
});

/** Takes one shard of a counter back. */
export const recovery = recoveryRoutes((c) => {
  const { counter, shard } = readParams(c, Path);
  return shardStub(c.env, counter, shard);
});
