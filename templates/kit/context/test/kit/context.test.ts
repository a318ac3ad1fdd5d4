import { runInDurableObject } from "cloudflare:test";
import { DurableObject, env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import {
  aroundEntries,
  currentContext,
  rpcMethods,
  stateOf,
  whenDone,
  within,
} from "../../src/kit/context";
import { unique } from "../client";

describe("a context", () => {
  it("follows the code through awaits, and ends with it", async () => {
    const call = { requestId: "outer" };
    await within({ call }, async () => {
      await Promise.resolve();
      const inner = await within({ call: { requestId: "inner" } }, async () => {
        await Promise.resolve();
        return currentContext().call;
      });
      expect(inner).toEqual({ requestId: "inner" });
      expect(currentContext().call).toBe(call);
    });
    expect(currentContext()).toEqual({});
  });
});

describe("the entries of a class", () => {
  class Base extends DurableObject<Env> {
    inherited(): string {
      return "inherited";
    }
  }
  class Sample extends Base {
    readonly field = () => "field";
    #secret = "secret";

    get property(): string {
      return "property";
    }

    reveal(suffix: string): string {
      return this.#secret + suffix;
    }

    async later(): Promise<string> {
      throw new Error("later");
    }

    override alarm(): void {}
  }
  const entered: string[] = [];
  aroundEntries(Sample, (_object, entry, run) => {
    entered.push(entry);
    return run();
  });
  const inSample = (test: (sample: Sample) => void | Promise<void>) =>
    runInDurableObject(env.PROBE.getByName(unique()), async (probe) => {
      await test(new Sample(stateOf(probe), env));
    });

  it("are methods and handlers, with their arguments and private fields", async () => {
    await inSample(async (sample) => {
      expect(sample.reveal("!")).toBe("secret!");
      sample.alarm();
      await expect(sample.later()).rejects.toThrow("later");
      expect([sample.property, sample.field(), sample.inherited()]).toHaveLength(3);
    });
    expect(entered).toEqual(["reveal", "alarm", "later"]);
  });

  it("that callers reach are the methods, also the inherited ones", async () => {
    await inSample((sample) => {
      expect(rpcMethods(sample).sort()).toEqual(["inherited", "later", "reveal"]);
    });
  });
});

describe("whenDone", () => {
  it("tells an outcome at once, or when it is there, and leaves it as it is", async () => {
    const told: unknown[] = [];
    const tell = (failed: boolean, value: unknown) => void told.push([failed, value]);
    expect(whenDone(1, tell)).toBe(1);
    expect(told).toEqual([[false, 1]]);
    await expect(whenDone(Promise.resolve(2), tell)).resolves.toBe(2);
    const error = new Error("no");
    await expect(whenDone(Promise.reject(error), tell)).rejects.toBe(error);
    expect(told).toEqual([
      [false, 1],
      [false, 2],
      [true, error],
    ]);
  });

  it("waits for what a stub returns, which is no promise of a known class", async () => {
    const told: unknown[] = [];
    const tell = (failed: boolean, value: unknown) => void told.push([failed, value]);
    const callable = Object.assign(() => {}, { then: (use: (value: number) => void) => use(1) });
    await expect(whenDone(callable, tell)).resolves.toBe(1);
    const then = (_use: unknown, fail: (error: unknown) => void) => fail("no");
    await expect(whenDone({ then }, tell)).rejects.toBe("no");
    expect(told).toEqual([
      [false, 1],
      [true, "no"],
    ]);
  });
});
