import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { Scheduler, SCHEDULER_MIGRATIONS } from "../../src/kit/scheduler";
import { migrate } from "../../src/kit/schema";
import { issueToken, readToken } from "../../src/user/session-token";
import { MAX_SESSIONS, SESSIONS_MIGRATIONS, SessionsTable } from "../../src/user/sessions";
import { unique } from "../client";

describe("a session token", () => {
  it("has 256 bits of chance, and names its session", async () => {
    const { token, credential } = await issueToken();
    expect(token).toMatch(/^[\da-f-]{36}\.[\da-f]{64}$/);
    expect(token.startsWith(`${credential.id}.`)).toBe(true);
    expect((await issueToken()).token).not.toBe(token);
  });

  it("is read as it was issued, and is not in what is read", async () => {
    const { token, credential } = await issueToken();
    expect(await readToken(token)).toEqual(credential);
    expect(credential.hash.byteLength).toBe(32);
    expect(await readToken("no token")).toMatchObject({ id: "no token" });
  });
});

describe("SessionsTable", () => {
  it("finds, pages and frees by an index, and sorts nothing", async () => {
    const stub = env.PROBE.getByName(unique());
    const [{ credential: phone }, { credential: laptop }] = [
      await issueToken(),
      await issueToken(),
    ];
    await runInDurableObject(stub, (_, { storage }) => {
      migrate(storage, [...SCHEDULER_MIGRATIONS, ...SESSIONS_MIGRATIONS]);
      const plans: string[] = [];
      const sessions = new SessionsTable(
        explaining(storage.sql, plans),
        new Scheduler(storage, { "expire-sessions": () => {} }),
      );
      const plansOf = (run: () => unknown) => {
        plans.length = 0;
        run();
        return plans.join("\n");
      };
      sessions.start(phone, "phone");

      expect(plansOf(() => sessions.find(phone))).toMatch(/^SEARCH .*\(id=\?\)$/);
      expect(plansOf(() => sessions.page(20, "9"))).toMatch(/^SEARCH .*PRIMARY KEY \(rowid<\?\)$/);
      const [expired, next] = plansOf(() => sessions.expire()).split("\n");
      expect(expired).toMatch(/^SEARCH .*sessions_expiry \(expires_at<\?\)$/);
      expect(next).toMatch(/^SEARCH .*sessions_expiry$/);
      expect(plansOf(() => sessions.start(laptop, "laptop"))).not.toContain("TEMP B-TREE");
      expect(plansOf(() => sessions.all())).not.toContain("TEMP B-TREE");
    });
  });

  it("makes room for a session, also where there are more than there may be", async () => {
    const { credential } = await issueToken();
    await runInDurableObject(env.PROBE.getByName(unique()), (_, { storage }) => {
      migrate(storage, [...SCHEDULER_MIGRATIONS, ...SESSIONS_MIGRATIONS]);
      const sessions = new SessionsTable(
        storage.sql,
        new Scheduler(storage, { "expire-sessions": () => {} }),
      );
      // The last ones end first.
      storage.sql.exec(
        `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
         INSERT INTO sessions (id, token_hash, device, created_at, last_seen_at, expires_at)
         SELECT 'old-' || i, zeroblob(32), 'Old', 1, 1, ? - i FROM n`,
        MAX_SESSIONS + 2,
        Date.now() + 86_400_000,
      );
      const ended = [MAX_SESSIONS, MAX_SESSIONS + 1, MAX_SESSIONS + 2].map((i) => `old-${i}`);
      expect(sessions.start(credential, "New").ended).toEqual(ended);
      expect(sessions.all()).toHaveLength(MAX_SESSIONS);
    });
  });
});

/** The same database, which also notes how it finds the rows of each statement. */
function explaining(sql: SqlStorage, plans: string[]): SqlStorage {
  const exec: SqlStorage["exec"] = (query, ...bindings) => {
    const steps = sql.exec<{ detail: string }>(`EXPLAIN QUERY PLAN ${query}`, ...bindings);
    plans.push(...steps.toArray().map((step) => step.detail));
    return sql.exec(query, ...bindings);
  };
  return new Proxy(sql, { get: (_, name) => (name === "exec" ? exec : undefined) });
}
