import type { Coordinator } from "./coordinator";
// #if location
import { readPlace, stubAt } from "./kit/location";
// #end

/** What finding a scope needs of the Worker's environment. */
export interface ScopeEnv {
  readonly COORDINATOR: DurableObjectNamespace<Coordinator>;
  // #if location
  readonly COORDINATOR_JURISDICTION: unknown;
  readonly COORDINATOR_LOCATION_HINT: unknown;
  // #end
}

/**
 * The object of a scope: scopes do not wait for each other. Everything that
 * calls one finds it here. A stub that has failed stays broken, so each request
 * makes its own.
 */
export function scopeStub(env: ScopeEnv, scope: string) {
  // #if location
  const place = readPlace(env, "COORDINATOR");
  if (place !== undefined) return stubAt(place, env.COORDINATOR, scope);
  // #end
  return env.COORDINATOR.getByName(scope);
}
