import * as v from "valibot";
import { userStub } from "./user-session.stub";
import { readParams } from "./http/input";
import { recoveryRoutes } from "./http/recovery";
import { Name } from "./kit/validate";

const Path = v.object({ user: Name });

/** Takes what is stored of one user back. */
export const recovery = recoveryRoutes((c) => {
  return userStub(c.env, readParams(c, Path).user);
});
