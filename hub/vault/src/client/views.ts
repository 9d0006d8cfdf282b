/**
 * What the pages show and what they may ask for: the one border between `client` and `pages`.
 *
 * Pages know nothing of statements, rings or keys. Every value here was checked by the client against the logs;
 * what could not be checked says so in words. Instants are `YYYY-MM-DDThh:mm:ssZ`.
 */

export type * from "./views/case.ts";
export type * from "./views/door.ts";
export type * from "./views/embargo.ts";
export type * from "./views/letters.ts";
export type * from "./views/reporting.ts";
export type * from "./views/today.ts";
export type * from "./views/vault.ts";
export type * from "./views/words.ts";
export type { FailureKind } from "./views/failure.ts";
export { Failure } from "./views/failure.ts";
