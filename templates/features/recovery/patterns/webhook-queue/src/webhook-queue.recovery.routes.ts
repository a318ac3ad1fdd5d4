import * as v from "valibot";
import { partitionStub } from "./webhook-queue.stub";
import { readParams } from "./http/input";
import { recoveryRoutes } from "./http/recovery";
import { Name } from "./kit/validate";

const Path = v.object({ partition: Name });

/** Takes one partition back. The statistics name them. */
export const recovery = recoveryRoutes((c) => {
  return partitionStub(c.env, readParams(c, Path).partition);
});
