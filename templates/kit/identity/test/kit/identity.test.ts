import { runInDurableObject } from "cloudflare:test";
import { DurableObject, env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { currentContext, stateOf, within, type Call } from "../../src/kit/context";
import { identify, nameOf, startSession } from "../../src/kit/identity";
import { callHeaders, callOf, forCall } from "../../src/kit/identity.call";
import { unique } from "../client";

afterEach(() => void vi.restoreAllMocks());

class Sample extends DurableObject<Env> {
  static {
    identify(this);
  }

  work(): string {
    return "done";
  }

  override fetch(_request: Request): Response {
    return Response.json(currentContext().call ?? null);
  }
}

const inSample = (test: (sample: Sample, state: DurableObjectState) => void | Promise<void>) =>
  runInDurableObject(env.PROBE.getByName(unique()), async (probe) => {
    const state = stateOf(probe);
    await test(new Sample(state, env), state);
  });

const upgrade = (headers: Record<string, string>) => new Request("https://object", { headers });

describe("the call of an upgrade", () => {
  const call: Call = { requestId: "request-1", actor: "ada", deadline: 1_700_000_000_000 };

  it("goes along in a header", () => {
    expect(callOf(upgrade(within({ call }, callHeaders)))).toEqual(call);
    const anonymous = { requestId: "request-2" };
    expect(callOf(upgrade(within({ call: anonymous }, callHeaders)))).toEqual(anonymous);
    expect(callHeaders()).toEqual({});
  });

  it.each(["", "{", "null", "{}", '{"requestId":"two words"}', '{"requestId":"a","role":"b"}'])(
    "is unknown where the header is %j",
    (header) => {
      expect(callOf(upgrade({ "X-Verified-Call": header }))).toBeUndefined();
    },
  );

  it("is what the object runs for", async () => {
    await inSample(async (sample) => {
      const headers = within({ call }, callHeaders);
      expect(await sample.fetch(upgrade(headers)).json()).toEqual(call);
      expect(await sample.fetch(upgrade({})).json()).toBeNull();
    });
  });
});

describe("what is opened for a call", () => {
  it("ends with it, however it ends", async () => {
    const call = { requestId: "request-1" };
    let closed = 0;
    const open = () => currentContext().opened?.push({ [Symbol.dispose]: () => void closed++ });
    expect(forCall(call, open)).toBe(1);
    expect(closed).toBe(1);

    const failing = () => {
      open();
      throw new Error("at once");
    };
    expect(() => forCall(call, failing)).toThrow("at once");
    expect(closed).toBe(2);

    const later = forCall(call, async () => {
      open();
      await Promise.resolve();
      throw new Error("later");
    });
    expect(closed).toBe(2);
    await expect(later).rejects.toThrow("later");
    expect(closed).toBe(3);
  });
});

describe("a name", () => {
  it("that cannot be stored does not break the call, and is said once", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    await inSample((sample, state) => {
      state.storage.sql.exec("CREATE TABLE things (id INTEGER PRIMARY KEY)");
      const put = () => {
        throw new Error("the storage is full");
      };
      const { kv, sql } = state.storage;
      const storage = { sql, kv: { get: (key: string) => kv.get(key), put } };
      Object.defineProperty(sample, "ctx", { value: { id: state.id, storage } });
      expect([sample.work(), sample.work()]).toEqual(["done", "done"]);
    });
    expect(error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ message: "name not stored", error: "Error: the storage is full" }),
    );
  });

  it("is looked for in the jurisdiction of the object", async () => {
    await inSample((sample) => {
      // The local runtime has no jurisdictions.
      const state = { id: idIn("eu/ada", "eu"), storage: { kv: { get: () => undefined } } };
      Object.defineProperty(sample, "ctx", { value: state });
      for (const name of ["eu/ada", "bob", "ada"]) {
        expect(nameOf(stateOf(sample))).toBeUndefined();
        startSession(sample, namesIn(""), { requestId: "r", name }, []);
      }
      expect(nameOf(stateOf(sample))).toBe("ada");
    });
  });
});

function idIn(text: string, jurisdiction?: string): DurableObjectId {
  return {
    ...(jurisdiction !== undefined && { jurisdiction }),
    toString: () => text,
    equals: (other) => other.toString() === text,
  };
}

interface SampleNames {
  idFromName(name: string): DurableObjectId;
  jurisdiction(jurisdiction: string): SampleNames;
}

/** Names whose ids say what they are of. */
function namesIn(place: string): SampleNames {
  return {
    idFromName: (name) => idIn(place + name),
    jurisdiction: (jurisdiction) => namesIn(`${jurisdiction}/`),
  };
}
