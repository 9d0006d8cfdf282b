/** The client's refusals as `Failure`s: one sentence that says what to do, and the rule if one speaks. */

import { CryptoError } from "../crypto/errors.ts";
import { Failure } from "./views.ts";
import { sentence } from "./words.ts";

/** What the hub showed cannot be true: nothing of it is used (P3). */
export function hubLies(sentence: string, rule: string): Failure {
  return new Failure("hub-lies", sentence, rule);
}

/**
 * Any error as a `Failure` whose words are a whole sentence: at the border every error goes through here.
 *
 * What is a `Failure` already stays the same one, with its kind, status and rule.
 */
export function failureOf(error: unknown): Failure {
  const failure = error instanceof Failure ? error : foreign(error);
  failure.message = sentence(failure.message);
  return failure;
}

function foreign(error: unknown): Failure {
  if (error instanceof CryptoError) return new Failure("refused", error.message, error.rule);
  const { name, message } = error instanceof Error ? error : { name: "", message: String(error) };
  if (name === "AbortError") return new Failure("cancelled", "stopped: nothing was sent after that");
  if (name === "NotSupportedError") return new Failure("refused", TOO_OLD);
  if (isStorageError(name)) return storageFailure(name);
  return new Failure("refused", `something went wrong here: ${message}`);
}

/** What a browser without Ed25519 and X25519 in its WebCrypto is told. */
const TOO_OLD = "this browser cannot hold the keys safely: use a newer one, or the command line";

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
