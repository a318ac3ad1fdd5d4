import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

// Tests run with the example secrets, never with those of .dev.vars.
const example = parseEnv(readFileSync(new URL(".dev.vars.example", import.meta.url), "utf8"));
const secrets = Object.fromEntries(
  Object.entries(example).map(([name, value]) => [name, value ?? ""]),
);
Object.assign(process.env, secrets);

export default defineConfig({
  plugins: [
    cloudflareTest({
      main: "./test/worker.ts",
      wrangler: { configPath: "./wrangler.jsonc" },
      miniflare: {
        bindings: secrets,
        durableObjects: { PROBE: { className: "Probe", useSQLite: true } },
        // #if rate-limit
        ratelimits: { PROBE_RATE_LIMIT: { namespace_id: "1", simple: { limit: 3, period: 60 } } },
        // #end
      },
    }),
  ],
  test: {
    include: ["test/**/*.test.ts"],
    // #if indexes
    setupFiles: ["test/queries/watch.ts"],
    // #end
    // Files share a runtime, which is several times faster than one for each.
    // So they share storage too: tests use names that no other test uses.
    isolate: false,
    // What a passing test logs is not worth reading.
    silent: "passed-only",
    coverage: { provider: "v8", include: ["src/**/*.ts"], reporter: ["text", "json-summary"] },
  },
});
