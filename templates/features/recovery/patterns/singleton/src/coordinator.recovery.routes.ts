import * as v from "valibot";
import { scopeStub } from "./coordinator.stub";
import { readParams } from "./http/input";
import { recoveryRoutes } from "./http/recovery";
import { Name } from "./kit/validate";

const Path = v.object({ scope: Name });

/** Refuses to take a scope back, and says why. */
export const recovery = recoveryRoutes((c) => {
  return scopeStub(c.env, readParams(c, Path).scope);
});
