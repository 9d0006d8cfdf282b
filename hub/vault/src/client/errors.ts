/** The client's refusals as `Failure`s: one sentence that says what to do, and the rule if one speaks. */

import { CryptoError, WrongKeyError } from "../crypto/errors.ts";
import { Failure } from "./views.ts";

/** What the hub showed cannot be true: nothing of it is used (P3). */
export function hubLies(sentence: string, rule: string): Failure {
  return new Failure("hub-lies", sentence, rule);
}

/** Any error as a `Failure`; what is one already stays it, so that a sentence is written once. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof WrongKeyError) return new Failure("wrong-passphrase", error.message, error.rule);
  if (error instanceof CryptoError) return new Failure("refused", error.message, error.rule);
  const name = error instanceof Error ? error.name : "";
  if (name === "AbortError") return new Failure("cancelled", "stopped: nothing was sent after that");
  if (isStorageError(name)) return storageFailure(name);
  const words = error instanceof Error ? error.message : String(error);
  return new Failure("refused", `something went wrong here: ${words}`);
}

const FULL = new Set(["QuotaExceededError"]);
const SHUT = new Set([
  ...["InvalidStateError", "UnknownError", "SecurityError", "VersionError", "DatabaseClosedError"],
  ...["TransactionInactiveError", "DataCloneError", "NotFoundError", "MissingAPIError"],
]);

/** Whether a DOMException's name is one that IndexedDB gives when it cannot keep or show what is asked. */
export function isStorageError(name: string): boolean {
  return FULL.has(name) || SHUT.has(name);
}

/** Why the browser keeps nothing, and what to do: a full disk, or a window that has no storage. */
export function storageFailure(name: string): Failure {
  if (FULL.has(name)) {
    return new Failure("storage", "this browser has no room left: free some disk space, then try again");
  }
  const why = "this browser keeps nothing here (a private window does that, and some settings)";
  return new Failure("storage", `${why}: open the vault in a normal window, then try again`);
}
