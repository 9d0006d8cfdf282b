/**
 * Puts a device in place whose key file and passphrase are known: a role of the replayed case, for its demo.
 *
 * The key file is that of the role's command line; the browser makes its keys non-extractable like any other.
 * The demo's hub stands at the day of disclosure, so its door also says how far the vault's clock is to go
 * ahead. No other hub can: it takes the key file and its passphrase, and no answer of a hub moves a clock
 * (LO-4).
 */

import * as strictBase64 from "../crypto/strict_base64.ts";
import { membershipIn } from "./home.ts";
import type { DeviceRecord } from "./home.ts";
import { pin } from "./joining.ts";
import { askToPersist } from "./persistence.ts";
import { Store } from "./store.ts";
import { openKeyFile, secretIn } from "./unlock.ts";
import { Failure } from "./views.ts";

/** The key file (DV-4) in base64, which says whose it is and what is pinned, and its passphrase. */
export interface Placed {
  readonly file: string;
  readonly passphrase: string;
  /** For the locked door; the directory's own words stand there after the first sync. */
  readonly name?: string;
  readonly slug?: string;
  /** By how many seconds the demo's hub is ahead of this machine: the vault's clock goes with it. */
  readonly ahead?: number;
}

/** Put it in place of whoever was here; the next `Gate.open` signs in. */
export async function place(record: Placed): Promise<void> {
  const { file, passphrase, name = "", slug = "", ahead = 0 } = record;
  if (!Number.isSafeInteger(ahead)) throw new Failure("bad-input", "the clock is moved by whole seconds");
  const sealed = strictBase64.decode(file, "DV-4");
  const opened = await openKeyFile(sealed, passphrase);
  const member = membershipIn(opened);
  const { keys, fingerprint, signKey, sealKey } = await secretIn(opened);
  const device: DeviceRecord = {
    ...{ member, fingerprint, keys, signKey, sealKey, file: sealed },
    ...{ state: "active" as const, name, slug, ahead },
  };
  const store = await Store.open();
  if ((await store.device())?.fingerprint !== fingerprint) await store.clear("everything");
  await pin(store, member);
  await askToPersist();
  await store.keepDevice(device);
  store.close();
}
