// Bindings that vitest.config.ts adds to those of wrangler.jsonc.
declare namespace Cloudflare {
  interface Env {
    PROBE: DurableObjectNamespace<import("./worker").Probe>;
  }
}
