import { Hono, type Context } from "hono";
import * as v from "valibot";
// #if hibernation
import { feed } from "./coordinator.feed.routes";
// #end
// #if recovery
import { recovery } from "./coordinator.recovery.routes";
// #end
import { scopeStub } from "./coordinator.stub";
import { authenticate, requireRole, type Authenticated, type Caller } from "./http/auth";
// #if identity
import { currentCall, openSession } from "./http/call";
// #end
import { respond } from "./http/errors";
import { limitBody, readJson, readParams, readQuery } from "./http/input";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name, PageSize } from "./kit/validate";
import { FencingToken, Ttl } from "./leases/input";

/** The bodies are three short fields. */
const MAX_BODY_BYTES = 1024;

const ScopePath = v.object({ scope: Name });
const LeasePath = v.object({ scope: Name, resource: Name });

/** Which process of the caller this is. Processes that leave it out count as one holder. */
const Instance = v.optional(Name);
const AcquireBody = v.strictObject({ ttlMs: Ttl, instance: Instance });
const RenewBody = v.strictObject({ fencingToken: FencingToken, ttlMs: Ttl, instance: Instance });
const ReleaseBody = v.strictObject({ fencingToken: FencingToken, instance: Instance });
const ListQuery = v.strictObject({
  after: v.optional(Name),
  limit: v.optional(v.pipe(v.string(), v.transform(Number), PageSize)),
});

/**
 * The leases over HTTP. Only callers with the role "service" pass: whoever may
 * take leases can keep everybody else from theirs.
 */
export const routes = new Hono<Authenticated>();

// #if observability
routes.get("/:scope/metrics", authenticate, requireRole("admin"), async (c) => {
  const { scope } = readParams(c, ScopePath);
  return c.json(await scopeStub(c.env, scope).metrics());
});

// #end
// #if hibernation
routes.route("/:scope/feed", feed);

// #end
// #if recovery
routes.route("/admin/:scope/recovery", recovery);

// #end
routes.use(limitBody(MAX_BODY_BYTES), authenticate, requireRole("service"));
// #if rate-limit
routes.use(limitRate("COORDINATOR_RATE_LIMIT"));
// #end

routes.get("/:scope/leases", async (c) => {
  const { scope } = readParams(c, ScopePath);
  return c.json(await leasesOf(c, scope).list(readQuery(c, ListQuery)));
});

routes.get("/:scope/leases/:resource", async (c) => {
  const { scope, resource } = readParams(c, LeasePath);
  return respond(c, await leasesOf(c, scope).get({ resource }));
});

routes.post("/:scope/leases/:resource/acquire", async (c) => {
  const { scope, resource } = readParams(c, LeasePath);
  const { instance, ttlMs } = await readJson(c, AcquireBody);
  const holder = holderName(c.get("caller"), instance);
  return respond(c, await leasesOf(c, scope).acquire({ resource, holder, ttlMs }));
});

routes.post("/:scope/leases/:resource/renew", async (c) => {
  const { scope, resource } = readParams(c, LeasePath);
  const { instance, ...lease } = await readJson(c, RenewBody);
  const holder = holderName(c.get("caller"), instance);
  return respond(c, await leasesOf(c, scope).renew({ resource, holder, ...lease }));
});

routes.post("/:scope/leases/:resource/release", async (c) => {
  const { scope, resource } = readParams(c, LeasePath);
  const { instance, fencingToken } = await readJson(c, ReleaseBody);
  const holder = holderName(c.get("caller"), instance);
  return respond(c, await leasesOf(c, scope).release({ resource, holder, fencingToken }));
});

/** The object that has the leases of a scope. */
function leasesOf(c: Context<Authenticated>, scope: string) {
  // #if identity
  const call = currentCall();
  if (call !== undefined) return openSession(scopeStub(c.env, scope), call);
  // #end
  return scopeStub(c.env, scope);
}

/** No name contains the `/`, so nobody can pose as an instance of somebody else. */
function holderName(caller: Caller, instance: string | undefined): string {
  return instance === undefined ? caller.id : `${caller.id}/${instance}`;
}
