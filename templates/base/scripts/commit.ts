import { spawnSync } from "node:child_process";

const MAX_MESSAGE_LENGTH = 100;

export interface Commit {
  readonly tag: string;
  readonly message: string;
}

/**
 * Describes the checked-out commit, and says when files differ from it. Is
 * undefined outside of a repository, before its first commit and without git.
 */
export function describeCommit(): Commit | undefined {
  const commit = git(["log", "-1", "--abbrev=12", "--format=%h%n%s"]);
  const changes = git(["status", "--porcelain"]);
  if (commit === undefined || changes === undefined) return undefined;

  const [hash = "", subject = ""] = commit.split("\n");
  const dirty = changes !== "";
  const suffix = dirty ? " (with uncommitted changes)" : "";
  const message = [...subject].slice(0, MAX_MESSAGE_LENGTH - suffix.length).join("") + suffix;
  return { tag: dirty ? `${hash}-dirty` : hash, message };
}

function git(args: readonly string[]): string | undefined {
  // Without optional locks, a look at the state does not disturb another git.
  const { status, stdout } = spawnSync("git", ["--no-optional-locks", ...args], {
    cwd: import.meta.dirname,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return status === 0 ? stdout.trim() : undefined;
}
