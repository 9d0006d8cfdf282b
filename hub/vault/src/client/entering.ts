/**
 * Going in with the keys at hand: the proof of a new device is handed in, then signed in, synced and looked
 * at.
 */

import * as dsse from "../crypto/dsse.ts";
import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import { batch, Desk } from "./desk.ts";
import type { Receipt } from "./desk.ts";
import type { DeviceRecord } from "./home.ts";
import type { Outside } from "./joining.ts";
import { Folding } from "./known.ts";
import { DIRECTORY, Mirror } from "./mirror.ts";
import { askToPersist } from "./persistence.ts";
import { ProblemError } from "./transport.ts";
import { Failure } from "./views.ts";

/** Whoever goes in; the record may be of a device whose proof was not handed in yet. */
export interface Entering extends Outside {
  readonly record: DeviceRecord;
  readonly secret: DeviceSecret;
}

/**
 * Hand in the proof of a device that has not been (EN-3), sign in and sync; the record is kept with its keys.
 */
export async function enter({ record, secret, ...outside }: Entering): Promise<Desk> {
  const { store } = outside;
  const { signKey, sealKey } = secret;
  const receipts = record.pending ? await handIn(outside, record, record.pending) : [];
  if (record.signKey === undefined) await store.keepDevice({ ...record, signKey, sealKey });
  const key = { member: record.member, secret };
  const desk = await Desk.open({ ...outside, key, persistent: await askToPersist() });
  if (receipts.length > 0) await desk.awaitCheckpoint(DIRECTORY, receipts);
  const person = desk.known.view.person(desk.tenant, desk.me);
  if (person === undefined || !person.devices.has(secret.fingerprint)) {
    const sentence = "this device is not, or no longer, in the team's list: ask an admin for a new code";
    throw new Failure("refused", sentence, "ST-13");
  }
  // Without the keys: another tab may have locked them away meanwhile.
  const { pending: _done, request: _signed, signKey: _sign, sealKey: _seal, ...rest } = record;
  const who = { name: person.name, slug: desk.known.slug(desk.tenant) };
  await store.keepDevice({ ...rest, state: "active", ...who });
  return desk;
}

async function handIn(
  { store, transport, clock }: Outside,
  record: DeviceRecord,
  pending: Uint8Array,
): Promise<readonly Receipt[]> {
  try {
    const body = batch([dsse.parse(pending)]);
    return (await transport.post<{ receipts: Receipt[] }>("directory/statements", body)).receipts;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // Refused as a second one, where the reply to the first was lost? Then the directory has it.
    await new Mirror(store, transport, record.member, clock).copyDirectory();
    const known = await new Folding(store, record.member).fold();
    if (known.view.device(record.fingerprint)?.active) return [];
    await store.dropDevice();
    throw error;
  }
}
