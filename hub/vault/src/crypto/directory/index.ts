/**
 * Who belongs to which team, with which devices, and whom the teams let in: a fold of the directory log.
 *
 * `Directory` takes the entries of the log in order, judges each at its own leaf (FORMATS.md 4) and keeps
 * what counts; `View` is the directory as it stood before any leaf. Hub and clients fold by the same rules.
 */

export type { Edge, Invited, Located, OnDuty, Person, Tenant } from "./facts.ts";
export { Directory } from "./fold.ts";
export { View } from "./view.ts";
