import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { as, request, send, unique } from "./client";
import { describeObservability } from "./observability/contract";

const lease = { resource: "job", holder: "ada", ttlMs: 60_000 };

describeObservability({
  objects: env.COORDINATOR,
  className: "Coordinator",
  newName: unique,
  entry: "acquire",
  work: (stub) => stub.acquire(lease),
  fail: (stub) => stub.acquire({ ...lease, ttlMs: -1 }),
  setsAlarm: true,
  path: (scope) => `/coordinator/${scope}/metrics`,
});

afterEach(() => void vi.restoreAllMocks());

it("writes a line about a request, and one about the call that it makes", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const headers = { ...(await as("ada", ["service"])), "CF-Ray": "ray-1" };
  await send("POST", `/coordinator/${unique()}/leases/job/acquire`, { ttlMs: 60_000 }, headers);
  const line = (message: string) =>
    info.mock.calls.flat().find((each: { message?: unknown }) => each.message === message);
  expect(line("request")).toMatchObject({
    method: "POST",
    route: "/coordinator/:scope/leases/:resource/acquire",
    status: 200,
    outcome: "ok",
    requestId: "ray-1",
  });
  expect(line("call")).toMatchObject({ entry: "acquire", outcome: "ok" });
  // #if identity
  expect(line("call")).toMatchObject({ requestId: "ray-1", actor: "ada" });
  // #end
});

it("tells a refusal from a failure", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const stub = env.COORDINATOR.getByName(unique());
  await stub.acquire(lease);
  await stub.acquire({ ...lease, holder: "bob" });
  expect((await stub.metrics()).entries["acquire"]).toMatchObject({ calls: 2, refusals: 1 });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ entry: "acquire", outcome: "refused", code: "conflict" }),
  );
});

it("writes a line about a request that leads nowhere", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  await request("/nothing-here");
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ message: "request", status: 404, outcome: "refused" }),
  );
});
