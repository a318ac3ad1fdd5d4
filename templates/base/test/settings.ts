import { env } from "cloudflare:workers";
import { inject, it, onTestFinished } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** What wrangler.jsonc says, at the top level and in each environment. */
    variables: Record<string, Record<string, unknown>>;
  }
}

/** Changes a variable until the test is over. Objects and tests have the same `env`. */
export function configure(variable: string, value: unknown): void {
  const before: unknown = Reflect.get(env, variable);
  onTestFinished(() => void Reflect.set(env, variable, before));
  Reflect.set(env, variable, value);
}

/**
 * Tests that `read`, which throws where variables are wrong, takes those of
 * wrangler.jsonc. All other tests run with what `*.settings.json` says.
 */
export function itReads(names: readonly string[], read: () => unknown): void {
  for (const [place, variables] of Object.entries(inject("variables"))) {
    it(`reads ${names.join(" and ")} in wrangler.jsonc, of ${place}`, () => {
      for (const name of names) configure(name, variables[name]);
      read();
    });
  }
}
