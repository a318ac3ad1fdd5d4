import { readdirSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { readVariables } from "./scripts/config.ts";

// Tests run with the example secrets, never with those of .dev.vars.
const example = parseEnv(readFileSync(new URL(".dev.vars.example", import.meta.url), "utf8"));
const secrets = Object.fromEntries(
  Object.entries(example).map(([name, value]) => [name, value ?? ""]),
);
Object.assign(process.env, secrets);

// Tests run with the variables and rate limits that they were written for, which
// stand beside them and win over those of wrangler.jsonc: change these as you like.
const tests = new URL("test/", import.meta.url);
const settings = readdirSync(tests)
  .filter((name) => name.endsWith(".settings.json"))
  .map((name) => JSON.parse(readFileSync(new URL(name, tests), "utf8")));
const variables = Object.assign({}, ...settings.map(({ vars }) => vars));
// #if rate-limit
const limits = Object.assign({}, ...settings.map(({ ratelimits }) => ratelimits));
// #end

export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./test/worker.ts",
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        bindings: { ...variables, ...secrets },
        durableObjects: { PROBE: { className: "Probe", useSQLite: true } },
        // #if rate-limit
        ratelimits: {
          ...limits,
          PROBE_RATE_LIMIT: { namespace_id: "1", simple: { limit: 3, period: 60 } },
        },
        // #end
      },
    }),
  ],
  test: {
    include: ["test/**/*.test.ts"],
    // #if indexes
    setupFiles: ["test/queries/watch.ts"],
    // #end
    // For test/settings.ts, which has them looked over.
    provide: { variables: readVariables() },
    // Files share a runtime, which is several times faster than one for each.
    // So they share storage too: tests use names that no other test uses.
    isolate: false,
    // What a passing test logs is not worth reading.
    silent: "passed-only",
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text", "json-summary"] },
  },
});
