import * as v from "valibot";
import type { Visitor } from "./chat-room.upgrade";
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

/** The member after one more frame, and how long the client should have waited with it. */
export function countFrame(member: Member, now: number): { member: Member; waitMs: number } {
  const { bucket, waitMs } = takeToken(member.bucket, FRAME_RATE, now);
  const refused = waitMs === 0 ? 0 : member.refused + 1;
  return { member: { ...member, bucket, refused }, waitMs };
}
