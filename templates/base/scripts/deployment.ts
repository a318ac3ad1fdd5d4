// What is deployed of a Worker at the moment.
import * as v from "valibot";
import { Failure } from "./failure.ts";
import type { Outcome, Wrangler } from "./wrangler.ts";

const status = v.object({
  versions: v.pipe(
    v.array(v.object({ version_id: v.string(), percentage: v.number() })),
    v.minLength(1),
  ),
});
const secretList = v.array(v.object({ name: v.string() }));

/** Codes of the API for a Worker, or its environment, that is not there. */
const NOT_FOUND: readonly unknown[] = [10007, 10090];

export interface Deployment {
  readonly workerExists: boolean;
  /** More than one while a gradual deployment is under way; none before the first. */
  readonly versions: v.InferOutput<typeof status>["versions"];
}

/** Asks for the live deployment. An unclear answer ends the script: it is never guessed. */
export async function currentDeployment(wrangler: Wrangler, worker: string): Promise<Deployment> {
  const answer = await wrangler.json(["deployments", "status", "--json"], status);
  if (answer.ok) return { workerExists: true, versions: answer.value.versions };

  const { failure } = answer.outcome;
  if (NOT_FOUND.includes(failure?.code)) return { workerExists: false, versions: [] };
  if (failure?.message.endsWith(" has no deployments.")) {
    return { workerExists: true, versions: [] };
  }
  throw unclear(`what is deployed of the Worker "${worker}"`, answer.outcome);
}

/** Names of the secrets that the Worker holds. */
export async function secretNames(wrangler: Wrangler, worker: string): Promise<readonly string[]> {
  const answer = await wrangler.json(["secret", "list", "--format=json"], secretList);
  if (answer.ok) return answer.value.map((secret) => secret.name);
  throw unclear(`which secrets the Worker "${worker}" has`, answer.outcome);
}

function unclear(what: string, outcome: Outcome): Failure {
  const said = outcome.stderr.trim() || (outcome.failure?.message ?? "nothing");
  return new Failure(
    `cannot tell ${what}, so nothing was deployed; resolve what wrangler says and run this again:\n\n${said}`,
  );
}
