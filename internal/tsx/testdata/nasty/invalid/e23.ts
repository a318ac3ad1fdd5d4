import { a as } from "b";
