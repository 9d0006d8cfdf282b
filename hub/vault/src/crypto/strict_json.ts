/**
 * JSON that every parser reads alike (RFC 8259, narrowed after RFC 7493).
 *
 *     JS-1  The text is within the reader's limit and is UTF-8 without a byte order mark.
 *     JS-2  It is one JSON object; white space between tokens is allowed.
 *     JS-3  No object has two members of one name, at any depth.
 *     JS-4  Numbers are integers: no fraction, no exponent, no `-0`, no NaN, no infinity.
 *     JS-5  Integers lie strictly between -2^53 and 2^53, where every language counts exactly.
 *     JS-6  There is no null: what is absent is left out.
 *     JS-7  At most 16 objects and arrays stand inside each other.
 *     JS-8  Strings and names are Unicode text: no lone surrogate.
 *
 * A parser of our own, because `JSON.parse` hides a name that stands twice and how a number was written.
 * There is no canonical form: signatures are verified over the bytes as they came. As in Python, what breaks
 * the grammar is named before what the grammar allows and we do not.
 */

import { type Bytes, fromUtf8, utf8 } from "./bytes.ts";
import { LimitError, MalformedError } from "./errors.ts";
import { Parser } from "./strict_json_parser.ts";

export const MAX_DEPTH = 16;

/** An object as it was read: its own members are all there is. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The object in `data` (JS-1 to JS-8); `limit` is the most bytes the reader takes.
 *
 * Throws LimitError for size and depth, before reading any value, and MalformedError for the rest.
 */
export function parse(data: Uint8Array, limit: number): JsonObject {
  if (data.length > limit) {
    throw new LimitError("JS-1", `more than ${limit} bytes of JSON`);
  }
  const text = textOf(data);
  if (text.startsWith("\ufeff")) {
    throw new MalformedError("JS-1", "begins with a byte order mark");
  }
  checkDepthOfText(text);
  const value = new Parser(text).document();
  if (!isObject(value)) {
    throw new MalformedError("JS-2", "not a JSON object");
  }
  check(value, 0);
  return value;
}

/** `value` as compact UTF-8 JSON, members in the order given; refuses what `parse` would refuse. */
export function dump(value: JsonObject): Bytes {
  check(value, 0);
  return utf8(JSON.stringify(value));
}

/** Whether a parsed value is a JSON object, neither array nor scalar. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function textOf(data: Uint8Array): string {
  try {
    return fromUtf8(data);
  } catch {
    throw new MalformedError("JS-1", "not UTF-8");
  }
}

// Before the parser runs: it recurses, and would meet the engine's limit instead of ours.
function checkDepthOfText(text: string): void {
  let depth = 0;
  let inside = false;
  for (let place = 0; place < text.length; place += 1) {
    const mark = text[place];
    if (inside) {
      inside = mark !== '"';
      place += mark === "\\" ? 1 : 0;
    } else if (mark === '"') {
      inside = true;
    } else if (mark === "{" || mark === "[") {
      depth += 1;
      if (depth > MAX_DEPTH) {
        throw new LimitError("JS-7", `nested deeper than ${MAX_DEPTH}`);
      }
    } else if (mark === "}" || mark === "]") {
      depth -= 1;
    }
  }
}

function check(value: unknown, depth: number): void {
  const inside = Array.isArray(value) || isObject(value);
  if (!inside) {
    checkScalar(value);
    return;
  }
  if (depth >= MAX_DEPTH) {
    throw new LimitError("JS-7", `nested deeper than ${MAX_DEPTH}`);
  }
  if (!Array.isArray(value)) {
    Object.keys(value).forEach(checkScalar);
  }
  for (const item of Array.isArray(value) ? value : Object.values(value)) {
    check(item, depth + 1);
  }
}

function checkScalar(value: unknown): void {
  if (typeof value === "string") {
    if (!value.isWellFormed()) {
      throw new MalformedError("JS-8", "a lone surrogate");
    }
  } else if (typeof value === "number") {
    if (!Number.isInteger(value)) {
      throw new MalformedError("JS-4", "a number that is not an integer");
    }
    if (!Number.isSafeInteger(value)) {
      throw new MalformedError("JS-5", "an integer beyond 2^53");
    }
  } else if (value === null) {
    throw new MalformedError("JS-6", "null stands for nothing here");
  } else if (typeof value !== "boolean") {
    throw new MalformedError("JS-2", `${typeof value} has no JSON form`);
  }
}
