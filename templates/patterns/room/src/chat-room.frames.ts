import * as v from "valibot";
import { fail, ok, type ExpectedFailure, type Result } from "./kit/result";
import { ClientFrame, MessageId } from "./chat-room.protocol";

/** Why a frame was refused, and the id of the message that it would have been. */
export interface BadFrame extends ExpectedFailure {
  readonly code: "invalid_input";
  readonly id?: string;
}

const Identified = v.object({ id: MessageId });

/** A frame of a client, validated. */
export function readFrame(data: string): Result<ClientFrame, BadFrame> {
  let input: unknown;
  try {
    input = JSON.parse(data);
  } catch {
    return fail({ code: "invalid_input", message: "the frame is not JSON" });
  }
  const frame = v.safeParse(ClientFrame, input, { abortEarly: true });
  if (frame.success) return ok(frame.output);

  const [issue] = frame.issues;
  const path = v.getDotPath(issue);
  const message = path === null ? issue.message : `${path}: ${issue.message}`;
  return fail({ code: "invalid_input", message, ...idOf(input) });
}

function idOf(input: unknown): { id?: string } {
  const result = v.safeParse(Identified, input);
  return result.success ? { id: result.output.id } : {};
}
