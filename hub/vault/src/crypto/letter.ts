/**
 * Letters and attachments: what an envelope holds once it is open (FORMATS.md 7).
 *
 * `toPlaintext` and `fromPlaintext` go between a `Letter` and its padded bytes. What a letter says is bound
 * to the place it was written for: `checkAgainst` compares every field that also stands in the manifest.
 */

import { type Bytes, sha256Hex, utf8 } from "./bytes.ts";
import { fingerprint } from "./device.ts";
import { MalformedError, NotAllowedError } from "./errors.ts";
import { deviceKeys } from "./kinds/directory.ts";
import { type Author, author, type Manifest, purpose } from "./kinds/sharing.ts";
import { paddedLength } from "./padding.ts";
import { plaintext } from "./plaintext.ts";
import {
  choice, hash, hubName, id, listOf, optional, positive, range, type Reader, type Shape, struct,
} from "./schema.ts";

export const LETTER_LIMIT = 1024 * 1024;
export const MEMBER_ATTACHMENT_LIMIT = 25 * 1024 * 1024;
export const REPORTER_ATTACHMENT_LIMIT = 5 * 1024 * 1024;
export const ATTACHMENTS_LIMIT = 50 * 1024 * 1024;
export const MOST_ATTACHMENTS = 32;
export const SUBJECT_LIMIT = 200;
export const BODY_LIMIT = 512 * 1024;
const MANIFEST_LIMIT = 96 * 1024;

const CONTROL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]/u;
const BREAKS = String.raw`\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff`;
/** What hides or turns text around, within the brackets of a regular expression with the flag `u`. */
export const HIDING =
  String.raw`\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f`
  + String.raw`\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}`;
// A file name is read before somebody opens it: nothing that separates, hides or turns text around.
const DECEIT = String.raw`\/\\:${HIDING}`;

/** Free text of at most `limit` bytes; line feed and tab are its only control characters. */
function text(limit: number): Reader<string> {
  return (value, where) => {
    if (typeof value !== "string" || utf8(value).length > limit) {
      throw new MalformedError("LE-1", `${where}: not a text of at most ${limit} bytes`);
    }
    if (CONTROL.test(value)) {
      throw new MalformedError("LE-1", `${where}: holds a control character`);
    }
    return value;
  };
}

/** A string that matches `regex` from end to end. */
function line(regex: string, says: string): Reader<string> {
  const whole = new RegExp(`^(?:${regex})$`, "u");
  return (value, where) => {
    if (typeof value !== "string" || !whole.test(value)) {
      throw new MalformedError("LE-1", `${where}: ${says}`);
    }
    return value;
  };
}

const subject = line(
  `[^${BREAKS}]{0,${SUBJECT_LIMIT}}`,
  `a subject is one line of at most ${SUBJECT_LIMIT} characters`,
);
const fileName = line(
  `(?![. ])[^${BREAKS}${DECEIT}]{1,120}(?<![. ])`,
  "a file name is 1 to 120 visible characters, no separator, no dot or space at an end",
);
const mediaType = line("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", "not a media type");
const base64 = line("[A-Za-z0-9+/]+={0,2}", "not base64");

/** An attachment as its letter names it: size and hash are of its own bytes, before padding. */
export const attached = struct({
  name: fileName,
  type: mediaType,
  size: range(0, MEMBER_ATTACHMENT_LIMIT),
  sha256: hash,
  envelope: id,
});
export type Attached = ReturnType<typeof attached>;

/** An older letter handed on: its manifest's wire form and its padded plaintext (LE-2). */
export const quoted = struct({ manifest: text(MANIFEST_LIMIT), plaintext: base64 });
export type Quoted = ReturnType<typeof quoted>;

const letterFields = {
  hub: hubName,
  ring: id,
  epoch: positive,
  envelope: id,
  author,
  kind: choice("letter", "record"),
  purpose,
  salt: id,
  subject,
  body: text(BODY_LIMIT),
  case: optional(id),
  reply_to: optional(id),
  attachments: optional(listOf(attached, 1, 1024)),
  reporter: optional(deviceKeys),
  quoted: optional(quoted),
} as const;

/** The plaintext of an envelope of kind letter or record. */
export type Letter = Shape<typeof letterFields>;

const LETTER = plaintext("LE-1", struct(letterFields, checkTogether));

/** AT-1: how much is attached. RE-3: the keys to answer to are the author's own. */
function checkTogether(letter: Letter): void {
  const named = letter.attachments ?? [];
  if (named.length > MOST_ATTACHMENTS) {
    throw new MalformedError("AT-1", `more than ${MOST_ATTACHMENTS} attachments`);
  }
  if (named.reduce((sum, each) => sum + each.size, 0) > ATTACHMENTS_LIMIT) {
    throw new MalformedError("AT-1", "the attachments are more than 50 MiB together");
  }
  const keys = letter.reporter;
  if (keys && !sameAuthor({ reporter: fingerprint(keys), sign: keys.sign }, letter.author)) {
    throw new MalformedError("RE-3", "the keys to answer to are not those of the author");
  }
}

/** The letter's JSON and the spaces that pad it; MalformedError as `fromPlaintext`, EV-2 beyond 1 MiB. */
export function toPlaintext(letter: Letter): Bytes {
  const json = LETTER.toJson(letter);
  const length = paddedLength(json.length);
  if (length > LETTER_LIMIT) {
    throw new MalformedError("EV-2", "the letter is more than 1 MiB");
  }
  const padded = new Uint8Array(length).fill(SPACE);
  padded.set(json);
  return padded;
}

const SPACE = 0x20;
const BRACE = 0x7d;

/** Parse a padded plaintext; MalformedError (EV-10 for the padding, JS, LE-1, ST-5, AT-1, RE-3). */
export function fromPlaintext(plaintext: Uint8Array): Letter {
  const length = plaintext.findLastIndex((byte) => byte !== SPACE) + 1;
  // JSON itself would allow white space of other kinds after it: padding has one spelling.
  if (plaintext.length !== paddedLength(length) || plaintext[length - 1] !== BRACE) {
    throw new MalformedError("EV-10", "the letter is not followed by spaces up to its padded length");
  }
  return LETTER.fromJson(plaintext.subarray(0, length), LETTER_LIMIT);
}

/** What `plain` of a manifest commits to. */
export function plainHash(plaintext: Uint8Array): string {
  return sha256Hex(plaintext);
}

/** EV-11: inside and outside are equal field by field, else NotAllowedError: somebody re-signed it. */
export function checkAgainst(letter: Letter, manifest: Manifest): void {
  const { ring } = manifest;
  const here = letter.hub === manifest.hub && letter.case === manifest.case && letter.ring === ring.id;
  if (!here || letter.epoch !== ring.epoch || letter.envelope !== manifest.envelope) {
    throw new NotAllowedError("EV-11", "the letter was written for another place");
  }
  const theirs = sameAuthor(letter.author, manifest.author);
  if (!theirs || letter.kind !== manifest.kind || letter.purpose !== manifest.purpose) {
    throw new NotAllowedError("EV-11", "the letter is another author's, or another kind of letter");
  }
}

/** Whether two authors are one. */
export function sameAuthor(one: Author, other: Author): boolean {
  return (["tenant", "person", "reporter", "sign"] as const).every((field) => one[field] === other[field]);
}

/** The attachment's bytes and the zeros that pad them. */
export function padAttachment(data: Uint8Array): Bytes {
  const padded = new Uint8Array(paddedLength(data.length));
  padded.set(data);
  return padded;
}

/** AT-1: the bytes that `named` promises, or MalformedError. */
export function unpadAttachment(plaintext: Bytes, named: Attached): Bytes {
  const data = plaintext.subarray(0, named.size);
  const padding = plaintext.subarray(named.size);
  if (plaintext.length !== paddedLength(named.size) || padding.some((byte) => byte !== 0)) {
    throw new MalformedError("AT-1", "the attachment is not padded as its letter says");
  }
  if (sha256Hex(data) !== named.sha256) {
    throw new MalformedError("AT-1", "the attachment is not the one its letter names");
  }
  return data;
}
