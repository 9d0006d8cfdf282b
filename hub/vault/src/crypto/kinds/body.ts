/** What every statement has: the common fields, its log, and how many sign it (FORMATS.md 2.2). */

import { MalformedError } from "../errors.ts";
import {
  count,
  type Fields,
  hash,
  hubName,
  id,
  instant,
  type Reader,
  type Shape,
  struct,
} from "../schema.ts";

/** `either` is for epoch and share: directory for intake rings, case otherwise. */
export type Log = "directory" | "case" | "never" | "either";

/** How many signatures a statement carries (ST-3, ST-8): fewest and most. */
export const SIGNED = { notice: [0, 0], one: [1, 1], two: [2, 2], many: [1, 16] } as const;
export type Signed = keyof typeof SIGNED;

/** A tree at a size: what its author had verified. */
export const logPoint = struct({ size: count, root: hash });
export type LogPoint = ReturnType<typeof logPoint>;

const COMMON = { hub: hubName, id, created: instant, log: logPoint, by: hash } as const;
type Common = typeof COMMON;

/** The common fields of every body. */
export type CommonFields = Shape<Common>;

/** The body of a type: the common fields and its own. */
export type BodyOf<N extends string, F> = { readonly type: N } & CommonFields & Shape<F>;

/** One row of the closed list; `read` takes the payload's object without `type` and `v`. */
export interface Kind<N extends string, F> {
  readonly type: N;
  readonly log: Log;
  readonly signed: Signed;
  readonly read: Reader<BodyOf<N, F>>;
}

interface Options<F> {
  readonly log: Log;
  readonly signed?: Signed;
  readonly check?: (found: Shape<Common & F>) => void;
}

/** Make a row; `check` is what a type asks beyond ST-12's form. */
export function kind<const N extends string, const F extends Fields>(
  type: N,
  options: Options<F>,
  fields: F,
): Kind<N, F> {
  const { log, signed = "one", check = () => undefined } = options;
  const revocable = Object.hasOwn(fields, "previous");
  const read = struct({ ...COMMON, ...fields }, (found) => {
    if (revocable) {
      checkPrevious(found as { readonly [name: string]: unknown });
    }
    check(found as unknown as Shape<Common & F>); // `found` was read by exactly these fields
  });
  return {
    type,
    log,
    signed,
    read: (value, where) => ({ type, ...read(value, where) }) as unknown as BodyOf<N, F>,
  };
}

/** The DSSE payload type of a statement type (ST-1). */
export function payloadType(typeName: string): string {
  return `application/vnd.accord.${typeName}.v1+json`;
}

// ST-12's form: `previous` is there from the second on.
function checkPrevious(found: { readonly [name: string]: unknown }): void {
  const place = found["seq"] ?? found["version"] ?? found["epoch"];
  if ((place === 1) !== (found["previous"] === undefined)) {
    throw new MalformedError("ST-12", "only what comes first has no previous");
  }
}
