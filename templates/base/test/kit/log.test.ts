import { afterEach, expect, it, vi } from "vitest";
import { log } from "../../src/kit/log";

afterEach(() => void vi.restoreAllMocks());

it.each(["info", "warn", "error"] as const)("writes one object as %s", (level) => {
  const write = vi.spyOn(console, level).mockImplementation(() => {});
  log(level, "it happened", { count: 1 });
  expect(write).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: "it happened", count: 1 }),
  );
});
