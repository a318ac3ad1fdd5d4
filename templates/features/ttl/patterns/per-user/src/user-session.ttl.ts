import { env } from "cloudflare:workers";
import * as v from "valibot";
import { duration, durationOrOff, readTtl } from "./kit/ttl";

const Settings = v.pipe(
  v.strictObject({
    /** A session ends when it was not used for so long. */
    sessions: duration("1m", "3650d"),
    /** A session ends at this age even when it is used. */
    sessionAge: duration("1m", "3650d"),
    /** Everything about a user ends when the object was not used for so long. */
    idle: durationOrOff("1d", "3650d"),
  }),
  v.forward(
    v.check(
      ({ idle, sessions }) => idle === null || idle >= sessions,
      "a user must not end before a session, so use at least the time of sessions",
    ),
    ["idle"],
  ),
);

/** How long what is kept, in milliseconds. Throws if the variable is wrong. */
export function ttl(): v.InferOutput<typeof Settings> {
  return readTtl("USER_SESSION_TTL", Settings, env.USER_SESSION_TTL);
}
