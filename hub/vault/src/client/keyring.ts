/** The ring identities that shares have given this device, each proved against its epoch (SH-4). */

import { CryptoError } from "../crypto/errors.ts";
import type { Share } from "../crypto/kinds/sharing.ts";
import type { Ring } from "../crypto/ring/index.ts";
import { is } from "../crypto/statement.ts";
import type { Statement } from "../crypto/statement.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import type { X25519Identity } from "../crypto/unseal/age_x25519.ts";
import { openShare } from "../crypto/unseal/shares.ts";
import type { Desk } from "./desk.ts";
import { hubLies } from "./errors.ts";
import { checkedWire } from "./known.ts";
import { Failure } from "./views.ts";

/** A ring's identities by epoch number. */
export type Keys = ReadonlyMap<number, X25519Identity>;

const NO_KEYS: Keys = new Map();

/** Identities by ring id and epoch number; `faults` has the rule for rings of which a share is wrong. */
export class Keyring {
  readonly keys: ReadonlyMap<string, Keys>;
  readonly faults: ReadonlyMap<string, string>;

  constructor(keys: ReadonlyMap<string, Keys>, faults: ReadonlyMap<string, string>) {
    this.keys = keys;
    this.faults = faults;
  }

  /** Every epoch of a ring that this device can open. */
  of(ring: Ring): Keys {
    return this.keys.get(ring.ref.id) ?? NO_KEYS;
  }

  /** One epoch's identity; `Failure` while nobody has sealed a share to this device. */
  identity(ringId: string, epoch: number): X25519Identity {
    const found = this.keys.get(ringId)?.get(epoch);
    if (found !== undefined) return found;
    const rule = this.faults.get(ringId);
    if (rule !== undefined) {
      throw new Failure("refused", `the share sealed to your device does not hold (${rule})`, rule);
    }
    const waiting = "waiting for a colleague's client: it has not sealed this key to your device yet";
    throw new Failure("refused", waiting);
  }
}

interface ShownShare {
  readonly hash: string;
  readonly wire: unknown;
  readonly file: string;
}

/** What shares gave, by their hash and for this desk alone: in memory, gone with it. */
const opened = new WeakMap<Desk, Map<string, Keys>>();

/** Fetch this device's shares and open those that count; a share the log does not know gives nothing. */
export async function fetchKeyring(desk: Desk): Promise<Keyring> {
  const keys = new Map<string, Map<number, X25519Identity>>();
  const faults = new Map<string, string>();
  const rings = allRings(desk);
  const known = opened.get(desk) ?? new Map<string, Keys>();
  opened.set(desk, known);
  const shares = await desk.transport.getAll<ShownShare>("shares", "shares", ({ hash }) => hash);
  for (const shown of shares) {
    const statement = shareIn(desk, shown);
    const ring = rings.get(statement.body.ring.id);
    const counts = ring?.shares.some((each) => each.statement.hash === statement.hash) ?? false;
    if (ring === undefined || !counts || statement.body.to !== desk.key.secret.fingerprint) continue;
    try {
      const given = known.get(statement.hash) ?? (await open(desk, ring, statement.body, shown.file));
      known.set(statement.hash, given);
      keys.set(ring.ref.id, new Map([...(keys.get(ring.ref.id) ?? []), ...given]));
    } catch (fault) {
      // A bad share of one ring keeps no other ring shut.
      if (!(fault instanceof CryptoError)) throw fault;
      faults.set(ring.ref.id, fault.rule);
    }
  }
  return new Keyring(keys, faults);
}

function shareIn(desk: Desk, shown: ShownShare): Statement<Share> {
  const statement = checkedWire(shown.wire, desk.key.member.hub);
  if (!is(statement, "share")) throw hubLies("the hub gave out a share that is none", "ST-1");
  return statement;
}

async function open(desk: Desk, ring: Ring, share: Share, file: string): Promise<Keys> {
  const recipients = new Map(ring.epochs.map((each) => [each.number, each.recipient]));
  return openShare(strictBase64.decode(file, "SH-3"), share, desk.key.secret.sealKey, recipients);
}

/** Every ring this member's logs tell of, by id. */
export function allRings(desk: Desk): ReadonlyMap<string, Ring> {
  const rings = new Map<string, Ring>();
  for (const ring of desk.known.replay.intake.values()) rings.set(ring.ref.id, ring);
  for (const circle of desk.known.circles.values()) {
    for (const [id, ring] of circle.rings) rings.set(id, ring);
  }
  return rings;
}
