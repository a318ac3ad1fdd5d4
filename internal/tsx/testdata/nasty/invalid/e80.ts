export * as from "a";
