/** The payload's measures: 64 KiB chunks, each under its own counter and a final flag (age.md, Payload). */

import { nextTick } from "@noble/hashes/utils.js";

import type { Bytes } from "../bytes.ts";
import { hkdf, TAG_SIZE } from "./primitives.ts";

export const CHUNK_SIZE = 64 * 1024;
export const SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE;
export const NONCE_SIZE = 16;

/** Who looks on while a large file is sealed or opened: told of bytes done, and able to stop it. */
export interface Watch {
  readonly step?: ((done: number, of: number) => void) | undefined;
  readonly stop?: AbortSignal | undefined;
}

const BREATH = 16 * CHUNK_SIZE;

/** The 32-byte key of a payload that begins with this 16-byte nonce. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Bytes {
  return hkdf(fileKey, nonce, "payload");
}

/** The 12-byte nonce of a chunk: 11 bytes of counter, one that is 1 on the final chunk. */
export function chunkNonce(number: number, last: boolean): Bytes {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, number);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Tell `watch` how far it is and, after each MiB, let the page live; rejects with the reason to stop. */
export async function breathe(watch: Watch, done: number, of: number): Promise<void> {
  watch.stop?.throwIfAborted();
  if (done % BREATH === 0 || done === of) {
    watch.step?.(done, of);
  }
  if (done > 0 && done % BREATH === 0) {
    await nextTick();
    watch.stop?.throwIfAborted();
  }
}
