import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { duration, durationOrOff, readTtl } from "../../src/kit/ttl";

const Settings = v.strictObject({
  notes: duration("1m", "30d"),
  idle: durationOrOff("1h", "365d"),
});
const read = (value: unknown) => readTtl("NOTES_TTL", Settings, value);

describe("readTtl", () => {
  it("reads durations in milliseconds", () => {
    expect(read({ notes: "90s", idle: "2h" })).toEqual({ notes: 90_000, idle: 7_200_000 });
    expect(read({ notes: "30m", idle: "off" })).toEqual({ notes: 1_800_000, idle: null });
    expect(read({ notes: "30d", idle: "365d" })).toMatchObject({ notes: 2_592_000_000 });
  });

  const wrong: Record<string, unknown> = {
    "NOTES_TTL in": undefined,
    "NOTES_TTL in wrangler.jsonc: Invalid type": '{ "notes": "1d", "idle": "off" }',
    "NOTES_TTL.notes in wrangler.jsonc: use a whole number": { notes: "30 days", idle: "off" },
    "NOTES_TTL.notes": { notes: "off", idle: "off" },
    'from "1m" to "30d"': { notes: "59s", idle: "off" },
    's, m, h and d, from "1m"': { notes: "31d", idle: "off" },
    "use a whole number and one of": { notes: 60_000, idle: "off" },
    "NOTES_TTL.notes in wrangler.jsonc: Invalid key": { idle: "off" },
    'NOTES_TTL.idle in wrangler.jsonc: use "off", or': { notes: "1d", idle: "0d" },
    "NOTES_TTL.notse": { notes: "1d", idle: "off", notse: "1d" },
  };
  for (const [message, value] of Object.entries(wrong)) {
    it(`refuses ${JSON.stringify(value)}, and says where and what is wrong`, () => {
      expect(() => read(value)).toThrow(message);
    });
  }
});
