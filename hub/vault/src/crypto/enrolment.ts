/** The join code: all that a newcomer trusts, handed over another channel (FORMATS.md 4.2, EN-1, EN-2). */

import { hkdf } from "./age/primitives.ts";
import { type Bytes, bytesOf, utf8 } from "./bytes.ts";
import type { Directory, View } from "./directory/index.ts";
import { NotAllowedError } from "./errors.ts";
import { HandedText } from "./handed.ts";
import type { Instant } from "./instant.ts";
import { PINNED, pinnedFrom, pinnedText, viewUnder } from "./pinned.ts";
import { id, struct } from "./schema.ts";

const TEXT = new HandedText("accord-join-1.", "join code", "EN-1");
const SALT = utf8("accord-join-v1");

const joinCode = struct({ ...PINNED, secret: id });

/** What the code says; whoever has `secret` (128 bits in hex) may join once in the place of `person`. */
export type JoinCode = ReturnType<typeof joinCode>;

export const JoinCode = {
  /** Parse a code as it was handed over; MalformedError (EN-1) if it was cut or mistyped. */
  fromText: (text: string): JoinCode => pinnedFrom(TEXT, joinCode, text),

  /** The text to hand over: prefix, base64url of the JSON without padding, checksum. */
  toText: (code: JoinCode): string => pinnedText(TEXT, joinCode, code),
} as const;

/** The Ed25519 seed (32 bytes) of the code key; `secret` and the genesis `tenant` in hex (EN-2). */
export function codeSeed(secret: string, tenant: string): Bytes {
  return hkdf(bytesOf(secret), SALT, bytesOf(tenant));
}

/** What a newcomer was shown beside the directory: the signed note over it; and the time to judge by. */
export interface Shown {
  readonly checkpoint: Uint8Array;
  /** The public half (hex) of the code key. */
  readonly codeKey: string;
  readonly when: Instant;
}

/**
 * The directory of the code if that is what a newcomer was shown; sign nothing before (EN-1).
 *
 * Throws NotAllowedError: EN-1 for another log, root, CNA or tenant, EN-3 for an invitation that is not the
 * code's or works no longer.
 */
export function checkCodeAgainst(code: JoinCode, directory: Directory, shown: Shown): View {
  const view = viewUnder(code, TEXT.what, directory, shown.checkpoint);
  const invited = view.invitation(code.tenant, code.person);
  if (invited === undefined || invited.statement.body.code !== shown.codeKey) {
    throw new NotAllowedError("EN-3", "the tenant's invitation is for another code");
  }
  const { state, expires } = invited.statement.body;
  if (invited.closed || state !== "open" || shown.when >= expires) {
    throw new NotAllowedError("EN-3", "the invitation was used, withdrawn or has expired");
  }
  return view;
}
