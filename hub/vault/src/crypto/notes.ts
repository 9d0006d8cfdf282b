/**
 * Signed notes and verifier keys (c2sp.org/signed-note@v1.0.0), with the two Ed25519 signature types.
 *
 *     LG-6  A note is UTF-8, at most 64 KiB, without control characters but the newline: text that ends in a
 *           newline, an empty line, then 1 to 32 signature lines: em dash, space, name, space, base64
 *           (canonical) of key ID and signature, newline. No name and key ID sign twice.
 *     LG-7  A name has 1 to 200 characters: no space of Unicode, no plus, no control character.
 *     LG-8  A key ID is the first 4 bytes of SHA-256(name, newline, type, key). A verifier key is the text
 *           `name+hex(key ID)+base64(type, key)`; its type is 0x01 (note) or 0x04 (cosignature), its key is
 *           ED-1's.
 *     LG-9  A note counts if the reader's key signed it and the signature verifies (ED-2) over the text.
 *           Lines of other keys are passed over; a line of the reader's key that fails spoils the note.
 */

import { type Bytes, bytesOf, concat, equal, fromUtf8, hexOf, sha256, utf8 } from "./bytes.ts";
import * as ed25519 from "./ed25519.ts";
import { BadSignatureError, LimitError, MalformedError } from "./errors.ts";
import * as strictBase64 from "./strict_base64.ts";

export const MAX_NOTE = 64 * 1024;
export const MAX_SIGNATURES = 32;
export const KEY_ID_SIZE = 4;

/** The signature types this project reads; signed-note assigns the numbers. */
export const NOTE = 0x01;
export const COSIGNATURE = 0x04;
export type SignatureType = typeof NOTE | typeof COSIGNATURE;

const CONTROL = /[\x00-\x09\x0b-\x1f]/;
// Spelled out, for engines differ in what \s is: White_Space of Unicode and the separators of ASCII.
const NAME = /^[^\t-\r\x00-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]{1,200}$/u;
const LINE = /^— ([^ ]+) ([^ ]+)$/;
const VKEY = /^([^+]+)\+([0-9a-f]{8})\+([^ ]+)$/;

/** A public key with the name and type it signs notes as (LG-7, LG-8). */
export class VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  readonly key: Uint8Array;
  /** The 4 bytes, in hex, that name this key in a signature line, together with its name. */
  readonly keyId: string;

  /** Refuse what could not be written; MalformedError. */
  constructor(name: string, type: SignatureType, key: Uint8Array) {
    requireName(name);
    if (key.length !== ed25519.KEY_SIZE) {
      throw new MalformedError("LG-8", "an Ed25519 verifier key has 32 bytes");
    }
    this.name = name;
    this.type = type;
    this.key = key;
    this.keyId = hexOf(sha256(name, "\n", Uint8Array.of(type), key).subarray(0, KEY_ID_SIZE));
  }

  /** Read a verifier key; MalformedError (LG-7, LG-8). */
  static parse(text: string): VerifierKey {
    const [, name, id, encoded] = VKEY.exec(text) ?? [];
    if (name === undefined || encoded === undefined) {
      throw new MalformedError("LG-8", "a verifier key is name+id+key");
    }
    const material = strictBase64.decode(encoded, "LG-8");
    const type = material[0];
    if (type !== NOTE && type !== COSIGNATURE) {
      throw new MalformedError("LG-8", "a signature type that is not read here");
    }
    const key = new VerifierKey(name, type, material.subarray(1));
    if (key.keyId !== id) {
      throw new MalformedError("LG-8", "the key ID is not that of name and key");
    }
    return key;
  }

  /** Write the verifier key; `parse` gives it back. */
  toString(): string {
    return `${this.name}+${this.keyId}+${strictBase64.encode(concat(Uint8Array.of(this.type), this.key))}`;
  }
}

/** One signature line: who, by which key (hex), and the type's own bytes. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A text and the signatures under it, none of them verified yet (LG-6). */
export class Note {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];

  /** Refuse what could not be written; MalformedError, LimitError. */
  constructor(text: string, signatures: readonly NoteSignature[]) {
    signatures.forEach(requireSignature);
    if (!text.endsWith("\n") || CONTROL.test(text)) {
      throw new MalformedError("LG-6", "a note's text ends in a newline and has no other control character");
    }
    if (signatures.length === 0) {
      throw new MalformedError("LG-6", "a note has a signature");
    }
    if (signatures.length > MAX_SIGNATURES) {
      throw new LimitError("LG-6", `a note of more than ${MAX_SIGNATURES} signatures`);
    }
    if (new Set(signatures.map((each) => `${each.keyId} ${each.name}`)).size !== signatures.length) {
      throw new MalformedError("LG-6", "a key signs a note twice");
    }
    this.text = text;
    this.signatures = signatures;
  }

  /** The note with `added` in place of an earlier line of that key, or as the last line. */
  withSignature(added: NoteSignature): Note {
    const others = this.signatures.filter((each) => each.name !== added.name || each.keyId !== added.keyId);
    return new Note(this.text, [...others, added]);
  }

  /** What stands in the line of `key`, unverified, or undefined if it has no line. */
  signatureBy(key: VerifierKey): Uint8Array | undefined {
    return this.signatures.find((each) => each.name === key.name && each.keyId === key.keyId)?.signature;
  }
}

/** Read a note (LG-6); MalformedError, LimitError. `write` gives the same bytes back. */
export function parse(data: Uint8Array): Note {
  if (data.length > MAX_NOTE) {
    throw new LimitError("LG-6", `a note of more than ${MAX_NOTE} bytes`);
  }
  const whole = textOf(data);
  const blank = whole.lastIndexOf("\n\n");
  const lines = whole.slice(blank + 2);
  if (blank < 0 || !lines.endsWith("\n")) {
    throw new MalformedError("LG-6", "a note is text, an empty line and signature lines");
  }
  return new Note(whole.slice(0, blank + 1), lines.slice(0, -1).split("\n").map(parseLine));
}

/** The bytes of `note`. */
export function write(note: Note): Bytes {
  return utf8([note.text, "\n", ...note.signatures.map((each) => `${writeLine(each)}\n`)].join(""));
}

/** A signature's line, without its newline. */
export function writeLine(signature: NoteSignature): string {
  const value = concat(bytesOf(signature.keyId), signature.signature);
  return `— ${signature.name} ${strictBase64.encode(value)}`;
}

/** Return if `key`, of type 0x01, signed `note`, else throw BadSignatureError (LG-9). */
export function verify(note: Note, key: VerifierKey): void {
  const signature = note.signatureBy(key);
  if (key.type !== NOTE || signature === undefined) {
    throw new BadSignatureError("LG-9", `the note is not signed by ${key.name}`);
  }
  try {
    ed25519.verify(key.key, utf8(note.text), signature);
  } catch (error) {
    throw new BadSignatureError("LG-9", `the note's signature by ${key.name} does not verify`, error);
  }
}

/** Whether two verifier keys are the same key, whatever their names. */
export function sameKey(one: VerifierKey, other: VerifierKey): boolean {
  return equal(one.key, other.key);
}

/** Return if `name` can name a key (LG-7), else throw MalformedError. */
export function requireName(name: string): void {
  if (!NAME.test(name)) {
    throw new MalformedError("LG-7", "a key's name has 1 to 200 characters, no space and no plus");
  }
}

function requireSignature({ name, keyId, signature }: NoteSignature): void {
  requireName(name);
  if (keyId.length !== 2 * KEY_ID_SIZE || signature.length === 0) {
    throw new MalformedError("LG-6", "a signature line holds 4 bytes of key ID and a signature");
  }
}

function parseLine(line: string): NoteSignature {
  const [, name, encoded] = LINE.exec(line) ?? [];
  if (name === undefined || encoded === undefined) {
    throw new MalformedError("LG-6", "a signature line is an em dash, a name and base64");
  }
  const value = strictBase64.decode(encoded, "LG-6");
  const keyId = hexOf(value.subarray(0, KEY_ID_SIZE));
  const found = { name, keyId, signature: value.subarray(KEY_ID_SIZE) };
  requireSignature(found);
  return found;
}

function textOf(data: Uint8Array): string {
  try {
    return fromUtf8(data);
  } catch {
    throw new MalformedError("LG-6", "a note is UTF-8");
  }
}
