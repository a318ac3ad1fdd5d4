import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { errorText } from "../src/kit/validate";
import { as, request, send, unique } from "./client";
import { describeObservability } from "./observability/contract";
import { configure } from "./settings";

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

it("says nothing of the arguments of a call that fails for them, nowhere", async () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  const wrong: typeof lease = JSON.parse('{"resource":"job","holder":"ada","ttlMs":"s3cret"}');
  const failure = await env.COORDINATOR.getByName(unique())
    .acquire(wrong)
    .catch((reason: unknown) => reason);
  expect(String(failure)).toContain("s3cret");
  expect(errorText(failure)).toBe("InvalidInputError");
  expect(error).toHaveBeenCalledWith(expect.objectContaining({ error: "InvalidInputError" }));
  expect(JSON.stringify(error.mock.calls)).not.toContain("s3cret");
});

it("writes a line about every request that fails, whatever the share of the others", async () => {
  configure("LOG_SAMPLE_RATE", 0);
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  const path = `/coordinator/${unique()}/leases`;
  expect((await request(path, { headers: await as("ada", ["service"]) })).status).toBe(200);
  configure("AUTH_SECRET", "short");
  expect((await request(path)).status).toBe(503);
  expect(info).not.toHaveBeenCalled();
  expect(error).toHaveBeenCalledWith(
    expect.objectContaining({
      message: "request",
      route: "/coordinator/:scope/leases",
      status: 503,
      outcome: "error",
    }),
  );
});
// #if hibernation

it("writes the route of a feed, which stands before the middleware of the others", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  await request(`/coordinator/${unique()}/feed`);
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ message: "request", route: "/coordinator/:scope/feed", status: 401 }),
  );
});
// #end

it("writes a line about a request that leads nowhere", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  await request("/nothing-here");
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ message: "request", status: 404, outcome: "refused" }),
  );
});
