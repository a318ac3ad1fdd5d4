import type { ChatRoom } from "./chat-room";
// #if location
import { readPlace, stubAt } from "./kit/location";
// #end

/** What finding a room needs of the Worker's environment. */
export interface RoomEnv {
  readonly CHAT_ROOM: DurableObjectNamespace<ChatRoom>;
  // #if location
  readonly CHAT_ROOM_JURISDICTION: unknown;
  readonly CHAT_ROOM_LOCATION_HINT: unknown;
  // #end
}

/**
 * The object of a room. Everything that calls one finds it here. A stub that
 * has failed stays broken, so each request makes its own.
 */
export function roomStub(env: RoomEnv, room: string) {
  // #if location
  const place = readPlace(env, "CHAT_ROOM");
  if (place !== undefined) return stubAt(place, env.CHAT_ROOM, room);
  // #end
  return env.CHAT_ROOM.getByName(room);
}
