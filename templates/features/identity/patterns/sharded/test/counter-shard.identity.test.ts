import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { CounterShard } from "../src/counter-shard";
import { openCounter } from "../src/counter-shard.client";
import { OperationLog } from "../src/counter/operations";
import { within } from "../src/kit/context";
import { log } from "../src/kit/log";
import { as, send, unique } from "./client";
import { describeIdentity } from "./identity/contract";

function logInside(): void {
  const find = OperationLog.prototype.find;
  vi.spyOn(OperationLog.prototype, "find").mockImplementation(function (
    this: OperationLog,
    ...args
  ) {
    log("info", "inside");
    return find.apply(this, args);
  });
}

describeIdentity({
  objects: env.COUNTER_SHARD,
  newName: () => `${unique()}/0`,
  logInside,
  store: async (stub, call) => {
    using session = await stub.session(call);
    return await session.handOver([{ id: unique(), amount: 1 }]);
  },
});

it("takes the metadata of a request along, and answers with its id", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  logInside();
  const counter = unique();
  const headers = { ...(await as("ada")), "X-Request-Id": "from-the-client" };
  const body = { key: "k", idempotencyKey: "once" };
  const response = await send("POST", `/counter-shard/${counter}/increment`, body, headers);

  expect(response.status).toBe(200);
  expect(response.headers.get("X-Request-Id")).toBe("from-the-client");
  const name = expect.stringMatching(`^${counter}/\\d+$`);
  const object = expect.objectContaining({ class: "CounterShard", name });
  expect(info).toHaveBeenCalledWith(
    expect.objectContaining({ object, requestId: "from-the-client", actor: "ada" }),
  );
  vi.restoreAllMocks();
});

it("takes the metadata along from shard to shard", async () => {
  const info = vi.spyOn(console, "info").mockImplementation(() => {});
  const extend = CounterShard.prototype.extend;
  vi.spyOn(CounterShard.prototype, "extend").mockImplementation(function (
    this: CounterShard,
    shards: number,
  ) {
    log("info", `extended to ${shards}`);
    extend.call(this, shards);
  });
  const shard = env.COUNTER_SHARD.getByName(`${unique()}/6`);
  using session = await shard.session({ requestId: "request-1", actor: "ada" });
  await session.add([{ id: undefined, amount: 1 }]);
  // Once in the first shard, and once in its own.
  const line = { message: "extended to 7", requestId: "request-1", actor: "ada" };
  const lines = info.mock.calls.filter(
    ([each]) => Reflect.get(Object(each), "message") === line.message,
  );
  expect(lines).toMatchObject([[line], [line]]);
  vi.restoreAllMocks();
});

it("knows its place by the name that it was told", async () => {
  const counter = unique();
  const id = env.COUNTER_SHARD.idFromName(`${counter}/3`);
  const shard = env.COUNTER_SHARD.get(env.COUNTER_SHARD.idFromString(`${id}`));
  const unnamed = await shard.add([{ id: undefined, amount: 1 }]).catch(String);
  expect(unnamed).toContain("the name of a shard");
  using session = await shard.session({ requestId: "request-1", name: `${counter}/3` });
  expect(await session.add([{ id: undefined, amount: 1 }])).toEqual(["counted"]);
  expect((await env.COUNTER_SHARD.getByName(`${counter}/0`).read()).reach).toBe(4);
});

it("says that it was too late when that is why no shard has answered", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const call = { requestId: "request-1", deadline: 1 };
  const failure = await within({ call }, () => openCounter(env, unique()).total()).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ failure: { code: "deadline_passed" } });
  vi.restoreAllMocks();
});
