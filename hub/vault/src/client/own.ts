/** Sealing to oneself: what is kept in this browser is an age file to this device and nobody else. */

import { X25519Recipient, seal } from "../crypto/age/index.ts";
import { openFile } from "../crypto/unseal/index.ts";
import type { Desk } from "./desk.ts";

/** Seals to this device and opens again; to seal takes no key. */
export interface OwnSeal {
  seal(plaintext: Uint8Array, stop?: AbortSignal): Promise<Uint8Array>;
  open(sealed: Uint8Array): Promise<Uint8Array>;
}

/** The seal of the device at a desk. */
export function ownSeal(desk: Desk): OwnSeal {
  const { keys, sealKey } = desk.key.secret;
  const recipient = X25519Recipient.parse(keys.seal);
  return {
    seal: (plaintext, stop) => seal(plaintext, [recipient], { stop }),
    open: (sealed) => openFile(sealed, [sealKey]),
  };
}
