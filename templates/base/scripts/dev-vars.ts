// Makes .dev.vars from .dev.vars.example, with random values, unless it exists.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

const target = new URL("../.dev.vars", import.meta.url);
const example = new URL("../.dev.vars.example", import.meta.url);

/** Adds the secrets that .dev.vars lacks, each with a random value; keeps what is there. */
export function ensureDevVars(): void {
  const wanted = Object.keys(parseEnv(readFileSync(example, "utf8")));
  const present = existsSync(target) ? readFileSync(target, "utf8") : "";
  const missing = wanted.filter((name) => !(name in parseEnv(present)));
  if (missing.length === 0) return;

  const lines = missing.map((name) => `${name}="${randomBytes(32).toString("base64url")}"\n`);
  const separator = present === "" || present.endsWith("\n") ? "" : "\n";
  writeFileSync(target, present + separator + lines.join(""), { mode: 0o600 });
  console.error(`wrote ${missing.join(", ")} to .dev.vars`);
}

if (import.meta.main) ensureDevVars();
