// Type-checks every part of the project: the folders that have a tsconfig.json
// run in different places, so each has its own types.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = fileURLToPath(import.meta.resolve("typescript/package.json"));
const tsc = join(dirname(compiler), "bin", "tsc");
const folders = readdirSync(root).filter((name) => name !== "node_modules");
const projects = [".", ...folders].filter((name) => existsSync(join(root, name, "tsconfig.json")));

let failed = false;
for (const project of projects) {
  const { status } = spawnSync(process.execPath, [tsc, "--project", project], {
    cwd: root,
    stdio: "inherit",
  });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
