import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import * as v from "valibot";
import { expect, vi } from "vitest";
import type { ConfirmedPlan } from "../src/kit/recovery";
import { as, send } from "./client";

/** Where every object is, as long as a fake stands in. */
export const CURRENT = "000000c8-0000000a-00004c6d-8e61117bf38d7adb71b934ebbf891683";
/** A moment before. */
export const EARLIER = "00000085-0000024c-00004c6d-8e61117bf38d7adb71b934ebbf891683";
/** What undoes going back. */
export const UNDO = "000000c8-0000000b-00004c6d-8e61117bf38d7adb71b934ebbf891683";

/** A plan to go back to the moment before, as an operator confirms it. */
export function confirmed(bookmark = EARLIER): ConfirmedPlan {
  return { bookmark, plannedAt: Date.now() };
}

/**
 * Stands in for the history of all objects, which the local runtime does not
 * keep, until `vi.restoreAllMocks()`. `goBack` does to an object's storage what
 * the platform would. Returns the bookmarks that objects go back to.
 */
export async function fakeHistory(goBack: (storage: DurableObjectStorage) => void = () => {}) {
  const wentTo: string[] = [];
  const prototype: DurableObjectStorage = await runInDurableObject(
    env.PROBE.getByName("history"),
    (_, { storage }) => Object.getPrototypeOf(storage),
  );
  vi.spyOn(prototype, "getCurrentBookmark").mockImplementation(async () => CURRENT);
  vi.spyOn(prototype, "getBookmarkForTime").mockImplementation(async () => EARLIER);
  vi.spyOn(prototype, "onNextSessionRestoreBookmark").mockImplementation(async function (
    this: DurableObjectStorage,
    bookmark: string,
  ) {
    wentTo.push(bookmark);
    goBack(this);
    // Nobody has told the alarm of the time that has come back with the storage.
    void this.deleteAlarm();
    return UNDO;
  });
  return wentTo;
}

const Planned = v.object({ confirmation: v.string() });

/** Takes the object at a path back, in both steps, and expects that to work. */
export async function takeBack(path: string): Promise<void> {
  const admin = await as("operator", ["admin"]);
  const planned = await send("POST", path, { bookmark: EARLIER }, admin);
  const { confirmation } = v.parse(Planned, await planned.json());
  const restored = await send("POST", `${path}/confirm`, { confirmation }, admin);
  expect(await restored.json()).toMatchObject({ bookmark: EARLIER, undo: UNDO, running: true });
}

/** Expects that the object at a path says that there is nothing here to go back to. */
export async function expectNoHistory(path: string): Promise<void> {
  const response = await send("POST", path, { bookmark: EARLIER }, await as("operator", ["admin"]));
  expect(response.status).toBe(503);
  expect(await response.text()).toContain("the local runtime has none to go back to");
}
