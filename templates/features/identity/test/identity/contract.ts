import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import type { DurableObject } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SessionCall } from "../../src/kit/identity";
import { nameOf } from "../../src/kit/identity";
// #if observability
import { metricsOf } from "../../src/kit/observe";
// #end

/** What the tests below need to know of a class. */
export interface Subject<Of extends DurableObject<Env>> {
  readonly objects: DurableObjectNamespace<Of>;
  /** A name that no other test uses, as the objects of the class have them. */
  readonly newName: () => string;
  /** Stores something in a session, and answers with what the method answers. */
  readonly store: (stub: DurableObjectStub<Of>, call: SessionCall) => Promise<unknown>;
  /** Has the object log "inside" while it stores that. */
  readonly logInside: () => void;
}

/** What holds for the objects of every class that is identified. */
export function describeIdentity<Of extends DurableObject<Env>>(subject: Subject<Of>): void {
  const { objects, newName, store, logInside } = subject;
  const name = (stub: DurableObjectStub<Of>) =>
    runInDurableObject(stub, (_, state) => nameOf(state));
  const stored = (stub: DurableObjectStub<Of>) =>
    runInDurableObject(stub, (_, { storage }) => storage.kv.get("_name"));
  const byId = (own: string) => objects.get(objects.idFromString(`${objects.idFromName(own)}`));
  const call = { requestId: "request-1" };

  describe("the name of an object", () => {
    it("is stored with the first thing that is, for when the platform does not tell it", async () => {
      const own = newName();
      await store(objects.getByName(own), call);
      await evictDurableObject(byId(own));
      expect(await name(byId(own))).toBe(own);
      expect(await stored(byId(own))).toBe(own);
    });

    it("is unknown to an object that was only ever reached by its id", async () => {
      expect(await name(byId(newName()))).toBeUndefined();
    });

    it.each([
      ["that is too long for the platform", (own: string) => objects.getByName(own), 1_024],
      ["of an object that was woken by its id", byId, 0],
    ])("%s is believed if it leads to the object", async (_, reach, length) => {
      const own = newName() + "x".repeat(length);
      await store(reach(own), { ...call, name: `${own}x` });
      expect(await name(reach(own))).toBeUndefined();

      await store(reach(own), { ...call, name: own });
      expect(await name(reach(own))).toBe(own);
      await evictDurableObject(reach(own));
      expect(await name(reach(own))).toBe(own);
    });
  });

  describe("a session", () => {
    afterEach(() => void vi.restoreAllMocks());

    it("gives log lines the object and the call", async () => {
      const info = vi.spyOn(console, "info").mockImplementation(() => {});
      logInside();
      const own = newName();
      await store(objects.getByName(own), { requestId: "request-2", actor: "ada" });
      expect(info).toHaveBeenCalledWith(
        expect.objectContaining({
          message: "inside",
          object: expect.objectContaining({ name: own }),
          requestId: "request-2",
          actor: "ada",
        }),
      );
    });

    it("keeps calls apart that run at the same time", async () => {
      const info = vi.spyOn(console, "info").mockImplementation(() => {});
      logInside();
      const [first, second] = [newName(), newName()];
      await Promise.all([
        store(objects.getByName(first), { requestId: "first" }),
        store(objects.getByName(second), { requestId: "second" }),
      ]);
      for (const [requestId, own] of [
        ["first", first],
        ["second", second],
      ]) {
        const object = expect.objectContaining({ name: own });
        expect(info).toHaveBeenCalledWith(expect.objectContaining({ requestId, object }));
      }
    });

    it("does nothing after its deadline, and says so", async () => {
      const info = vi.spyOn(console, "info").mockImplementation(() => {});
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      logInside();
      const late = { ...call, actor: "ada", deadline: Date.now() - 1 };
      const own = newName();
      const failure = await store(objects.getByName(own), late).catch((error: unknown) => error);
      expect(JSON.stringify(failure, failureKeys)).toContain("deadline_passed");
      expect(info).not.toHaveBeenCalledWith(expect.objectContaining({ message: "inside" }));
      expect(warn).toHaveBeenCalledExactlyOnceWith(
        expect.objectContaining({
          message: "call refused",
          code: "deadline_passed",
          object: expect.objectContaining({ name: own }),
          requestId: call.requestId,
          actor: "ada",
        }),
      );
      // #if observability
      const { entries } = await runInDurableObject(objects.getByName(own), metricsOf);
      expect(Object.values(entries)).toMatchObject([{ calls: 1, refusals: 1, errors: 0 }]);
      // #end
    });

    it("needs a request id that fits a log line", async () => {
      const stub = objects.getByName(newName());
      const refused = await store(stub, { requestId: "two\nlines" }).catch(
        (error: unknown) => error,
      );
      expect(String(refused)).toContain("requestId");
    });
  });
}

/** Own properties of an error are not part of its JSON. */
function failureKeys(_key: string, value: unknown): unknown {
  return value instanceof Error ? { ...value } : value;
}
