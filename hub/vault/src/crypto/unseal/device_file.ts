/** A device at rest: an age file under a passphrase (FORMATS.md DV-4). */

import { DEFAULT_LOG_N, ScryptRecipient } from "../age/scrypt.ts";
import { seal } from "../age/seal.ts";
import type { Watch } from "../age/stream.ts";
import { type Bytes, bytesOf } from "../bytes.ts";
import { LimitError } from "../errors.ts";
import { plaintext } from "../plaintext.ts";
import type { Seeds } from "../reporter.ts";
import { hash, hubName, id, key, optional, struct, vkey } from "../schema.ts";
import { openFile } from "./age.ts";
import { DEFAULT_MAX_LOG_N, ScryptIdentity } from "./age_scrypt.ts";

export const DEFAULT_WORK_FACTOR = DEFAULT_LOG_N;
export const LEAST_WORK_FACTOR = 15;
export const TEST_WORK_FACTOR = 10;
export const FILE_LIMIT = 4096;

const deviceFile = struct({
  hub: hubName,
  log_key: vkey,
  cna: optional(hash),
  tenant: hash,
  person: id,
  sign: key,
  seal: key,
});

/**
 * What the file holds: whose device it is, what its join code pinned, and both seeds in hex.
 *
 * `cna` is absent where the CNA itself was founded: nobody could name it before.
 */
export type DeviceFile = ReturnType<typeof deviceFile>;

const DEVICE_FILE = plaintext("DV-4", deviceFile);

/** How strongly to seal: 2^`workFactor`, not below 2^`least`, which only tests and the demo lower. */
export interface Strength {
  readonly workFactor?: number;
  readonly least?: number;
  /** Told of per cents while the passphrase is stretched. */
  readonly watch?: Watch;
}

/** Both seeds of the device in the file. */
export function seedsIn(file: DeviceFile): Seeds {
  return { sign: bytesOf(file.sign), seal: bytesOf(file.seal) };
}

/**
 * Seal a device file; LimitError (DV-4) below the least work factor.
 *
 * LimitError (AGE-9) for a factor no machine has the memory for, MalformedError (AGE-19) for an empty
 * passphrase.
 */
export async function sealDevice(
  file: DeviceFile,
  passphrase: string,
  strength: Strength = {},
): Promise<Bytes> {
  const { workFactor = DEFAULT_WORK_FACTOR, least = LEAST_WORK_FACTOR, watch = {} } = strength;
  if (workFactor < least) {
    throw new LimitError("DV-4", `a work factor below 2^${least} is too quick to guess`);
  }
  return seal(DEVICE_FILE.toJson(file), [new ScryptRecipient(passphrase, workFactor, watch)]);
}

/**
 * Open a device file.
 *
 * WrongKeyError (AGE-11) for a wrong passphrase, LimitError (AGE-9) above `maxWorkFactor` instead of
 * computing, MalformedError (AGE, JS, DV-4, ST-5) for what is no device file.
 */
export async function openDevice(
  data: Uint8Array,
  passphrase: string,
  maxWorkFactor: number = DEFAULT_MAX_LOG_N,
  watch: Watch = {},
): Promise<DeviceFile> {
  const opened = await openFile(data, [new ScryptIdentity(passphrase, maxWorkFactor, watch)]);
  return DEVICE_FILE.fromJson(opened, FILE_LIMIT);
}
