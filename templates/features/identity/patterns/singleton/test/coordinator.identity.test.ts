import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { log } from "../src/kit/log";
// #if hibernation
import { Sockets } from "../src/kit/sockets";
// #end
import { LeaseTable } from "../src/leases/table";
import { as, send, unique } from "./client";
import { describeIdentity } from "./identity/contract";
// #if hibernation
import { requestFeed } from "./kit/feed.listener";
// #end

const lease = { resource: "job", holder: "ada", ttlMs: 60_000 };

function logInside(): void {
  const grant = LeaseTable.prototype.grant;
  vi.spyOn(LeaseTable.prototype, "grant").mockImplementation(function (this: LeaseTable, ...args) {
    log("info", "inside");
    return grant.apply(this, args);
  });
}

describeIdentity({
  objects: env.COORDINATOR,
  newName: unique,
  logInside,
  store: async (stub, call) => {
    using session = await stub.session(call);
    return await session.acquire(lease);
  },
});

it("takes the metadata of a request along, and answers with its id", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  logInside();
  const scope = unique();
  const headers = { ...(await as("ada", ["service"])), "X-Request-Id": "from-the-client" };
  const path = `/coordinator/${scope}/leases/job/acquire`;
  const response = await send("POST", path, { ttlMs: 60_000 }, headers);

  expect(response.status).toBe(200);
  expect(response.headers.get("X-Request-Id")).toBe("from-the-client");
  const object = expect.objectContaining({ class: "Coordinator", name: scope });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ object, requestId: "from-the-client", actor: "ada" }),
  );
  vi.restoreAllMocks();
});

it("says with a Result that it is too late, where there is one", async () => {
  using session = await env.COORDINATOR.getByName(unique()).session({
    requestId: "r",
    deadline: 1,
  });
  expect(await session.acquire(lease)).toMatchObject({
    ok: false,
    error: { code: "deadline_passed" },
  });
});
// #if hibernation

it("takes the metadata of an upgrade along, and believes no client about it", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const accept = Sockets.prototype.accept;
  vi.spyOn(Sockets.prototype, "accept").mockImplementation(function (
    this: Sockets<unknown>,
    ...args
  ) {
    log("info", "inside");
    return accept.apply(this, args);
  });
  const scope = unique();
  const { webSocket } = await requestFeed(`/coordinator/${scope}/feed`, "ada", ["service"], {
    "X-Request-Id": "from-the-client",
    "X-Verified-Call": '{"requestId":"forged","actor":"root"}',
  });
  webSocket?.accept();
  webSocket?.close();
  const object = expect.objectContaining({ class: "Coordinator", name: scope });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ object, requestId: "from-the-client", actor: "ada" }),
  );
  expect(JSON.stringify(info.mock.calls)).not.toContain("forged");
  vi.restoreAllMocks();
});
// #end
