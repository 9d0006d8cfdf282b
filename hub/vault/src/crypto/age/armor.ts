/** ASCII armor: strict PEM around an age file, both ways (age.md, ASCII armor; RFC 7468, 3). */

import { type Bytes, utf8 } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import * as strictBase64 from "../strict_base64.ts";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";
const WHOLE = new RegExp(`^[ \\t\\r\\n]*${BEGIN}(\\r?\\n)([A-Za-z0-9+/=\\r\\n]*)${END}[ \\t\\r\\n]*$`);
const OPENING = new RegExp(`^[ \\t\\r\\n]*${BEGIN}`);
const COLUMNS = 64;
const OPENING_SIZE = 4096;
const DECODER = new TextDecoder("latin1");

/** Tell whether a file, or its beginning, is an armored age file rather than a binary one. */
export function isArmored(data: Uint8Array): boolean {
  return OPENING.test(DECODER.decode(data.subarray(0, OPENING_SIZE)));
}

/** An age file in armor: lines of 64 columns, LF endings. */
export function armor(data: Uint8Array): Bytes {
  return utf8(`${BEGIN}\n${lines(data, "\n")}${END}\n`);
}

/**
 * The age file in an armored one. Throws MalformedError (AGE-16).
 *
 * Strict: CRLF or LF throughout, lines of 64 columns, canonical base64 with padding, no headers inside, and
 * only whitespace outside. Anything looser would let one age file have many armored spellings.
 */
export function dearmor(text: Uint8Array): Bytes {
  const [, ending, body] = WHOLE.exec(DECODER.decode(text)) ?? [];
  if (ending === undefined || body === undefined) {
    throw new MalformedError("AGE-16", "not an age file between its BEGIN and END lines");
  }
  const data = strictBase64.decode(body.replace(/[\r\n]/g, ""), "AGE-16");
  if (lines(data, ending) !== body) {
    throw new MalformedError("AGE-16", "base64 in armor is not in canonical lines of 64 columns");
  }
  return data;
}

function lines(data: Uint8Array, ending: string): string {
  const text = strictBase64.encode(data);
  let found = "";
  for (let place = 0; place < text.length; place += COLUMNS) {
    found += text.slice(place, place + COLUMNS) + ending;
  }
  return found;
}
