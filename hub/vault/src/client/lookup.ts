/** Finding things in the fold: the statement in force, and what follows it (`hub/client/lookup.py`). */

import type { Circle } from "../crypto/circle/index.ts";
import type { Body } from "../crypto/kinds/index.ts";
import type { Statement } from "../crypto/statement.ts";
import type { BodyOf, BodyType } from "./desk.ts";

/**
 * The statements of a kind on a case that count, in the order of the log; `match` names fields and values.
 */
export function allOf<T extends BodyType>(
  circle: Circle,
  type: T,
  match: Partial<BodyOf<T>> = {},
): readonly Statement<BodyOf<T>>[] {
  const wanted = Object.entries(match);
  return circle.verdicts
    .filter((each) => each.counts)
    .map((each) => each.entry.statement)
    .filter((each): each is Statement<BodyOf<T>> => each.body.type === type)
    .filter(({ body }) => wanted.every(([name, value]) => (body as Fields)[name] === value));
}

type Fields = Body & Readonly<Record<string, unknown>>;

/** The last of them: for what is chained, the one in force (ST-12). */
export function latest<T extends BodyType>(
  circle: Circle,
  type: T,
  match: Partial<BodyOf<T>> = {},
): Statement<BodyOf<T>> | undefined {
  return allOf(circle, type, match).at(-1);
}

/** The `seq` and `previous` of whatever follows `before`. */
export function chained(
  before: { readonly body: { readonly seq: number }; readonly hash: string } | undefined,
): { readonly seq: number; readonly previous?: string } {
  return before === undefined ? { seq: 1 } : { seq: before.body.seq + 1, previous: before.hash };
}
