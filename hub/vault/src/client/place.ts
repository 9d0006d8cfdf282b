/**
 * Puts a device in place whose key file and passphrase are known: a role of the replayed case, for its demo.
 *
 * The key file is that of the role's command line; the browser makes its keys non-extractable like any other.
 */

import * as strictBase64 from "../crypto/strict_base64.ts";
import type { DeviceRecord, Membership } from "./home.ts";
import { pin } from "./joining.ts";
import { askToPersist } from "./persistence.ts";
import { Store } from "./store.ts";
import { openKeyFile, secretIn } from "./unlock.ts";
import { Failure } from "./views.ts";

/** Whose device, what is pinned, the key file (DV-4) in base64 and its passphrase. */
export interface Placed extends Membership {
  readonly file: string;
  readonly passphrase: string;
  /** For the locked door; the directory's own words stand there after the first sync. */
  readonly name?: string;
  readonly slug?: string;
}

/** Put it in place of whoever was here; the next `Gate.open` signs in. */
export async function place(record: Placed): Promise<void> {
  const { file, passphrase, name = "", slug = "", ...pinned } = record;
  const member: Membership = {
    hub: pinned.hub,
    log_key: pinned.log_key,
    ...(pinned.cna !== undefined && { cna: pinned.cna }),
    tenant: pinned.tenant,
    person: pinned.person,
  };
  const sealed = strictBase64.decode(file, "DV-4");
  const opened = await openKeyFile(sealed, passphrase);
  if (opened.hub !== member.hub || opened.tenant !== member.tenant || opened.person !== member.person) {
    throw new Failure("bad-input", "this key file is of somebody else", "DV-4");
  }
  const { keys, fingerprint, signKey, sealKey } = await secretIn(opened);
  const device: DeviceRecord = {
    ...{ member, fingerprint, keys, signKey, sealKey, file: sealed },
    ...{ state: "active" as const, name, slug },
  };
  const store = await Store.open();
  if ((await store.device())?.fingerprint !== fingerprint) await store.clear("everything");
  await pin(store, member);
  await askToPersist();
  await store.keepDevice(device);
  store.close();
}
