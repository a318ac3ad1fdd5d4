import * as v from "valibot";
import type { Visitor } from "./chat-room.upgrade";
// #if rate-limit
import { MemoryBuckets, RateLimiter } from "./kit/rate-limit";
// #end
import { Bucket, fullBucket, takeToken } from "./kit/sockets";
import { Name } from "./kit/validate";

/** Frames of one socket: nobody types faster, and a client that catches up needs some at once. */
export const FRAME_RATE = { capacity: 30, perSecond: 10 };

/** Frames in a row that are refused for their rate before the socket is closed. */
export const MAX_REFUSED_FRAMES = 50;

/** What the room knows about a socket. The platform keeps it while the object hibernates. */
export const Member = v.object({
  user: Name,
  since: v.number(),
  expiresAt: v.number(),
  bucket: Bucket,
  /** Frames in a row that came too fast. */
  refused: v.number(),
});
export type Member = v.InferOutput<typeof Member>;

export function newMember(visitor: Visitor, now: number): Member {
  return {
    user: visitor.id,
    since: now,
    expiresAt: visitor.expiresAt,
    bucket: fullBucket(FRAME_RATE, now),
    refused: 0,
  };
}

/** Counts the frames that a room receives. */
export class FrameCounter {
  // #if rate-limit
  /** Who reconnects, or opens more sockets, has no more frames for it. */
  readonly #people = new RateLimiter(
    () => ({ burst: FRAME_RATE.capacity, perSecond: FRAME_RATE.perSecond }),
    new MemoryBuckets(),
  );

  // #end
  /** The member after one more frame, and how long the client should have waited with it. */
  count(member: Member, now: number): { member: Member; waitMs: number } {
    const { bucket, waitMs: socketMs } = takeToken(member.bucket, FRAME_RATE, now);
    let waitMs = socketMs;
    // #if rate-limit
    // What is refused on the socket takes nothing from the person.
    if (waitMs === 0) waitMs = this.#people.take(member.user, now)?.retryAfterMs ?? 0;
    // #end
    const refused = waitMs === 0 ? 0 : member.refused + 1;
    return { member: { ...member, bucket, refused }, waitMs };
  }
}
