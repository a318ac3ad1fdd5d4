// Checks on the secrets of a deployment. Values stay in the file: none is
// printed, and wrangler gets the path.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import * as v from "valibot";
import { Failure } from "./failure.ts";

const EXAMPLE = new URL("../.dev.vars.example", import.meta.url);

export interface SecretsFile {
  readonly path: string;
  readonly names: readonly string[];
}

/** Reads the file that --secrets-file names, relative to where the user is. */
export function readSecretsFile(given: string): SecretsFile {
  const path = resolve(process.env["INIT_CWD"] ?? process.cwd(), given);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new Failure(`cannot read ${path}; write one NAME=value per line there`, 2);
  }
  const values = parseJSON(text) ?? environmentValues(given, text);
  const examples = new Set(Object.values(parseEnv(readFileSync(EXAMPLE, "utf8"))));
  for (const [name, value] of Object.entries(values)) {
    if (value === "") throw new Failure(`${given}: ${name} is empty; give it a value`);
    if (examples.has(value)) {
      throw new Failure(
        `${given}: ${name} is the public value of .dev.vars.example; give it one of your own`,
      );
    }
  }
  return { path, names: Object.keys(values) };
}

/** Ends with the commands to run when the Worker would come up without a secret. */
export function requireSecrets(missing: readonly string[], worker: string, flags: string): void {
  if (missing.length === 0) return;
  const commands = missing.map((name) => `  npx wrangler secret put ${name}${flags}`);
  throw new Failure(
    `the Worker "${worker}" lacks secrets that wrangler.jsonc requires: ${missing.join(", ")}; set them and deploy again:\n${commands.join("\n")}`,
  );
}

/** Like requireSecrets, for a Worker that is not there to hold secrets yet. */
export function requireInitialSecrets(
  missing: readonly string[],
  worker: string,
  flags: string,
): void {
  if (missing.length === 0) return;
  throw new Failure(
    `the Worker "${worker}" does not exist yet, and its first deployment must bring the secrets ${missing.join(", ")}; write them to a file that git ignores, one NAME=value per line, and name it:\n  npm run deploy -- --secrets-file .prod.vars${flags}`,
  );
}

function parseJSON(text: string): Record<string, string> | undefined {
  const schema = v.pipe(v.string(), v.parseJson(), v.record(v.string(), v.string()));
  const parsed = v.safeParse(schema, text);
  return parsed.success ? parsed.output : undefined;
}

function environmentValues(file: string, text: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value = ""] of Object.entries(parseEnv(text))) {
    const outside = process.env[name];
    // A `$` refers to the environment on purpose.
    if (outside !== undefined && outside !== value && !value.includes("$")) {
      throw new Failure(
        `${name} is also an environment variable, which wrangler prefers to ${file}; unset it, so that the file counts`,
      );
    }
    values[name] = value;
  }
  if (Object.keys(values).length === 0) {
    throw new Failure(`${file} holds no secrets; write one NAME=value per line there`, 2);
  }
  return values;
}
