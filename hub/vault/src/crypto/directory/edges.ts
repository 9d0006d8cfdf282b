/** The trust edge between two tenants at a size of the log (BO-2, GR-1). */

import type { Boundary, Group, Rule } from "../kinds/index.ts";
import type { Edge, Facts } from "./facts.ts";
import { pairKey } from "./facts.ts";

/** The edge where nobody has signed anything (BO-2). */
export const NO_EDGE: Edge = { rule: "deny", takes: false };
const STRICTEST_FIRST: readonly Rule[] = ["deny", "ask", "allow"];

/** The edge from the first to the second of `pair`: its own boundary, else its common groups. */
export function edge(facts: Facts, size: number, pair: readonly [string, string], when: string): Edge {
  const own = facts.boundaries.get(pairKey(...pair), size);
  if (own !== undefined) return aged(own.body, when);
  const shared = [...commonTerms(facts, size, pair)].map((terms) => aged(terms, when));
  const strictest = STRICTEST_FIRST.find((rule) => shared.some((each) => each.rule === rule));
  return strictest === undefined ? NO_EDGE : { rule: strictest, takes: shared.every((each) => each.takes) };
}

/** The terms are those that the first of the pair joined: a later change binds who joins it anew. */
function* commonTerms(facts: Facts, size: number, [one, other]: readonly [string, string]): Generator<Group> {
  for (const [name] of facts.groups.items(size)) {
    const mine = facts.joins.get(pairKey(one, name), size);
    const theirs = facts.joins.get(pairKey(other, name), size);
    if (mine?.body.state === "joined" && theirs?.body.state === "joined") {
      yield facts.terms.get(mine.body.terms) as Group;
    }
  }
}

/** Time never opens anything: only an allow turns into an ask. */
function aged(terms: Boundary | Group, when: string): Edge {
  const faded = terms.rule === "allow" && when >= terms.until;
  return { rule: faded ? "ask" : terms.rule, takes: terms.takes };
}
