import type a, from "b";
