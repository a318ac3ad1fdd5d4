// Deploys the Worker to everyone at once, after checks that wrangler leaves out
// when nobody is there to ask.
import { parseArgs } from "node:util";
import { describeCommit } from "./commit.ts";
import { readConfig, type WorkerConfig } from "./config.ts";
import { currentDeployment, type Deployment, secretNames } from "./deployment.ts";
import { Failure } from "./failure.ts";
import {
  readSecretsFile,
  requireInitialSecrets,
  requireSecrets,
  type SecretsFile,
} from "./secrets.ts";
import { type DeployEntry, Wrangler } from "./wrangler.ts";

const USAGE = `usage: npm run deploy -- [options]

  --env NAME           an environment of wrangler.jsonc (default: CLOUDFLARE_ENV or the top level)
  --secrets-file FILE  bring these secrets along, one NAME=value per line
  --message TEXT       what this deployment is (default: the subject of the commit)
  --overwrite          replace what was changed in the dashboard or through the API
  --dry-run            build and check, without a word to Cloudflare
  --help               show this
`;

// #if environments
const NO_ENVIRONMENT =
  "name the environment to deploy, as in `npm run deploy -- --env staging`; the top level of wrangler.jsonc is for local development, and only `--env=` deploys it";

// #end
type Options = ReturnType<typeof parseOptions>;

function parseOptions() {
  return parseArgs({
    options: {
      env: { type: "string" },
      "secrets-file": { type: "string" },
      message: { type: "string" },
      overwrite: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  }).values;
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(USAGE);

  const environment = options.env ?? process.env["CLOUDFLARE_ENV"] ?? "";
  const config = readConfig(environment);
  const file = options["secrets-file"];
  const secrets = file === undefined ? undefined : readSecretsFile(file);
  const wrangler = new Wrangler(environment);
  const command = deployCommand(options, secrets);
  if (options["dry-run"]) {
    await deploy(wrangler, [...command, "--dry-run"]);
    return console.log(`"${config.name}" builds; nothing was deployed`);
  }

  // #if environments
  if (environment === "" && options.env === undefined) throw new Failure(NO_ENVIRONMENT, 2);
  // #end
  const flags = environment === "" ? "" : ` --env ${environment}`;
  const before = await currentDeployment(wrangler, config.name);
  refuseSplit(before, config.name, flags);
  await checkSecrets(wrangler, config, before, secrets?.names ?? [], flags);
  report(await deploy(wrangler, command), config.name, before, flags);
}

function readOptions(): Options {
  try {
    return parseOptions();
  } catch (error) {
    throw new Failure(`${messageOf(error)}\n\n${USAGE}`, 2);
  }
}

function deployCommand(options: Options, secrets: SecretsFile | undefined): readonly string[] {
  const commit = describeCommit();
  const message = options.message || commit?.message;
  return [
    "deploy",
    ...(options.overwrite ? [] : ["--strict"]),
    ...(commit === undefined ? [] : [`--tag=${commit.tag}`]),
    ...(message ? [`--message=${message}`] : []),
    ...(secrets === undefined ? [] : [`--secrets-file=${secrets.path}`]),
  ];
}

/** wrangler replaces a gradual deployment without asking when it runs as in CI. */
function refuseSplit({ versions }: Deployment, worker: string, flags: string): void {
  if (versions.length < 2) return;
  const shares = versions.map((version) => `  ${version.version_id} ${version.percentage}%`);
  const first = versions[0]?.version_id ?? "";
  throw new Failure(
    [
      `a gradual deployment of the Worker "${worker}" is under way, and this would end it:`,
      ...shares,
      "Choose the version that stays, deploy it to everyone, and run this again:",
      `  npx wrangler versions deploy ${first}@100%${flags}`,
    ].join("\n"),
  );
}

async function checkSecrets(
  wrangler: Wrangler,
  config: WorkerConfig,
  before: Deployment,
  supplied: readonly string[],
  flags: string,
): Promise<void> {
  const wanted = config.requiredSecrets.filter((name) => !supplied.includes(name));
  if (wanted.length === 0) return;
  if (!before.workerExists) return requireInitialSecrets(wanted, config.name, flags);

  const present = await secretNames(wrangler, config.name);
  const missing = wanted.filter((name) => !present.includes(name));
  requireSecrets(missing, config.name, flags);
}

async function deploy(wrangler: Wrangler, command: readonly string[]): Promise<DeployEntry> {
  const { ok, deployed, failure } = await wrangler.run(command, "show");
  if (ok && deployed !== undefined) return deployed;
  // wrangler's own words are on the screen already.
  const stopped = failure === undefined && deployed?.version_id === null;
  throw new Failure(
    stopped
      ? "wrangler stopped for the changes above, which this deployment would undo; bring them into wrangler.jsonc, or replace them with --overwrite"
      : "the deployment failed or is incomplete, as wrangler says above; `npx wrangler deployments status` shows what is live",
  );
}

function report(deployed: DeployEntry, worker: string, before: Deployment, flags: string): void {
  if (deployed.version_id === null) {
    throw new Failure(
      "wrangler did not say which version it deployed; `npx wrangler deployments status` does",
    );
  }
  const previous = before.versions[0]?.version_id;
  console.log(`deployed version ${deployed.version_id} of "${worker}"`);
  for (const target of deployed.targets) console.log(`  ${target}`);
  console.log(
    previous === undefined
      ? "This is its first deployment, so there is none to roll back to."
      : `To roll back: npx wrangler rollback ${previous}${flags}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  await main();
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = error instanceof Failure ? error.exitCode : 1;
}
