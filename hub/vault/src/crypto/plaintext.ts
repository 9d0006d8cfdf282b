/** What stands inside an age file for a program to read: strict JSON with a version (DV-4, SH-4, LE-1). */

import type { Bytes } from "./bytes.ts";
import { MalformedError } from "./errors.ts";
import { type Reader } from "./schema.ts";
import * as strictJson from "./strict_json.ts";

/** How one kind of plaintext is read and written. */
export interface Plaintext<T> {
  /** Read a parsed JSON object, after its version; MalformedError with the rule of the format. */
  readonly parse: (value: strictJson.JsonObject) => T;
  /** Parse the JSON of at most `limit` bytes; MalformedError or LimitError (JS, ST-5, the format's rule). */
  readonly fromJson: (data: Uint8Array, limit: number) => T;
  /** The JSON, compact, `v` first; refuses what `fromJson` would, so that nobody seals what nobody reads. */
  readonly toJson: (value: T) => Bytes;
}

/** The plaintext of what `read` reads; `v` is 1 in all of them, and no field of the value. */
export function plaintext<T extends object>(rule: string, read: Reader<T>): Plaintext<T> {
  const parse = ({ v, ...fields }: strictJson.JsonObject): T => {
    if (v !== 1) {
      throw new MalformedError(rule, "v is not 1");
    }
    return read(fields, "");
  };
  return {
    parse,
    fromJson: (data, limit) => parse(strictJson.parse(data, limit)),
    toJson: (value) => strictJson.dump({ v: 1, ...read(value, "") }),
  };
}
