// Prints a token for local use: npm run token -- user-1 [role ...]
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { sign } from "hono/jwt";
import { ensureDevVars } from "./dev-vars.ts";

const LIFETIME_SECONDS = 12 * 60 * 60;

// Some package managers pass on the `--` that sets arguments apart.
const [id, ...roles] = process.argv.slice(2).filter((word) => word !== "--");
if (id === undefined || !/^[\w.:@-]{1,128}$/.test(id)) {
  console.error(
    "usage: npm run token -- <user id> [role ...]\n\nexample: npm run token -- user-1 admin",
  );
  process.exit(2);
}

ensureDevVars();
const { AUTH_SECRET } = parseEnv(readFileSync(new URL("../.dev.vars", import.meta.url), "utf8"));
if (!AUTH_SECRET) {
  console.error("AUTH_SECRET is empty in .dev.vars; remove that line and run this again");
  process.exit(1);
}
const exp = Math.floor(Date.now() / 1000) + LIFETIME_SECONDS;
console.log(await sign({ sub: id, roles, exp }, AUTH_SECRET, "HS256"));
