/**
 * Base64 that has exactly one spelling for each value (RFC 4648 section 4, with padding).
 *
 * `atob` skips white space and never looks at the unused bits of the last character, so one value could be
 * written in several ways, and whoever compares texts would be deceived.
 */

import type { Bytes } from "./bytes.ts";
import { MalformedError } from "./errors.ts";

const CHUNK = 2 ** 14; // arguments of one call: engines allow some 10^5

/** The standard alphabet's text, padded, on one line. */
export function encode(value: Uint8Array): string {
  let text = "";
  for (let place = 0; place < value.length; place += CHUNK) {
    text += String.fromCharCode(...value.subarray(place, place + CHUNK));
  }
  return btoa(text);
}

/** The bytes of `text`; MalformedError names `rule` unless `encode` would write the same text. */
export function decode(text: string, rule: string): Bytes {
  let value: Bytes;
  try {
    value = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new MalformedError(rule, "not base64");
  }
  if (encode(value) !== text) {
    throw new MalformedError(rule, "base64 that is not canonical");
  }
  return value;
}
