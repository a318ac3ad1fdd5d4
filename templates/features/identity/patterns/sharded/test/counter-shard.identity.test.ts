import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { OperationLog } from "../src/counter/operations";
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
