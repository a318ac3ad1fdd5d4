// What scripts and tests need to know from wrangler.jsonc.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { Failure } from "./failure.ts";

/** Given to every command of wrangler, so that all of them read the same file. */
export const CONFIG_PATH = fileURLToPath(new URL("../wrangler.jsonc", import.meta.url));

export interface WorkerConfig {
  /** The name of the Worker; that of the environment when one was chosen. */
  readonly name: string;
  /** Names of the secrets that the Worker does not run without. */
  readonly requiredSecrets: readonly string[];
}

const secrets = v.optional(v.object({ required: v.optional(v.array(v.string()), []) }));
const vars = v.optional(v.record(v.string(), v.unknown()), {});
const environment = v.object({ name: v.optional(v.string()), secrets, vars });
const configuration = v.object({
  name: v.string(),
  secrets,
  vars,
  env: v.optional(v.record(v.string(), environment), {}),
});

/** Reads wrangler.jsonc for one environment; the empty name is the top level. */
export function readConfig(environmentName: string): WorkerConfig {
  const top = read();
  if (environmentName === "") return worker(top.name, top.secrets);

  const chosen = top.env[environmentName];
  if (chosen === undefined) {
    const known = Object.keys(top.env).join(", ") || "none";
    throw new Failure(
      `wrangler.jsonc has no environment "${environmentName}"; it has ${known}, so add it under "env" or choose another`,
      2,
    );
  }
  // Environments do not inherit the secrets of the top level.
  return worker(chosen.name ?? `${top.name}-${environmentName}`, chosen.secrets);
}

/** The variables at the top level and in each environment, which inherits none. */
export function readVariables(): Record<string, Record<string, unknown>> {
  const top = read();
  const environments = Object.entries(top.env).map(([name, { vars }]) => [name, vars]);
  return { "the top level": top.vars, ...Object.fromEntries(environments) };
}

function read(): v.InferOutput<typeof configuration> {
  const text = readFileSync(CONFIG_PATH, "utf8");
  const parsed = v.safeParse(configuration, parseJSONC(text));
  if (parsed.success) return parsed.output;
  throw new Failure(`wrangler.jsonc: ${v.summarize(parsed.issues)}; correct it there`);
}

function worker(name: string, declared: v.InferOutput<typeof secrets>): WorkerConfig {
  // Workers Builds makes wrangler deploy under this name, while other commands go by the file.
  const connected = process.env["WRANGLER_CI_OVERRIDE_NAME"];
  if (connected && connected !== name) {
    throw new Failure(
      `wrangler.jsonc names the Worker "${name}", but this build is connected to "${connected}"; give both the same name`,
    );
  }
  return { name, requiredSecrets: declared?.required ?? [] };
}

function parseJSONC(text: string): unknown {
  const withoutComments = text
    .replace(/^\uFEFF/, "")
    .replace(/("(?:[^"\\]|\\.)*")|\/\/.*|\/\*[^]*?\*\//g, keepString(" "));
  const strict = withoutComments.replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, keepString(""));
  try {
    return JSON.parse(strict);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(
      `wrangler.jsonc is not valid JSON with comments: ${reason}; correct it there`,
    );
  }
}

/** A replacer that removes what it matches, except text inside of strings. */
function keepString(replacement: string) {
  return (_match: string, string: string | undefined): string => string ?? replacement;
}
