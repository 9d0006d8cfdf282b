/** What a newcomer to a hub trusts, and holds against everything that the hub shows (FORMATS.md EN-1). */

import { hexOf } from "./bytes.ts";
import type { Directory, View } from "./directory/index.ts";
import { CryptoError, MalformedError, NotAllowedError } from "./errors.ts";
import type { HandedText } from "./handed.ts";
import { VerifierKey } from "./notes.ts";
import { hash, hubName, id, type Reader, type Shape, vkey } from "./schema.ts";
import * as strictJson from "./strict_json.ts";
import { openCheckpoint } from "./tlog.ts";

const LIMIT = 4096;

/** The fields that pin: the hub and its log key, the genesis of CNA and tenant, and the person. */
export const PINNED = { hub: hubName, log_key: vkey, cna: hash, tenant: hash, person: id } as const;

/** What they say. */
export type Pinned = Shape<typeof PINNED>;

type Said = Pinned & Readonly<Record<string, string>>;

/** Parse a text as it was handed over; MalformedError (the rule of `kind`) if it was cut or mistyped. */
export function pinnedFrom<T extends Said>(kind: HandedText, fields: Reader<T>, text: string): T {
  try {
    return fields(strictJson.parse(kind.read(text), LIMIT), kind.what);
  } catch (error) {
    throw error instanceof CryptoError ? new MalformedError(kind.rule, error.message, error) : error;
  }
}

/** The text to hand over. */
export function pinnedText<T extends Said>(kind: HandedText, fields: Reader<T>, pinned: T): string {
  return kind.write(strictJson.dump(fields(pinned, kind.what)));
}

/**
 * The directory that was pinned, if that is what was shown; sign nothing before (EN-1).
 *
 * `checkpoint` is the signed note over `directory`. Throws NotAllowedError (EN-1) for another log, root, CNA
 * or tenant; `what` names the text.
 */
export function viewUnder(
  pinned: Pinned,
  what: string,
  directory: Directory,
  checkpoint: Uint8Array,
): View {
  const covered = checkpointOf(pinned, what, checkpoint);
  if (covered.size > directory.size || hexOf(covered.root) !== directory.root(covered.size)) {
    throw new NotAllowedError("EN-1", "the checkpoint is of another directory than was shown");
  }
  const view = directory.at(covered.size);
  for (const [genesis, whose] of [[pinned.cna, "the CNA"], [pinned.tenant, "the tenant"]] as const) {
    if (view.tenant(genesis) === undefined) {
      throw new NotAllowedError("EN-1", `${whose} of the ${what} is not in this directory`);
    }
  }
  return view;
}

function checkpointOf(
  pinned: Pinned,
  what: string,
  checkpoint: Uint8Array,
): ReturnType<typeof openCheckpoint> {
  try {
    return openCheckpoint(checkpoint, `${pinned.hub}/directory`, VerifierKey.parse(pinned.log_key));
  } catch (error) {
    if (!(error instanceof CryptoError)) {
      throw error;
    }
    throw new NotAllowedError("EN-1", `not of the log in the ${what}: ${error.message}`, error);
  }
}
