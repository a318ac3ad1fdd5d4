import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { Recovery, RECOVERY_WINDOW_MS, type History } from "../../src/kit/recovery";
import { unique } from "../client";
import { CURRENT, EARLIER, fakeHistory, UNDO } from "../history";

afterEach(() => vi.restoreAllMocks());

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
    use(new Recovery(state, rules, () => {}, history)),
  );
}

it("finds the moment of a time or of a bookmark, and changes nothing", async () => {
  const history = new FakeHistory();
  const time = Date.now() - 60_000;
  const plan = { ok: true, value: { bookmark: EARLIER, current: CURRENT, ...RULES } };
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
    await recovery.restore(EARLIER, (undo) => void reported.push(undo));
  }).rejects.toThrow("the object goes back to a bookmark");
  expect(wentTo).toEqual([EARLIER]);
  expect(reported).toEqual([UNDO]);
});

it("ends the object also when nobody is there to be told", async () => {
  await fakeHistory();
  using recovery = await env.PROBE.getByName(unique()).recovery();
  await expect(async () => {
    await recovery.restore(EARLIER, () => {
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
  const restored = await withRecovery((one) => one.restore(EARLIER, () => {}), history, rules);
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
  const restored = await withRecovery((recovery) => recovery.restore(EARLIER, () => {}));
  expect(restored).toMatchObject(unavailable);
});

it("takes nothing for a bookmark that is none", async () => {
  for (const bookmark of ["", "yesterday", "1-2-3-4-5", `${EARLIER}; DROP TABLE`]) {
    await expect(() => withRecovery((one) => one.plan({ bookmark }))).rejects.toThrow();
    await expect(() => withRecovery((one) => one.restore(bookmark, () => {}))).rejects.toThrow(
      "not a bookmark",
    );
  }
});
