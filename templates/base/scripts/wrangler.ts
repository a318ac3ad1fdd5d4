// Runs the project's own wrangler and reads what it reports.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import * as v from "valibot";
import { CONFIG_PATH } from "./config.ts";
import { Failure } from "./failure.ts";

// Not wrangler's bin script: that one exits with 0 when wrangler was killed.
const WRANGLER = fileURLToPath(import.meta.resolve("wrangler"));

// With another log level, wrangler prints no JSON and still exits with 0.
const ENVIRONMENT = {
  CI: "1",
  NO_COLOR: "1",
  WRANGLER_HIDE_BANNER: "true",
  WRANGLER_LOG: "log",
  WRANGLER_SEND_METRICS: "false",
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const deployEntry = v.object({
  type: v.literal("deploy"),
  version_id: v.nullable(v.string()),
  targets: v.optional(v.array(v.string()), []),
});
const failureEntry = v.object({
  type: v.literal("command-failed"),
  code: v.optional(v.union([v.number(), v.string()])),
  message: v.string(),
});
const otherEntry = v.object({ type: v.string() });
const entry = v.union([deployEntry, failureEntry, otherEntry]);

export type DeployEntry = v.InferOutput<typeof deployEntry>;

/** What came of one run of wrangler. */
export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure: v.InferOutput<typeof failureEntry> | undefined;
  readonly deployed: DeployEntry | undefined;
}

interface Exit {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs wrangler for one environment; a signal to this process ends it too. */
export class Wrangler {
  readonly #common: readonly string[];
  #child: ChildProcess | undefined;
  #signal: NodeJS.Signals | undefined;

  constructor(environmentName: string) {
    this.#common = [`--config=${CONFIG_PATH}`, `--env=${environmentName}`];
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        this.#signal = signal;
        this.#child?.kill(signal);
      });
    }
  }

  /** Runs a command. Shown, its output goes to stderr as it comes; otherwise it is kept. */
  async run(args: readonly string[], output: "keep" | "show"): Promise<Outcome> {
    const directory = mkdtempSync(join(tmpdir(), "deploy-"));
    try {
      const report = join(directory, "wrangler.ndjson");
      writeFileSync(report, "");
      const exit = await this.#spawn([...args, ...this.#common], output, report);
      if (this.#signal !== undefined) {
        throw new Failure(
          "interrupted; `npx wrangler deployments status` shows what is live",
          128 + constants.signals[this.#signal],
        );
      }
      return { ...exit, ok: exit.code === 0, ...readReport(report) };
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }

  /** Runs a command that prints JSON, and gives it once it has the expected shape. */
  async json<T>(args: readonly string[], schema: v.GenericSchema<unknown, T>): Promise<Answer<T>> {
    const outcome = await this.run(args, "keep");
    if (!outcome.ok) return { ok: false, outcome };
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), outcome.stdout);
    if (parsed.success) return { ok: true, value: parsed.output };
    const command = `wrangler ${args.join(" ")}`;
    throw new Failure(
      `\`${command}\` answered what this script does not understand: ${v.summarize(parsed.issues)}; run it by hand, and check the version of wrangler`,
    );
  }

  async #spawn(args: readonly string[], output: "keep" | "show", report: string): Promise<Exit> {
    if (this.#signal !== undefined) return { code: null, stdout: "", stderr: "" };
    const child = spawn(process.execPath, ["--no-warnings", WRANGLER, ...args], {
      cwd: dirname(CONFIG_PATH),
      env: { ...process.env, ...ENVIRONMENT, WRANGLER_OUTPUT_FILE_PATH: report },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    const kept = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (colored: string) => {
        // Errors come in color whatever NO_COLOR says.
        const text = stripVTControlCharacters(colored);
        if (output === "show") process.stderr.write(text);
        else kept[name] += text;
      });
    }
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject).once("close", resolve);
    });
    this.#child = undefined;
    return { code, ...kept };
  }
}

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly outcome: Outcome };

/** Reads the entries, one JSON value a line, that wrangler leaves for scripts. */
function readReport(path: string): Pick<Outcome, "failure" | "deployed"> {
  let failure: Outcome["failure"];
  let deployed: Outcome["deployed"];
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
    const read = v.parse(v.pipe(v.string(), v.parseJson(), entry), line);
    if ("message" in read) failure = read;
    if ("version_id" in read) deployed = read;
  }
  return { failure, deployed };
}
