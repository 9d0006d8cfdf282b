/**
 * A browser that shall be somebody's next device: it asks, and waits for their older one (EN-6, EN-11).
 *
 * Nothing is sent to the hub from here. The keys are made and kept, what is to be signed is carried to the
 * older device by hand, and the directory says when that has signed it (`hub/client/pairing.py`).
 */

import { checkPairingAgainst, Pairing, requestText } from "../crypto/pairing.ts";
import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import { Desk } from "./desk.ts";
import { failureOf } from "./errors.ts";
import { noneWaits, waitingOf } from "./home.ts";
import type { DeviceRecord } from "./home.ts";
import { copied, makeDevice } from "./joining.ts";
import type { Brought, Examined, Outside } from "./joining.ts";
import { Folding } from "./known.ts";
import { DIRECTORY, Mirror } from "./mirror.ts";
import { exported, secretOf } from "./unlock.ts";
import { Failure } from "./views.ts";
import type { Second, Vault, Waiting } from "./views.ts";

/** What the door lends: the hub and storage, its own refusals, and the way in. */
export interface Lent {
  readonly workFactor: number | undefined;
  /** Of the device that waits; `Failure` if none does. */
  readonly outside: () => Promise<Outside>;
  /** For one that may come, if this page is the vault of that hub and has nobody of that team. */
  readonly room: (pairing: Pairing) => Promise<Outside>;
  readonly enter: (record: DeviceRecord, secret: DeviceSecret) => Promise<Vault>;
}

const TEXT: Brought = {
  what: "this text",
  ask: "show it on your other device once more, and carry it here yourself",
};

/** The one device that waits in this browser, if any. */
export class SecondMachine implements Omit<Second, "waiting" | "keyFile"> {
  readonly #lent: Lent;
  #folding: { readonly of: string; readonly logs: Folding } | undefined;

  constructor(lent: Lent) {
    this.#lent = lent;
  }

  async examine(text: string): ReturnType<Second["examine"]> {
    const { member, known, name } = await this.#examined(text);
    return { name, slug: known.slug(member.tenant), hub: member.hub };
  }

  async prepare(text: string, passphrase: string): ReturnType<Second["prepare"]> {
    const { outside, ...examined } = await this.#examined(text);
    const { secret, record } = await makeDevice(examined, passphrase, this.#lent.workFactor);
    const desk = await Desk.over({ ...outside, key: { member: record.member, secret } });
    const { tenant, person } = record.member;
    const { sign, seal } = secret.keys;
    const request = requestText(await desk.sign(desk.body("device", { tenant, person, sign, seal })));
    await outside.store.keepDevice({ ...record, request });
    return { ...exported(record), ...(waitingOf({ ...record, request }) as Waiting) };
  }

  async look(): Promise<Vault | undefined> {
    const kept = await (await this.#lent.outside()).store.device();
    const isIn = kept?.state === "active"; // another tab saw the signature first
    const record = isIn ? kept : await this.#record();
    const secret = secretOf(record);
    if (secret === undefined) throw new Failure("storage", "the keys are away: load this page anew");
    return isIn || (await this.#isSigned(record)) ? this.#lent.enter(record, secret) : undefined;
  }

  async cancel(): Promise<void> {
    const record = await this.#record();
    // Without the hub, or where nobody can sign any more, it goes all the same.
    if (await this.#isSigned(record).catch(() => false)) {
      throw new Failure("moved", "your other device has signed this one meanwhile: it is yours", "EN-6");
    }
    await (await this.#lent.outside()).store.dropDevice();
  }

  async #examined(
    text: string,
  ): Promise<Pick<Examined, "member" | "known" | "name"> & { readonly outside: Outside }> {
    const member = pairingIn(text);
    const outside = await this.#lent.room(member);
    const known = await copied(outside, member, TEXT);
    const checkpoint = (await outside.store.notes(DIRECTORY)).at(-1) ?? new Uint8Array();
    const { name } = checkPairingAgainst(member, known.replay.directory, checkpoint);
    return { member, known, name, outside };
  }

  async #record(): Promise<DeviceRecord> {
    const record = await (await this.#lent.outside()).store.device();
    if (record?.request !== undefined) return record;
    throw noneWaits();
  }

  /** Whether the directory has the device; `Failure` (EN-6) if it never will. */
  async #isSigned({ member, fingerprint }: DeviceRecord): Promise<boolean> {
    const { store, transport, clock } = await this.#lent.outside();
    await new Mirror(store, transport, member, clock).copyDirectory();
    if (this.#folding?.of !== fingerprint) {
      this.#folding = { of: fingerprint, logs: new Folding(store, member) };
    }
    const { view } = await this.#folding.logs.fold();
    const found = view.device(fingerprint);
    if (found?.active) return true;
    const person = view.person(member.tenant, member.person);
    if (found === undefined && person !== undefined && person.devices.size > 0) return false;
    const sentence =
      "nobody can sign this device any more, as your others were put out: cancel here, and ask an admin of " +
      "your team for a join code";
    throw new Failure("refused", sentence, "EN-6");
  }
}

function pairingIn(text: string): Pairing {
  const whole = text.replace(/\s+/g, "");
  if (whole.startsWith("accord-join-")) {
    throw new Failure("bad-input", "this is a join code: it belongs under “I have a join code”", "EN-11");
  }
  try {
    return Pairing.fromText(whole);
  } catch (error) {
    const found = failureOf(error);
    throw new Failure("bad-input", `this is not the whole text: ${found.message}`, found.rule);
  }
}
