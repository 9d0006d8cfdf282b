/** The join code: all that a newcomer trusts, handed over another channel (FORMATS.md 4.2, EN-1, EN-2). */

import { hkdf } from "./age/primitives.ts";
import { type Bytes, bytesOf, hexOf, sha256Hex, utf8 } from "./bytes.ts";
import type { Directory, View } from "./directory/index.ts";
import { CryptoError, MalformedError, NotAllowedError } from "./errors.ts";
import type { Instant } from "./instant.ts";
import { VerifierKey } from "./notes.ts";
import { hash, hubName, id, struct, vkey } from "./schema.ts";
import * as strictBase64 from "./strict_base64.ts";
import * as strictJson from "./strict_json.ts";
import { openCheckpoint } from "./tlog.ts";

const PREFIX = "accord-join-1.";
const SALT = utf8("accord-join-v1");
const LIMIT = 4096;
const TEXT = /^accord-join-1\.([A-Za-z0-9_-]{1,4096})\.([0-9a-f]{8})$/;

const joinCode = struct({ hub: hubName, log_key: vkey, cna: hash, tenant: hash, person: id, secret: id });

/** What the code says; whoever has `secret` (128 bits in hex) may join once in the place of `person`. */
export type JoinCode = ReturnType<typeof joinCode>;

export const JoinCode = {
  /** Parse a code as it was handed over; MalformedError (EN-1) if it was cut or mistyped. */
  fromText(text: string): JoinCode {
    const [, body, checksum] = TEXT.exec(text) ?? [];
    if (body === undefined) {
      throw new MalformedError("EN-1", `a join code begins with ${PREFIX} and ends with a checksum`);
    }
    try {
      const data = strictBase64.decode(padded(body), "EN-1");
      if (checksumOf(data) !== checksum) {
        throw new MalformedError("EN-1", "the checksum of the join code is wrong");
      }
      return joinCode(strictJson.parse(data, LIMIT), "join code");
    } catch (error) {
      throw error instanceof CryptoError ? new MalformedError("EN-1", error.message, error) : error;
    }
  },

  /** The text to hand over: prefix, base64url of the JSON without padding, checksum. */
  toText(code: JoinCode): string {
    const data = strictJson.dump(joinCode(code, "join code"));
    const body = strictBase64.encode(data).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `${PREFIX}${body}.${checksumOf(data)}`;
  },
} as const;

function padded(text: string): string {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, "=");
}

function checksumOf(data: Uint8Array): string {
  return sha256Hex(data).slice(0, 8);
}

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
  const view = viewUnder(code, directory, shown.checkpoint);
  for (const [genesis, whose] of [[code.cna, "the CNA"], [code.tenant, "the tenant"]] as const) {
    if (view.tenant(genesis) === undefined) {
      throw new NotAllowedError("EN-1", `${whose} of the join code is not in this directory`);
    }
  }
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

function viewUnder(code: JoinCode, directory: Directory, checkpoint: Uint8Array): View {
  const covered = checkpointOf(code, checkpoint);
  if (covered.size > directory.size || hexOf(covered.root) !== directory.root(covered.size)) {
    throw new NotAllowedError("EN-1", "the checkpoint is of another directory than was shown");
  }
  return directory.at(covered.size);
}

function checkpointOf(code: JoinCode, checkpoint: Uint8Array): ReturnType<typeof openCheckpoint> {
  try {
    return openCheckpoint(checkpoint, `${code.hub}/directory`, VerifierKey.parse(code.log_key));
  } catch (error) {
    if (!(error instanceof CryptoError)) {
      throw error;
    }
    throw new NotAllowedError("EN-1", `not of the log in the join code: ${error.message}`, error);
  }
}
