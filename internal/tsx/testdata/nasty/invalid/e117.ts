import("a"
