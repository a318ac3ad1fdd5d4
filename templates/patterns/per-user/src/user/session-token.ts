import * as v from "valibot";

/** Bytes of chance in a token, as many as in the SHA-256 hash that stands for it. */
const SECRET_BYTES = 32;

/** A token as it comes from a client. Whether it is any good is for the sessions to say. */
export const SessionToken = v.pipe(v.string(), v.maxLength(128));

/** What a token proves: which session it is for, and the hash to compare with the stored one. */
export interface Credential {
  readonly id: string;
  readonly hash: ArrayBuffer;
}

/** Makes the token of a new session. It is `<session id>.<secret>`, and never stored. */
export async function issueToken(): Promise<{ token: string; credential: Credential }> {
  const token = `${crypto.randomUUID()}.${randomHex(SECRET_BYTES)}`;
  return { token, credential: await readToken(token) };
}

/**
 * Takes a token apart. Hashing is asynchronous, and other events may run
 * meanwhile: do it before anything is read from storage.
 *
 * One round of SHA-256 without salt is enough, since nobody can guess 32 random
 * bytes; slow hashes are for passwords.
 */
export async function readToken(token: string): Promise<Credential> {
  const [id = ""] = token.split(".", 1);
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return { id, hash };
}

function randomHex(length: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
