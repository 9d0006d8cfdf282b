/**
 * Why something stays shut or was refused, in words a maintainer understands, with the rule (LE-3).
 *
 * Towards the network every failure looks the same; this is for the client's own user.
 */

import { CryptoError } from "../crypto/errors.ts";
import { Failure } from "./views.ts";
import type { Warning } from "./views.ts";
import { sentence } from "./words.ts";

const NOTHING_SHOWN = "Nothing of it is shown.";
const BY_RULE: Readonly<Record<string, string>> = {
  "EV-2": `The file is larger than any letter may be. ${NOTHING_SHOWN}`,
  "EV-3": `It was handed in for another place, or by somebody other than it says. ${NOTHING_SHOWN}`,
  "EV-6": `The file is sealed to more than one key, or to another kind of key. ${NOTHING_SHOWN}`,
  "EV-8": `The hub gave out another file than the one that was signed. ${NOTHING_SHOWN}`,
  "EV-10": `The text inside is not the one that its author signed for. ${NOTHING_SHOWN}`,
  "EV-11": `Somebody signed another's text anew, or moved it here from another place. ${NOTHING_SHOWN}`,
  "AGE-11": "It is sealed to a key that your device does not have.",
  "AT-1": `The attachment is not the one that its letter names. ${NOTHING_SHOWN}`,
  "RE-3": "It names no keys to answer to, or not those of its author: nobody can answer it.",
};
const DAMAGED = `The sealed file is damaged or was changed on its way. ${NOTHING_SHOWN}`;
const NO_LETTER = `What is inside is no letter of this format. ${NOTHING_SHOWN}`;

/** The warning for whatever kept a letter, a report or an attachment shut. */
export function faultOf(error: unknown): Warning {
  if (error instanceof CryptoError) return { sentence: wordsFor(error), rule: error.rule };
  if (error instanceof Failure) {
    const words = { sentence: sentence(error.message) };
    return error.rule === undefined ? words : { ...words, rule: error.rule };
  }
  throw error;
}

/** Somebody else's statement before this letter was kept from us (RI-9). */
export function gapOf(missing: string | undefined): Warning | undefined {
  if (missing === undefined) return undefined;
  return { sentence: `Something before this letter is kept from you: ${missing}.`, rule: "RI-9" };
}

function wordsFor(error: CryptoError): string {
  const known = BY_RULE[error.rule];
  if (known !== undefined) return known;
  if (error.rule.startsWith("AGE-")) return DAMAGED;
  if (/^(LE|JS|ST)-/.test(error.rule)) return NO_LETTER;
  return sentence(error.message);
}
