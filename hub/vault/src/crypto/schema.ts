/**
 * Field types of statements and letters: a table of readers is a schema (FORMATS.md 2.2, ST-5, ST-14).
 *
 * A reader takes a parsed JSON value and returns it, typed, or refuses whatever is unknown, missing or out of
 * form. A value that was read reads the same again, so a schema also puts the fields of what is to be written
 * in order. The type of a struct is computed from its table: there is no second list that could differ.
 */

import { MalformedError } from "./errors.ts";
import { isInstant } from "./instant.ts";
import { X25519Recipient } from "./age/x25519.ts";
import { isObject } from "./strict_json.ts";

export const FIELD_RULE = "ST-5";
export const SET_RULE = "ST-14";

/** Returns `value` as what it is, or refuses it saying what `where` should be. */
export type Reader<T> = (value: unknown, where: string) => T;

/** A field that may be absent; never null, never empty. */
export interface Optional<T> {
  readonly optional: Reader<T>;
}

export type Fields = Readonly<Record<string, Reader<unknown> | Optional<unknown>>>;

type OptionalNames<F> = { [K in keyof F]: F[K] extends Optional<unknown> ? K : never }[keyof F];

/** The object that a table of readers reads. */
export type Shape<F> = {
  readonly [K in Exclude<keyof F, OptionalNames<F>>]: F[K] extends Reader<infer T> ? T : never;
} & {
  readonly [K in OptionalNames<F>]?: F[K] extends Optional<infer T> ? T : never;
};

/** A field that may be absent. */
export function optional<T>(reader: Reader<T>): Optional<T> {
  return { optional: reader };
}

/** A string that matches `regex` from end to end. */
export function pattern(regex: string, says: string): Reader<string> {
  const whole = new RegExp(`^(?:${regex})$`, "u");
  return (value, where) => {
    if (typeof value !== "string" || !whole.test(value)) {
      throw new MalformedError(FIELD_RULE, `${where}: ${says}`);
    }
    return value;
  };
}

/** An integer from `low` to `high`, both included. */
export function range(low: number, high: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, where) => {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < low || value > high) {
      throw new MalformedError(FIELD_RULE, `${where}: not an integer from ${low} to ${high}`);
    }
    return value;
  };
}

/** One of these words. */
export function choice<const A extends readonly string[]>(...allowed: A): Reader<A[number]> {
  return (value, where) => {
    const found = allowed.find((each) => each === value);
    if (found === undefined) {
      throw new MalformedError(FIELD_RULE, `${where}: not one of ${allowed.join(", ")}`);
    }
    return found;
  };
}

/** True or false. */
export const bool: Reader<boolean> = (value, where) => {
  if (typeof value !== "boolean") {
    throw new MalformedError(FIELD_RULE, `${where}: not true or false`);
  }
  return value;
};

/** A list of `low` to `high` items that keeps the order given. */
export function listOf<T>(item: Reader<T>, low: number, high: number): Reader<readonly T[]> {
  return (value, where) => {
    if (!Array.isArray(value) || value.length < low || value.length > high) {
      throw new MalformedError(FIELD_RULE, `${where}: not a list of ${low} to ${high}`);
    }
    return value.map((each, place) => item(each, `${where}[${place}]`));
  };
}

/** A set of `low` to `high` items: sorted, each once; structs by their first field (ST-14). */
export function setOf<T>(item: Reader<T>, low: number, high: number): Reader<readonly T[]> {
  const list = listOf(item, low, high);
  return (value, where) => {
    const items = list(value, where);
    const ranks = items.map(rank);
    if (ranks.some((each, place) => place > 0 && (ranks[place - 1] ?? "") >= each)) {
      throw new MalformedError(SET_RULE, `${where}: not sorted, or with duplicates`);
    }
    return items;
  };
}

/** An object with exactly these fields; `check` then looks at what they say together. */
export function struct<const F extends Fields>(
  fields: F,
  check: (found: Shape<F>) => void = () => undefined,
): Reader<Shape<F>> {
  const plan = Object.entries(fields);
  return (value, where) => {
    if (!isObject(value)) {
      throw new MalformedError(FIELD_RULE, `${where || "the value"}: not an object`);
    }
    const inside = where === "" ? "" : `${where}.`;
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
    if (unknown !== undefined) {
      throw new MalformedError(FIELD_RULE, `${inside}${unknown}: unknown field`);
    }
    const found: Record<string, unknown> = {};
    for (const [name, reader] of plan) {
      if (Object.hasOwn(value, name)) {
        found[name] = (typeof reader === "function" ? reader : reader.optional)(value[name], inside + name);
      } else if (typeof reader === "function") {
        throw new MalformedError(FIELD_RULE, `${inside}${name}: missing`);
      }
    }
    const read = found as Shape<F>; // each field was read by the reader that its type is taken from
    check(read);
    return read;
  };
}

function rank(item: unknown): string {
  return String(isObject(item) ? Object.values(item)[0] : item);
}

// No control character, nothing that turns text around or hides in it (Cc, most of Cf, Cs, Zl, Zp).
export const LOUD = String.raw`\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f`
  + String.raw`\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}`;

export const hash = pattern("[0-9a-f]{64}", "a hash or key is 64 lower-case hex digits");
export const key = hash;
export const id = pattern("[0-9a-f]{32}", "an id is 32 lower-case hex digits");
export const slug = pattern("[a-z][a-z0-9-]{1,31}", "a slug is 2 to 32 of a-z, 0-9 and -, a letter first");
export const name = pattern(`(?! )[^${LOUD}]{1,80}(?<! )`, "a name is 1 to 80 printable characters, trimmed");
export const hubName = pattern("[a-z0-9.-]{1,200}(:[0-9]{1,5})?", "a hub's name is a host or host:port");
export const zone = pattern("[A-Za-z][A-Za-z0-9_+/-]{0,63}", "not the name of a time zone");
export const cve = pattern("CVE-[0-9]{4}-[0-9]{4,12}", "not a CVE ID");
export const codeName = pattern("[a-z]{2,20}-[a-z]{2,20}-[0-9a-z]{2,4}", "a code name is word-word-suffix");
export const purl = pattern("pkg:[a-z0-9.+-]+/[A-Za-z0-9._~%/-]{1,200}", "not a purl without version");
export const vkey = pattern(
  String.raw`[^ \n+]{1,200}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{10,100}`,
  "not a note verifier key",
);
export const count = range(0);
export const positive = range(1);

/** An instant, written `YYYY-MM-DDThh:mm:ssZ`. */
export const instant: Reader<string> = (value, where) => {
  if (typeof value !== "string" || !isInstant(value)) {
    throw new MalformedError(FIELD_RULE, `${where}: an instant is written YYYY-MM-DDThh:mm:ssZ`);
  }
  return value;
};

// One roster repeats the recipients of the one before.
const DECODED = new Set<string>();
const REMEMBERED = 2 ** 14;

/** An age X25519 recipient, decoded here so that no share waits for ever for one that cannot be. */
export const recipient: Reader<string> = (value, where) => {
  if (typeof value !== "string") {
    throw new MalformedError(FIELD_RULE, `${where}: not an age X25519 recipient`);
  }
  if (!DECODED.has(value)) {
    try {
      X25519Recipient.parse(value);
    } catch (error) {
      throw new MalformedError(FIELD_RULE, `${where}: not an age X25519 recipient`, error);
    }
    if (DECODED.size >= REMEMBERED) {
      DECODED.clear();
    }
    DECODED.add(value);
  }
  return value;
};
