import * as v from "valibot";
import { roomStub } from "./chat-room.stub";
import { readParams } from "./http/input";
import { recoveryRoutes } from "./http/recovery";
import { Name } from "./kit/validate";

const Path = v.object({ room: Name });

/** Takes one room back. */
export const recovery = recoveryRoutes((c) => {
  return roomStub(c.env, readParams(c, Path).room);
});
