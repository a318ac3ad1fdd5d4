import * from "a";
