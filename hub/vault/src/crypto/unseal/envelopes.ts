/**
 * Opening envelopes, check after check in the order of FORMATS.md 7.
 *
 * The caller has done EV-7 (signature, inclusion and author at the leaf, by `replay.ts`); here are EV-8 to
 * EV-11. Nothing is returned before the last of them has passed.
 */

import type { Watch } from "../age/stream.ts";
import { type Bytes, utf8 } from "../bytes.ts";
import * as dsse from "../dsse.ts";
import { checkFile } from "../envelope.ts";
import { CryptoError, MalformedError, NotAllowedError } from "../errors.ts";
import type { Manifest } from "../kinds/sharing.ts";
import {
  type Attached, checkAgainst, fromPlaintext, type Letter, plainHash, type Quoted, sameAuthor,
  unpadAttachment,
} from "../letter.ts";
import { check, narrow, type Statement } from "../statement.ts";
import * as strictBase64 from "../strict_base64.ts";
import { openFile, type Opener } from "./age.ts";

/**
 * EV-8 to EV-11 for a letter or record; the error names the first rule that failed.
 *
 * `identity` is that of the manifest's ring and epoch; WrongKeyError (AGE-11) if it is not.
 */
export async function openLetter(manifest: Manifest, file: Uint8Array, identity: Opener): Promise<Letter> {
  if (manifest.kind === "attachment") {
    throw new MalformedError("AT-1", "an attachment is opened through the letter that names it");
  }
  checkFile(manifest, file); // EV-8
  const plaintext = await openFile(file, [identity]); // EV-9
  return committed(plaintext, manifest, "EV-10"); // EV-10, EV-11
}

/** AT-1: the bytes of an attachment that `letter` names; it shares author, case, ring and epoch. */
export async function openAttachment(
  letter: readonly [Manifest, Attached],
  manifest: Manifest,
  file: Uint8Array,
  identity: Opener,
  watch: Watch = {},
): Promise<Bytes> {
  const [outside, named] = letter;
  if (manifest.kind !== "attachment" || manifest.envelope !== named.envelope) {
    throw new NotAllowedError("AT-1", "not the attachment that the letter names");
  }
  if (!sameAuthor(manifest.author, outside.author) || placeOf(manifest) !== placeOf(outside)) {
    throw new NotAllowedError("AT-1", "the attachment is from another author or place than the letter");
  }
  checkFile(manifest, file);
  return unpadAttachment(await openFile(file, [identity], watch), named);
}

function placeOf({ hub, case: caseId = "", ring }: Manifest): string {
  return [hub, caseId, ring.id, ring.epoch].join(" ");
}

/** A quoted letter; or `fault` says why it proves nothing, and then it is its quoter's words (LE-2). */
export interface Quotation {
  readonly letter?: Letter;
  readonly manifest?: Statement<Manifest>;
  readonly fault?: CryptoError;
}

/**
 * LE-2: check what is handed on as if it were opened here; a fault is found, never raised.
 *
 * Whether the inner manifest counts at its leaf is asked of the replay by the caller.
 */
export function readQuoted(quoted: Quoted, hub: string): Quotation {
  try {
    const plaintext = strictBase64.decode(quoted.plaintext, "LE-2");
    const manifest = narrow(check(dsse.parse(utf8(quoted.manifest)), hub), "manifest");
    return { letter: committed(plaintext, manifest.body, "LE-2"), manifest };
  } catch (fault) {
    if (!(fault instanceof CryptoError)) {
      throw fault;
    }
    return { fault };
  }
}

/**
 * The letter in `plaintext` if `manifest` commits to it and says the same; else an error, first that of
 * `rule`.
 */
function committed(plaintext: Uint8Array, manifest: Manifest, rule: string): Letter {
  if (plainHash(plaintext) !== manifest.plain) {
    throw new MalformedError(rule, "the plaintext is not the one the manifest commits to");
  }
  const letter = fromPlaintext(plaintext);
  checkAgainst(letter, manifest);
  return letter;
}
