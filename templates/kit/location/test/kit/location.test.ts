import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { JURISDICTIONS, LOCATION_HINTS, readPlace, stubAt } from "../../src/kit/location";
import { unique } from "../client";
import { recorded, type Asked } from "./location.recorder";

const read = (jurisdiction: unknown, hint: unknown) =>
  readPlace({ PROBE_JURISDICTION: jurisdiction, PROBE_LOCATION_HINT: hint }, "PROBE");

describe("readPlace", () => {
  it("knows every jurisdiction and hint, each alone and together", () => {
    for (const jurisdiction of JURISDICTIONS) {
      expect(read(jurisdiction, "")).toEqual({ jurisdiction, locationHint: undefined });
      for (const locationHint of LOCATION_HINTS) {
        expect(read(jurisdiction, locationHint)).toEqual({ jurisdiction, locationHint });
        expect(read("", locationHint)).toEqual({ jurisdiction: undefined, locationHint });
      }
    }
  });

  it("is nowhere when both are empty", () => {
    expect(read("", "")).toBeUndefined();
  });

  for (const wrong of ["EU", "eu ", "europe", "weur", undefined, null, 1, ["eu"]]) {
    it(`refuses the jurisdiction ${JSON.stringify(wrong)}`, () => {
      expect(() => read(wrong, "")).toThrow("PROBE_JURISDICTION must be one of eu, ");
    });
  }

  for (const wrong of ["eu", "WEUR", "us-east-1", undefined, null, 1]) {
    it(`refuses the hint ${JSON.stringify(wrong)}`, () => {
      expect(() => read("", wrong)).toThrow("PROBE_LOCATION_HINT must be one of wnam, ");
    });
  }
});

describe("stubAt", () => {
  const name = unique();
  const ask = (jurisdiction: unknown, hint: unknown) => {
    const asked: Asked[] = [];
    const place = read(jurisdiction, hint);
    if (place === undefined) throw new Error("this is no place");
    const { id } = stubAt(place, recorded(env.PROBE, asked), name);
    expect(id.equals(env.PROBE.idFromName(name))).toBe(true);
    return asked;
  };

  it("asks for the object in its jurisdiction, with the hint", () => {
    expect(ask("eu", "")).toEqual([{ jurisdiction: "eu", name, locationHint: undefined }]);
    expect(ask("", "weur")).toEqual([{ jurisdiction: undefined, name, locationHint: "weur" }]);
    expect(ask("us", "enam")).toEqual([{ jurisdiction: "us", name, locationHint: "enam" }]);
  });

  it("gives no object at all where the runtime has no jurisdictions", () => {
    const place = { jurisdiction: "eu", locationHint: undefined } as const;
    expect(() => stubAt(place, env.PROBE, name)).toThrow('this runtime has no jurisdiction "eu"');
  });

  it("gives the object where the runtime ignores the hint", () => {
    const stub = stubAt({ jurisdiction: undefined, locationHint: "weur" }, env.PROBE, name);
    expect(stub.id.equals(env.PROBE.idFromName(name))).toBe(true);
  });
});
