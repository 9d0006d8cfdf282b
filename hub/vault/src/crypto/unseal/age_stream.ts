/** Open a payload chunk by chunk (age.md, Payload). */

import { aeadOpen, TAG_SIZE } from "../age/primitives.ts";
import { breathe, CHUNK_SIZE, chunkNonce, SEALED_CHUNK_SIZE, type Watch } from "../age/stream.ts";
import type { Bytes } from "../bytes.ts";
import { MalformedError } from "../errors.ts";

/**
 * The whole plaintext of a payload, or nothing of it.
 *
 * Throws MalformedError: AGE-13 for a chunk that does not open, AGE-14 for a file without its final chunk or
 * with something after it, AGE-15 for an empty final chunk after others.
 */
export async function openPayload(key: Uint8Array, sealed: Uint8Array, watch: Watch = {}): Promise<Bytes> {
  const count = Math.max(Math.ceil(sealed.length / SEALED_CHUNK_SIZE), 1);
  const rest = sealed.length - (count - 1) * SEALED_CHUNK_SIZE; // may be less than a tag, and is refused then
  const out = new Uint8Array((count - 1) * CHUNK_SIZE + Math.max(rest - TAG_SIZE, 0));
  for (let number = 0; number < count; number += 1) {
    await breathe(watch, number * CHUNK_SIZE, out.length);
    const chunk = sealed.subarray(number * SEALED_CHUNK_SIZE, (number + 1) * SEALED_CHUNK_SIZE);
    out.set(openChunk(key, number, chunk, number === count - 1), number * CHUNK_SIZE);
  }
  await breathe(watch, out.length, out.length);
  return out;
}

function openChunk(key: Uint8Array, number: number, chunk: Uint8Array, last: boolean): Bytes {
  if (last && number > 0 && chunk.length === TAG_SIZE) {
    throw new MalformedError("AGE-15", "the final chunk is empty though others came before it");
  }
  const plaintext = aeadOpen(key, chunkNonce(number, last), chunk);
  if (plaintext === undefined) {
    const misflagged = aeadOpen(key, chunkNonce(number, !last), chunk) !== undefined;
    throw refusal(number, chunk, misflagged, last);
  }
  return plaintext;
}

/** Say why a chunk did not open; `misflagged` means that it does under the other final flag. */
function refusal(number: number, chunk: Uint8Array, misflagged: boolean, last: boolean): MalformedError {
  if (chunk.length === 0 || (misflagged && last)) {
    return new MalformedError("AGE-14", "the payload ends without its final chunk");
  }
  if (misflagged) {
    return new MalformedError("AGE-14", "something follows the final chunk");
  }
  return new MalformedError("AGE-13", `chunk ${number} of the payload was altered or cut`);
}
