/**
 * Envelopes from outside: sealing them, and what can be checked without any key (FORMATS.md 7).
 *
 * An envelope is a manifest and one age file. Readers call `checkFile` and trust no hub to have called it.
 * Opening is `unseal/envelopes.ts`.
 */

import { type Header, inspect } from "./age/header.ts";
import { TAG_SIZE } from "./age/primitives.ts";
import { seal } from "./age/seal.ts";
import { CHUNK_SIZE, NONCE_SIZE, type Watch } from "./age/stream.ts";
import { KIND, readStanza, X25519Recipient } from "./age/x25519.ts";
import { type Bytes, sha256Hex } from "./bytes.ts";
import { LimitError, MalformedError } from "./errors.ts";
import type { Manifest } from "./kinds/sharing.ts";
import {
  type Letter, LETTER_LIMIT, MEMBER_ATTACHMENT_LIMIT, padAttachment, plainHash, REPORTER_ATTACHMENT_LIMIT,
  toPlaintext,
} from "./letter.ts";
import { paddedLength } from "./padding.ts";

export const HEADER_LIMIT = 2048;

/** An age file and what its manifest says of it; `plain` is absent for an attachment. */
export interface Sealed {
  readonly file: Bytes;
  readonly sha256: string;
  readonly size: number;
  readonly plain?: string;
}

/** Seal a letter or record to a ring's recipient (`age1…`). */
export async function sealLetter(letter: Letter, recipient: string): Promise<Sealed> {
  const plaintext = toPlaintext(letter);
  const file = await seal(plaintext, [X25519Recipient.parse(recipient)]);
  return { file, sha256: sha256Hex(file), size: file.length, plain: plainHash(plaintext) };
}

/** Seal an attachment's bytes, padded, to a ring's recipient; rejects with the reason of `watch.stop`. */
export async function sealAttachment(
  data: Uint8Array,
  recipient: string,
  watch: Watch = {},
): Promise<Sealed> {
  const file = await seal(padAttachment(data), [X25519Recipient.parse(recipient)], watch);
  return { file, sha256: sha256Hex(file), size: file.length };
}

/** EV-2: how large the age file of such an envelope may be, in bytes. */
export function largest(manifest: Manifest): number {
  const byReporter = manifest.author.reporter !== undefined;
  const attachment = paddedLength(byReporter ? REPORTER_ATTACHMENT_LIMIT : MEMBER_ATTACHMENT_LIMIT);
  const plaintext = manifest.kind === "attachment" ? attachment : LETTER_LIMIT;
  return HEADER_LIMIT + NONCE_SIZE + plaintext + TAG_SIZE * Math.ceil(plaintext / CHUNK_SIZE);
}

/** EV-2, EV-6 and EV-8: size, hash and header of the age file. LimitError or MalformedError. */
export function checkFile(manifest: Manifest, file: Uint8Array): void {
  if (manifest.size > largest(manifest)) {
    throw new LimitError("EV-2", `a ${manifest.kind} of ${manifest.size} bytes is too large`);
  }
  if (file.length !== manifest.size) {
    throw new MalformedError("EV-2", "the file's size is not the manifest's");
  }
  if (sha256Hex(file) !== manifest.sha256) {
    throw new MalformedError("EV-8", "the file's hash is not the manifest's");
  }
  checkHeader(file);
}

/**
 * EV-6: a header of at most 2 KiB with exactly one X25519 stanza; `-grease` stanzas are ignored.
 *
 * A fault of the header itself keeps the number it has in `age` (AGE-1 to 6, AGE-18).
 */
export function checkHeader(file: Uint8Array): Header {
  const header = inspect(file, HEADER_LIMIT);
  const [stanza, another] = header.addressed;
  if (stanza?.kind !== KIND || another !== undefined) {
    throw new MalformedError("EV-6", "the file is not for exactly one X25519 recipient");
  }
  readStanza(stanza);
  return header;
}
