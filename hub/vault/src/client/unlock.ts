/** The device in hand: its key file opened, its keys non-extractable, and signing in with it (DV-3, DV-4). */

import { EMPTY_ROOT } from "../crypto/merkle.ts";
import { hexOf } from "../crypto/bytes.ts";
import { LimitError, WrongKeyError } from "../crypto/errors.ts";
import type { DeviceFile } from "../crypto/unseal/device_file.ts";
import { openDevice, seedsIn } from "../crypto/unseal/device_file.ts";
import { DeviceSecret } from "../crypto/unseal/signing.ts";
import type { ReporterSecret } from "../crypto/unseal/signing.ts";
import { failureOf } from "./errors.ts";
import type { DeviceRecord } from "./home.ts";
import { newId } from "./posting.ts";
import { CHALLENGES, ProblemError } from "./transport.ts";
import type { Transport } from "./transport.ts";
import { Failure } from "./views.ts";
import type { Instant, KeyFile } from "./views.ts";

const NOWHERE = { size: 0, root: hexOf(EMPTY_ROOT) } as const;

/** Open a key file (DV-4), by whichever client it was written; `Failure` says what to do. */
export async function openKeyFile(file: Uint8Array, passphrase: string): Promise<DeviceFile> {
  if (passphrase === "") throw new Failure("bad-input", "type the passphrase of the key file");
  try {
    return await openDevice(file, passphrase);
  } catch (error) {
    if (error instanceof WrongKeyError) {
      throw new Failure("wrong-passphrase", "the passphrase does not open this key file", error.rule);
    }
    if (error instanceof LimitError) {
      throw new Failure("refused", "this key file asks for more work than this browser does", error.rule);
    }
    const found = failureOf(error);
    throw new Failure("bad-input", `this is no key file of Accord: ${found.message}`, found.rule);
  }
}

/** The sealed key file of a device that is here, to be saved: it opens nothing without its passphrase. */
export function exported({ file, slug, fingerprint }: DeviceRecord): KeyFile {
  const blob = new Blob([new Uint8Array(file)], { type: "application/octet-stream" });
  return { file: blob, fileName: `accord-${slug}-${fingerprint.slice(0, 8)}.age` };
}

/** The keys of an open key file, imported so that nobody gets them out of the browser again. */
export function secretIn(file: DeviceFile): Promise<DeviceSecret> {
  return DeviceSecret.fromSeeds(seedsIn(file));
}

/** The device of a record whose keys are here; undefined while it is locked. */
export function secretOf({ keys, signKey, sealKey }: DeviceRecord): DeviceSecret | undefined {
  return signKey && sealKey ? new DeviceSecret({ keys, signKey, sealKey }) : undefined;
}

/**
 * Answer the hub's challenge with a login statement; a reporter's `keys` go with it.
 *
 * A challenge is used up by the first answer, also when the token was lost on its way: so a refusal is met
 * with one more challenge before it is believed.
 */
export async function signIn(
  transport: Transport,
  hub: string,
  secret: DeviceSecret | ReporterSecret,
  now: Instant,
  keys: Readonly<Record<string, string>> = {},
): Promise<void> {
  const answer = async (): Promise<void> => {
    const { challenge } = await transport.post<{ challenge: string }>(CHALLENGES, {});
    const common = { hub, id: newId(), created: now, log: NOWHERE, by: secret.fingerprint };
    const signed = await secret.sign({ type: "login", ...common, key: secret.keys.sign, challenge });
    await transport.signIn(signed, keys);
  };
  try {
    await answer();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    await answer();
  }
}
