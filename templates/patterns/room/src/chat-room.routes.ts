import { Hono, type Context } from "hono";
import { cors } from "hono/cors";
import { createMiddleware } from "hono/factory";
import * as v from "valibot";
import { HistoryQuery } from "./chat-room";
import { mayEnter } from "./chat-room.access";
import { PROTOCOL } from "./chat-room.protocol";
// #if recovery
import { recovery } from "./chat-room.recovery.routes";
// #end
import { roomStub } from "./chat-room.stub";
import { upgradeFor } from "./chat-room.upgrade";
import { authenticate, bearerFromSubprotocol, type Authenticated } from "./http/auth";
// #if identity
import { currentCall, openSession } from "./http/call";
// #end
// #if observability
import { requireRole } from "./http/auth";
// #end
import { HttpFailure } from "./http/errors";
import { readParams, readQuery } from "./http/input";
import { checkOrigin, isAllowedOrigin } from "./http/origin";
// #if rate-limit
import { limitRate } from "./http/rate-limit";
// #end
import { Name } from "./kit/validate";

const Digits = v.pipe(v.string(), v.regex(/^\d{1,15}$/, "must be a number"), v.transform(Number));
const MessagesQuery = v.pipe(
  v.strictObject({ before: v.optional(Digits), limit: v.optional(Digits) }),
  HistoryQuery,
);
const RoomParam = v.object({ room: Name });

const roomOf = (c: Context) => readParams(c, RoomParam).room;

const headersToSend = ["Authorization"];
const headersToRead = ["Retry-After"];
// #if identity
headersToSend.push("X-Request-Id", "X-Timeout-Ms");
headersToRead.push("X-Request-Id");
// #end

/** Pages of other origins may read if they are listed. Not for the socket: CORS is not for those. */
const listedOrigins = cors({
  origin: (origin, c: Context<Authenticated>) =>
    isAllowedOrigin(origin, c.req.url, c.env.CHAT_ROOM_ORIGINS) ? origin : null,
  allowHeaders: headersToSend,
  exposeHeaders: headersToRead,
  allowMethods: ["GET"],
});

const checkUpgrade = createMiddleware<Authenticated>(async (c, next) => {
  const offered = c.req.header("Sec-WebSocket-Protocol")?.split(",") ?? [];
  if (
    c.req.header("Upgrade")?.toLowerCase() !== "websocket" ||
    !offered.some((name) => name.trim() === PROTOCOL)
  ) {
    throw new HttpFailure({
      code: "invalid_input",
      message: `open a WebSocket that offers the subprotocols ${PROTOCOL} and bearer.<token>`,
    });
  }
  await next();
});

const checkAccess = createMiddleware<Authenticated>(async (c, next) => {
  if (!(await mayEnter(c.get("caller"), roomOf(c)))) {
    throw new HttpFailure({ code: "forbidden", message: "this room is not open to you" });
  }
  await next();
});

export const routes = new Hono<Authenticated>();

// #if recovery
routes.route("/admin/:room/recovery", recovery);

// #end
routes.get(
  "/:room/socket",
  checkOrigin((env) => env.CHAT_ROOM_ORIGINS),
  bearerFromSubprotocol,
  authenticate,
  // #if rate-limit
  limitRate("CHAT_ROOM_RATE_LIMIT"),
  // #end
  checkUpgrade,
  checkAccess,
  (c) => roomStub(c.env, roomOf(c)).fetch(upgradeFor(c.get("caller"))),
);

routes.use("/:room/messages", listedOrigins, authenticate);
// #if rate-limit
routes.use("/:room/messages", limitRate("CHAT_ROOM_RATE_LIMIT"));
// #end
routes.get("/:room/messages", checkAccess, async (c) => {
  const query = readQuery(c, MessagesQuery);
  return c.json(await room(c).messages(query));
});

routes.use("/:room/people", listedOrigins, authenticate);
// #if rate-limit
routes.use("/:room/people", limitRate("CHAT_ROOM_RATE_LIMIT"));
// #end
routes.get("/:room/people", checkAccess, async (c) => {
  return c.json({ people: await room(c).people() });
});

// #if observability
routes.get("/:room/metrics", authenticate, requireRole("admin"), async (c) => {
  return c.json(await roomStub(c.env, roomOf(c)).metrics());
});

// #end
/** The room, for calling its methods. */
function room(c: Context<Authenticated>) {
  // #if identity
  const call = currentCall();
  if (call !== undefined) return openSession(roomStub(c.env, roomOf(c)), call);
  // #end
  return roomStub(c.env, roomOf(c));
}
