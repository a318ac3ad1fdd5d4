// Bindings that vitest.config.ts adds to those of wrangler.jsonc.
declare namespace Cloudflare {
  interface Env {
    PROBE: DurableObjectNamespace<import("./worker").Probe>;
    // #if rate-limit
    /** Lets a key pass 3 times a minute. */
    PROBE_RATE_LIMIT: RateLimit;
    // #end
  }
}
// #if rate-limit

interface Env {
  PROBE_RATE_LIMIT: RateLimit;
}

/** The text of a file, as Vite imports it. */
declare module "*?raw" {
  const text: string;
  export default text;
}
// #end
