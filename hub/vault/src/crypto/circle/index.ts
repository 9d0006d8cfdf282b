/**
 * Cases: who takes part, who reads, and whether a statement counts (FORMATS.md 5).
 *
 * `Circle` takes the statements of one case in order and keeps what counts; `computedHolders` and its
 * neighbours are the pure functions behind it. What an embargo amounts to is decided elsewhere, from what
 * counts here.
 */

export { Circle, caseIn } from "./circle.ts";
export { Facts, Invited } from "./facts.ts";
export { computedHolders, counts, granted, grantedPeople, isLead, participants } from "./readers.ts";
