import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import type { DurableObject } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ObjectMetrics } from "../../src/kit/observe";
import { as, request } from "../client";

/** What the tests below need to know of a class. */
export interface Subject<Of extends DurableObject<Env>> {
  readonly objects: DurableObjectNamespace<Of>;
  readonly className: string;
  /** A name that no other test uses, as the objects of the class have them. */
  readonly newName: () => string;
  /** The method that `work` calls, with success. */
  readonly entry: string;
  readonly work: (stub: DurableObjectStub<Of>) => Promise<unknown>;
  /** Calls a method with input that is refused. */
  readonly fail: (stub: DurableObjectStub<Of>) => Promise<unknown>;
  /** Whether `work` sets an alarm for later. */
  readonly setsAlarm: boolean;
  /** Where the counters of an object are. */
  readonly path: (name: string) => string;
}

/** What holds for the objects of every class that is observed. */
export function describeObservability<Of extends DurableObject<Env>>(subject: Subject<Of>): void {
  const { objects, className, newName, entry, work, fail, setsAlarm, path } = subject;
  const metrics = async (name: string) => {
    const response = await request(path(name), { headers: await as("root", ["admin"]) });
    expect(response.status).toBe(200);
    return response.json<ObjectMetrics>();
  };

  afterEach(() => void vi.restoreAllMocks());

  describe("the counters of an object", () => {
    it("tell what it did and for how long, also after eviction", async () => {
      vi.spyOn(console, "info").mockImplementation(() => {});
      const name = newName();
      await work(objects.getByName(name));
      expect(await metrics(name)).toMatchObject({
        class: className,
        object: name,
        wakes: 1,
        entries: { [entry]: { calls: 1, errors: 0, refusals: 0, totalMs: expect.any(Number) } },
      });

      await evictDurableObject(objects.getByName(name));
      expect((await metrics(name)).entries[entry]?.calls).toBe(1);
      await work(objects.getByName(name));
      const after = await metrics(name);
      expect(after.entries[entry]?.calls).toBe(2);
      expect(after.wakes).toBe(2);
    });

    it("tell how often it failed", async () => {
      vi.spyOn(console, "info").mockImplementation(() => {});
      const error = vi.spyOn(console, "error").mockImplementation(() => {});
      const name = newName();
      await expect(fail(objects.getByName(name)).catch(String)).resolves.toContain("Error");
      const { entries } = await metrics(name);
      expect(Object.values(entries).reduce((sum, each) => sum + each.errors, 0)).toBe(1);
      expect(error).toHaveBeenCalledWith(
        expect.objectContaining({ message: "call failed", outcome: "error" }),
      );
    });

    if (setsAlarm) {
      it("tell about alarms", async () => {
        vi.spyOn(console, "info").mockImplementation(() => {});
        const name = newName();
        await work(objects.getByName(name));
        expect(await runDurableObjectAlarm(objects.getByName(name))).toBe(true);
        expect((await metrics(name)).entries["alarm"]).toMatchObject({ calls: 1, errors: 0 });
      });
    }

    it("are for administrators", async () => {
      expect((await request(path(newName()))).status).toBe(401);
      const headers = await as("ada", ["service"]);
      expect((await request(path(newName()), { headers })).status).toBe(403);
    });
  });

  it("writes a line about each call, with object, outcome, duration and version", async () => {
    const info = vi.spyOn(console, "info").mockImplementation(() => {});
    const name = newName();
    await work(objects.getByName(name));
    expect(info).toHaveBeenCalledWith(
      expect.objectContaining({
        message: "call",
        entry,
        outcome: "ok",
        durationMs: expect.any(Number),
        object: expect.objectContaining({ class: className, name }),
        version: expect.objectContaining({ id: expect.any(String) }),
      }),
    );
  });
}
