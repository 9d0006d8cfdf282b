/** Open an age file: header, file key, MAC, payload (age.md, Encrypted file format). */

import { type Header, inspect, type Stanza } from "../age/header.ts";
import { NONCE_SIZE, payloadKey, type Watch } from "../age/stream.ts";
import type { Bytes } from "../bytes.ts";
import { MalformedError, WrongKeyError } from "../errors.ts";
import { openPayload } from "./age_stream.ts";
import { HeldIdentity } from "./age_x25519.ts";

/** Bytes of header read at most: some ten thousand X25519 stanzas. */
export const MAX_HEADER_SIZE = 1 << 20;

/** Whoever a file key can be unwrapped by. */
export interface Identity {
  /** The file key, or undefined if the stanza is for somebody else. */
  unwrap(stanza: Stanza): Promise<Bytes | undefined>;
}

/** What opens: an identity, or the X25519 key of WebCrypto that is one. */
export type Opener = Identity | CryptoKey;

/**
 * The whole plaintext of a binary age file, or nothing of it.
 *
 * To open: (1) parse the header strictly, (2) find the stanza that is for one of `identities`, (3) check the
 * header MAC, (4) read the nonce, (5) open chunk after chunk to the final one. Throws WrongKeyError (AGE-11)
 * if the file is well-formed but for somebody else, LimitError (AGE-9, AGE-18) instead of computing beyond a
 * limit, MalformedError (AGE-1 to 15) for what can be right for nobody, and the reason of `watch.stop` if
 * that stops it.
 */
export async function openFile(
  data: Uint8Array,
  identities: readonly Opener[],
  watch: Watch = {},
): Promise<Bytes> {
  const header = inspect(data, MAX_HEADER_SIZE); // (1)
  const fileKey = await unwrap(header, identities); // (2)
  header.checkMac(fileKey); // (3)
  const start = header.size + NONCE_SIZE;
  if (data.length < start) {
    throw new MalformedError("AGE-12", "the file ends before the nonce of its payload");
  }
  const key = payloadKey(fileKey, data.subarray(header.size, start)); // (4)
  return openPayload(key, data.subarray(start), watch); // (5)
}

/** The file key of the first stanza that opens; the identities are tried in their order. */
async function unwrap(header: Header, identities: readonly Opener[]): Promise<Bytes> {
  for (const opener of identities) {
    const identity = opener instanceof CryptoKey ? new HeldIdentity(opener) : opener;
    for (const stanza of header.stanzas) {
      const fileKey = await identity.unwrap(stanza);
      if (fileKey !== undefined) {
        return fileKey;
      }
    }
  }
  throw new WrongKeyError("AGE-11", "this file is for none of these identities");
}
