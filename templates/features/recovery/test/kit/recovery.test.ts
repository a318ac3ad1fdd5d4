import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { Recovery, RECOVERY_WINDOW_MS, type History } from "../../src/kit/recovery";
import { unique } from "../client";
import { confirmed, CURRENT, EARLIER, fakeHistory, UNDO } from "../history";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const RULES = { warning: "what was written since is lost" };

/** A history that notes what is asked of it. */
class FakeHistory implements History {
  readonly asked: string[] = [];

  async getCurrentBookmark(): Promise<string> {
    return CURRENT;
  }

  async getBookmarkForTime(time: number | Date): Promise<string> {
    this.asked.push(`time ${Number(time)}`);
    return EARLIER;
  }

  async onNextSessionRestoreBookmark(bookmark: string): Promise<string> {
    this.asked.push(`restore ${bookmark}`);
    return UNDO;
  }
}

/** Does something with the recovery of an object that no other test uses. */
function withRecovery<Value>(
  use: (recovery: Recovery) => Promise<Value>,
  history?: History,
  rules: { warning: string; refusal?: string } = RULES,
): Promise<Value> {
  return runInDurableObject(env.PROBE.getByName(unique()), (_, state) =>
    use(new Recovery(state, rules, () => {}, undefined, history)),
  );
}

it("finds the moment of a time or of a bookmark, and changes nothing", async () => {
  const history = new FakeHistory();
  const time = Date.now() - 60_000;
  const value = { bookmark: EARLIER, current: CURRENT, ...RULES, plannedAt: expect.any(Number) };
  const plan = { ok: true, value };
  expect(await withRecovery((recovery) => recovery.plan({ time }), history)).toEqual(plan);
  expect(await withRecovery((recovery) => recovery.plan({ bookmark: EARLIER }), history)).toEqual(
    plan,
  );
  expect(history.asked).toEqual([`time ${time}`]);
});

it("refuses times that the platform has no history of", async () => {
  const history = new FakeHistory();
  for (const time of [Date.now() + 60_000, Date.now() - RECOVERY_WINDOW_MS]) {
    const refused = await withRecovery((recovery) => recovery.plan({ time }), history);
    expect(refused).toMatchObject({ ok: false, error: { code: "invalid_input" } });
  }
  expect(history.asked).toEqual([]);
});

it("says how to undo it, and then ends the object", async () => {
  const wentTo = await fakeHistory();
  const reported: string[] = [];
  using recovery = await env.PROBE.getByName(unique()).recovery();
  await expect(async () => {
    await recovery.restore(confirmed(), (undo) => void reported.push(undo));
  }).rejects.toThrow("the object goes back to a bookmark");
  expect(wentTo).toEqual([EARLIER]);
  expect(reported).toEqual([UNDO]);
});

it("carries what must not be forgotten past the end of the object", async () => {
  const got: unknown[] = [];
  await runInDurableObject(env.PROBE.getByName(unique()), async (_, state) => {
    Object.defineProperty(state, "abort", { value: () => got.push("end") });
    const keep = () => ({ reach: 7 });
    const repair = (kept: unknown) => got.push(kept);
    const recovery = new Recovery(state, RULES, repair, keep, new FakeHistory());
    let reported: unknown;
    await recovery.restore(confirmed(), (_undo, kept) => void (reported = kept));
    recovery.restart(reported);
  });
  expect(got).toEqual(["end", { reach: 7 }]);
});

it("does for a plan what it says once, also when there is no time between", async () => {
  const history = new FakeHistory();
  vi.useFakeTimers({ now: Date.now(), toFake: ["Date"] });
  await runInDurableObject(env.PROBE.getByName(unique()), async (_, state) => {
    state.storage.sql.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    const recovery = new Recovery(state, RULES, () => {}, undefined, history);
    const point = { bookmark: EARLIER };
    const [first, second] = [await recovery.plan(point), await recovery.plan(point)];
    recovery.restart();
    for (const planned of [first, second]) {
      if (!planned.ok) throw new Error(planned.error.message);
      const { plannedAt } = planned.value;
      expect(await recovery.restore({ bookmark: EARLIER, plannedAt }, () => {})).toMatchObject({
        ok: false,
        error: { code: "conflict" },
      });
    }
    expect(history.asked).toEqual([]);
    const later = await recovery.plan(point);
    expect(later.ok && later.value.plannedAt).toBe(Date.now() + 1);
  });
});

it("ends the object also when nobody is there to be told", async () => {
  await fakeHistory();
  using recovery = await env.PROBE.getByName(unique()).recovery();
  await expect(async () => {
    await recovery.restore(confirmed(), () => {
      throw new Error("the Worker is gone");
    });
  }).rejects.toThrow("the object goes back to a bookmark");
});

it("does nothing where the class forbids it", async () => {
  const history = new FakeHistory();
  const rules = { ...RULES, refusal: "it would break a promise" };
  const refused = { ok: false, error: { code: "conflict", message: rules.refusal } };
  const plan = await withRecovery((one) => one.plan({ bookmark: EARLIER }), history, rules);
  expect(plan).toEqual(refused);
  const restored = await withRecovery((one) => one.restore(confirmed(), () => {}), history, rules);
  expect(restored).toEqual(refused);
  expect(history.asked).toEqual([]);
});

it("passes on why the platform refuses", async () => {
  const history = new FakeHistory();
  history.getBookmarkForTime = async () => {
    throw new Error("no such time");
  };
  const refused = await withRecovery((recovery) => recovery.plan({ time: Date.now() }), history);
  expect(refused).toMatchObject({
    error: { code: "invalid_input", message: "the platform refuses: no such time" },
  });
});

it("is clear about the local runtime, which keeps no history", async () => {
  const unavailable = { ok: false, error: { code: "unavailable" } };
  for (const point of [{ time: Date.now() }, { bookmark: EARLIER }]) {
    expect(await withRecovery((recovery) => recovery.plan(point))).toMatchObject(unavailable);
  }
  const restored = await withRecovery((recovery) => recovery.restore(confirmed(), () => {}));
  expect(restored).toMatchObject(unavailable);
});

it("takes nothing for a bookmark that is none", async () => {
  for (const bookmark of ["", "yesterday", "1-2-3-4-5", `${EARLIER}; DROP TABLE`]) {
    await expect(() => withRecovery((one) => one.plan({ bookmark }))).rejects.toThrow();
    await expect(() =>
      withRecovery((one) => one.restore(confirmed(bookmark), () => {})),
    ).rejects.toThrow("not a bookmark");
  }
});
