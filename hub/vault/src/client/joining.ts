/**
 * Joining by a code: look at the directory, make a device, prove both (FORMATS.md 4.2,
 * `hub/client/joining.py`).
 */

import { hexOf } from "../crypto/bytes.ts";
import * as dsse from "../crypto/dsse.ts";
import { checkCodeAgainst } from "../crypto/enrolment.ts";
import type { JoinCode } from "../crypto/enrolment.ts";
import type { MemberInvitation } from "../crypto/kinds/index.ts";
import type { Statement } from "../crypto/statement.ts";
import { DEFAULT_WORK_FACTOR, LEAST_WORK_FACTOR, sealDevice } from "../crypto/unseal/device_file.ts";
import type { DeviceFile } from "../crypto/unseal/device_file.ts";
import { codeKey as keyOfCode, newSeeds, proveCode } from "../crypto/unseal/signing.ts";
import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import { logTime } from "./clock.ts";
import { Desk } from "./desk.ts";
import type { DeviceRecord, Membership } from "./home.ts";
import { Folding } from "./known.ts";
import type { Known } from "./known.ts";
import { DIRECTORY, Mirror } from "./mirror.ts";
import type { Store } from "./store.ts";
import type { Transport } from "./transport.ts";
import { secretIn } from "./unlock.ts";
import { Failure } from "./views.ts";

const PINNED = "pinned";

/** The hub, and where what it shows is kept. */
export interface Outside {
  readonly store: Store;
  readonly transport: Transport;
  readonly clock: () => number;
}

/** A code that holds against the directory that was shown. */
export interface Examined {
  readonly member: Membership;
  readonly known: Known;
  readonly name: string;
  readonly invited: Statement<MemberInvitation>;
}

/** Copy the directory and hold the code against it (EN-1, EN-3); nothing is signed here. */
export async function examine(outside: Outside, code: JoinCode): Promise<Examined> {
  const { hub, log_key, cna, tenant, person } = code;
  const member: Membership = { hub, log_key, cna, tenant, person };
  const known = await copied(outside, member, CODE);
  const checkpoint = (await outside.store.notes(DIRECTORY)).at(-1) ?? new Uint8Array();
  const when = logTime(known.directoryTime, outside.clock(), outside.transport.ahead).now;
  const codeKey = keyOfCode(code.secret, tenant);
  const view = checkCodeAgainst(code, known.replay.directory, { checkpoint, codeKey, when });
  const invited = view.invitation(tenant, person);
  if (invited === undefined) throw new Failure("refused", "nobody is invited with this code", "EN-3");
  return { member, known, name: invited.statement.body.name, invited: invited.statement };
}

/** Copy the directory and hold against it what a key file pins (DV-4, EN-1); nobody is signed in before. */
export async function examineFile(outside: Outside, member: Membership): Promise<void> {
  const { view } = await copied(outside, member, KEY_FILE);
  const pinned = [[member.cna ?? member.tenant, "CNA"], [member.tenant, "team"]] as const;
  for (const [genesis, whose] of pinned) {
    if (view.tenant(genesis) === undefined) {
      throw strangers(KEY_FILE, `the ${whose} of the key file is not in this directory`);
    }
  }
}

/** What somebody came with, and who can say whether the hub or it is wrong. */
export interface Brought {
  readonly what: string;
  readonly ask: string;
}

const CODE: Brought = {
  what: "this code",
  ask: "ask whoever invited you, over another channel, whether the code is right",
};
const KEY_FILE: Brought = {
  what: "this key file",
  ask: "tell an admin of your team over another channel, and type nothing more here",
};

function strangers({ what, ask }: Brought, why: string): Failure {
  const sentence = `${what} and this hub do not belong together, and nothing was signed: ${ask} (${why})`;
  return new Failure("refused", sentence, "EN-1");
}

/** The directory as the hub shows it, under what `member` pins; `Failure` (EN-1) for another log. */
export async function copied(
  { store, transport, clock }: Outside,
  member: Membership,
  brought: Brought,
): Promise<Known> {
  await pin(store, member);
  try {
    await new Mirror(store, transport, member, clock).copyDirectory();
  } catch (error) {
    if (!(error instanceof Failure) || error.rule !== "LO-1") throw error;
    throw strangers(brought, error.message);
  }
  return new Folding(store, member).fold();
}

/** What is kept is of one hub under one log key; of another it is forgotten before anybody joins. */
export async function pin(store: Store, { hub, log_key }: Membership): Promise<void> {
  const pinned = `${hub} ${log_key}`;
  if ((await store.fact(PINNED)) === pinned) return;
  await store.clear("logs");
  await store.remember(PINNED, pinned);
}

/** A device that was made here, and its record with the sealed key file. */
export interface Made {
  readonly secret: DeviceSecret;
  readonly record: DeviceRecord;
}

/** A new device for whoever was examined, and its record with the sealed key file (DV-1, DV-4). */
export async function makeDevice(
  { member, known, name }: Pick<Examined, "member" | "known" | "name">,
  passphrase: string,
  workFactor: number = DEFAULT_WORK_FACTOR,
): Promise<Made> {
  if (passphrase === "") throw new Failure("bad-input", "choose a passphrase for the key file");
  const { tenant } = member;
  const seeds = newSeeds();
  const opened: DeviceFile = { ...member, sign: hexOf(seeds.sign), seal: hexOf(seeds.seal) };
  const least = Math.min(workFactor, LEAST_WORK_FACTOR);
  const file = await sealDevice(opened, passphrase, { workFactor, least });
  const secret = await secretIn(opened);
  const { fingerprint, keys, signKey, sealKey } = secret;
  const who = { name, slug: known.slug(tenant) };
  return { secret, record: { member, fingerprint, keys, file, state: "prepared", ...who, signKey, sealKey } };
}

/** The `device` statement of a newcomer, signed by the device and by the code (EN-3), as DSSE JSON. */
export async function proven(outside: Outside, code: JoinCode, made: Made): Promise<Uint8Array> {
  const { secret, record } = made;
  const { invited } = await examine(outside, code);
  const desk = await Desk.over({ ...outside, key: { member: record.member, secret } });
  const { sign, seal } = secret.keys;
  const { tenant, person } = code;
  const body = desk.body("device", { tenant, person, sign, seal, invitation: invited.hash });
  return dsse.write(await proveCode(code.secret, body, await desk.sign(body)));
}
