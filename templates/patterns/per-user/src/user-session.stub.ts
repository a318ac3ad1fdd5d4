import type { UserSession } from "./user-session";
// #if location
import { readPlace, stubAt } from "./kit/location";
// #end

/** What finding a user needs of the Worker's environment. */
export interface UserEnv {
  readonly USER_SESSION: DurableObjectNamespace<UserSession>;
  // #if location
  readonly USER_SESSION_JURISDICTION: unknown;
  readonly USER_SESSION_LOCATION_HINT: unknown;
  // #end
}

/**
 * The object of a user, by the id from their verified token. Everything that
 * calls one finds it here. A stub that has failed stays broken, so each request
 * makes its own.
 */
export function userStub(env: UserEnv, userId: string) {
  // #if location
  const place = readPlace(env, "USER_SESSION");
  if (place !== undefined) return stubAt(place, env.USER_SESSION, userId);
  // #end
  return env.USER_SESSION.getByName(userId);
}
