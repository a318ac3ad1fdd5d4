import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { History, HISTORY_MIGRATIONS } from "../src/chat-room.history";
import { migrate } from "../src/kit/schema";
import { unique } from "./client";

const RETENTION = { messages: 10, ageMs: 1_000, batch: 4 };

/** Runs a test on an empty history in an object of its own. */
function withHistory(test: (history: History, storage: DurableObjectStorage) => void) {
  return runInDurableObject(env.PROBE.getByName(unique()), (_, { storage }) => {
    migrate(storage, HISTORY_MIGRATIONS);
    test(new History(storage, RETENTION), storage);
  });
}

function append(history: History, count: number, now: number): void {
  for (let i = 0; i < count; i++) {
    history.append({ id: crypto.randomUUID(), from: "ann", text: "hi" }, now);
  }
}

const numbers = (history: History) => history.after(0, 100).map((message) => message.seq);

describe("History", () => {
  it("numbers messages without holes, also around repeated ones", () =>
    withHistory((history) => {
      const say = (id: string, from: string) => history.append({ id, from, text: "hi" }, 1).seq;
      const seqs = [say("a", "ann"), say("a", "ann"), say("b", "ann"), say("a", "ben")];
      expect(seqs).toEqual([1, 1, 2, 3]);
      expect(numbers(history)).toEqual([1, 2, 3]);
    }));

  it("takes one statement per message, and writes each of its index entries", () =>
    withHistory((history, { sql }) => {
      // #if indexes
      // The plan of a statement is looked at when it comes up first, which takes another one.
      append(history, 1, 1);
      // #end
      const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
      const { exec } = sql;
      Object.defineProperty(sql, "exec", {
        value: (query: string, ...bindings: SqlStorageValue[]) => {
          const cursor = exec.call(sql, query, ...bindings);
          cursors.push(cursor);
          return cursor;
        },
      });
      append(history, 1, 1);
      const written = ["the message", "its id"];
      // #if ttl
      written.push("its expiry");
      // #end
      expect(cursors.map((cursor) => cursor.rowsWritten)).toEqual([written.length]);
    }));

  // #if recovery
  it("starts anew past every number of before, without holes, and keeps all messages", () =>
    withHistory((history, storage) => {
      append(history, 12, 1);
      history.prune(1);
      const { oldest, latest, size } = history;
      history.startAnew(1_000);
      expect([history.oldest, history.latest, history.size]).toEqual([1_001, 1_000 + size, size]);
      expect(numbers(history)).toEqual(Array.from({ length: size }, (_, index) => 1_001 + index));

      // Past those that are there, whatever else it is asked for.
      history.startAnew(0);
      expect([history.oldest, history.size]).toEqual([1_001 + size, latest - oldest + 1]);
      const again = new History(storage, RETENTION);
      expect([again.oldest, again.latest]).toEqual([history.oldest, history.latest]);
      append(again, 1, 1);
      expect(again.latest).toBe(1_001 + 2 * size);
    }));

  // #end
  it("removes what is too much, a batch at a time", () =>
    withHistory((history) => {
      append(history, 19, 1);
      expect(history.prune(1)).toBe(true);
      expect(history.oldest).toBe(5);
      expect(history.prune(1)).toBe(true);
      expect(history.prune(1)).toBe(false);
      expect(numbers(history)).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
      expect(history.prune(1)).toBe(false);
      expect(history.size).toBe(10);
    }));

  it("removes what is too old", () =>
    withHistory((history) => {
      append(history, 2, 1_000);
      append(history, 1, 2_000);
      expect(history.prune(2_000)).toBe(false);
      expect(numbers(history)).toEqual([1, 2, 3]);
      history.prune(2_001);
      expect(numbers(history)).toEqual([3]);
    }));

  it("goes on counting when everything has been removed", () =>
    withHistory((history, storage) => {
      append(history, 3, 1);
      history.prune(5_000);
      expect(history.size).toBe(0);
      const reloaded = new History(storage, RETENTION);
      expect([reloaded.oldest, reloaded.latest]).toEqual([4, 3]);
      expect(reloaded.append({ id: "a", from: "ann", text: "hi" }, 1).seq).toBe(4);
    }));

  it("pages within what is kept", () =>
    withHistory((history) => {
      append(history, 8, 1);
      append(history, 4, 5_000);
      history.prune(5_000);
      const seqs = (before: number) => history.page(before, 4).messages.map(({ seq }) => seq);
      expect(seqs(13)).toEqual([9, 10, 11, 12]);
      expect(history.page(13, 4).before).toBe(9);
      expect(seqs(9)).toEqual([5, 6, 7, 8]);
      expect(history.page(9, 4).before).toBeNull();
      expect(history.page(5, 4)).toEqual({ messages: [], before: null, latest: 12 });
    }));

  const plans: Record<string, string> = {
    "SELECT * FROM messages WHERE seq > 1 ORDER BY seq LIMIT 1": "USING INTEGER PRIMARY KEY",
    "SELECT * FROM messages WHERE seq < 9 ORDER BY seq DESC LIMIT 1": "USING INTEGER PRIMARY KEY",
    "SELECT seq FROM messages WHERE author = 'a' AND client_id = 'b'": "USING COVERING INDEX",
    "DELETE FROM messages WHERE seq <= 1": "USING INTEGER PRIMARY KEY",
  };
  for (const [query, plan] of Object.entries(plans)) {
    it(`finds by index: ${query}`, () =>
      withHistory((_, storage) => {
        const [step] = storage.sql
          .exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`)
          .toArray();
        expect(step?.detail).toContain("SEARCH messages");
        expect(step?.detail).toContain(plan);
      }));
  }
});
