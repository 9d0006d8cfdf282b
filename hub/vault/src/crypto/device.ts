/** The public half of a device or reporter: its fingerprint, and how people compare it (FORMATS.md 4.1). */

import { X25519Recipient } from "./age/x25519.ts";
import { bytesOf, sha256Hex } from "./bytes.ts";
import { MalformedError } from "./errors.ts";
import type { DeviceKeys } from "./kinds/directory.ts";

const LABEL = "accord-device-v1\n";
const QR_PREFIX = "accord-device:";
const QR_TEXT = new RegExp(`^${QR_PREFIX}([0-9a-f]{64})$`);
const GROUP = /.{4}(?=.)/g;

// Each roster lists the devices of the one before again.
const FINGERPRINTS = new Map<string, string>();
const REMEMBERED = 2 ** 14;

/**
 * The 64 hex digits that name a device: SHA-256 over a label and both public keys (DV-2).
 *
 * Throws MalformedError (AGE-7, AGE-17) if `seal` is no recipient.
 */
export function fingerprint({ sign, seal }: DeviceKeys): string {
  const keys = `${sign} ${seal}`;
  let found = FINGERPRINTS.get(keys);
  if (found === undefined) {
    found = sha256Hex(LABEL, bytesOf(sign), X25519Recipient.parse(seal).public);
    if (FINGERPRINTS.size >= REMEMBERED) {
      FINGERPRINTS.clear();
    }
    FINGERPRINTS.set(keys, found);
  }
  return found;
}

/** What a QR code of a device says (DV-2). */
export function qrText(fingerprint: string): string {
  return QR_PREFIX + fingerprint;
}

/** The fingerprint in the text of a QR code; MalformedError (DV-2) if it is another text. */
export function parseQr(text: string): string {
  const found = QR_TEXT.exec(text)?.[1];
  if (found === undefined) {
    throw new MalformedError("DV-2", "not the QR code of a device");
  }
  return found;
}

/** The fingerprint as sixteen groups of four digits, for reading aloud; none is left out (DV-2). */
export function groups(fingerprint: string): string {
  return fingerprint.replace(GROUP, "$& ");
}
