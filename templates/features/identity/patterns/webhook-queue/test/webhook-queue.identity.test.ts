import { env } from "cloudflare:workers";
import { expect, it, vi } from "vitest";
import { log } from "../src/kit/log";
import { DeliveryStore } from "../src/webhooks/store";
import { as, request, unique } from "./client";
import { describeIdentity } from "./identity/contract";

const ref = { source: "github", id: "missing" } as const;

function logInside(): void {
  const has = DeliveryStore.prototype.has;
  vi.spyOn(DeliveryStore.prototype, "has").mockImplementation(function (
    this: DeliveryStore,
    ...args
  ) {
    log("info", "inside");
    return has.apply(this, args);
  });
}

describeIdentity({
  objects: env.WEBHOOK_QUEUE,
  newName: unique,
  logInside,
  store: async (stub, call) => {
    const delivery = { ...ref, id: unique(), key: "k", payload: "{}" };
    using session = await stub.session(call);
    return await session.enqueue({ delivery, generation: 0, plan: [1] });
  },
});

it("says with a Result that it is too late, where there is one", async () => {
  const stub = env.WEBHOOK_QUEUE.getByName(unique());
  using session = await stub.session({ requestId: "r", deadline: 1 });
  expect(await session.getDelivery(ref)).toMatchObject({ error: { code: "deadline_passed" } });
});

it("answers with the id of the request, also where it fails", async () => {
  const headers = { ...(await as("ada", ["admin"])), "X-Request-Id": "from-the-client" };
  const response = await request("/webhook-queue/admin/deliveries/github/missing", { headers });
  expect(response.status).toBe(404);
  expect(response.headers.get("X-Request-Id")).toBe("from-the-client");
});
