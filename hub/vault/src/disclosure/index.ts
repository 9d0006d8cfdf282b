/**
 * Disclosure: one embargo per case, each party's consent to it, and what happens at its end.
 *
 * Everything here is a pure function of logged statements and log time, and gives what the hub's own fold
 * gives: `decide` applies one event, `replay` folds a log, `elapsed` lets time pass, `whoseTurn` says whose
 * move it is.
 */

export { decide, opened } from "./decide.ts";
export { elapsed, mayPublish, nextChange } from "./elapse.ts";
export { readiness } from "./plan.ts";
export { replay } from "./replay.ts";
export { DisclosureState, mayReceive, Party } from "./state.ts";
export { eventOf, eventsOf } from "./statements.ts";
export { type Due, type What, whoseTurn } from "./turns.ts";
