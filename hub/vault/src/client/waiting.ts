/** Who waits for whose client: keys are sealed by people's machines, and people are told by whose. */

import type { Circle } from "../crypto/circle/index.ts";
import { readerKey } from "../crypto/ring/index.ts";
import type { Holder, Ring } from "../crypto/ring/index.ts";
import type { Desk } from "./desk.ts";
import type { Instant } from "./views.ts";
import { hour, listed } from "./words.ts";

/** Whose clients can give a team the keys that it waits for, and since when; `mine`: this one can. */
export interface KeysOwed {
  readonly givers: readonly string[];
  readonly since: Instant;
  readonly mine: boolean;
}

/** What a team that accepted, or a device of it, still waits for; undefined if it can read. */
export function keysOwed(desk: Desk, circle: Circle, tenant: string): KeysOwed | undefined {
  const { owner, invited } = circle.opened;
  const taking = circle.participants().get(tenant);
  const accepted = invited.get(tenant);
  if (taking === undefined) {
    if (!accepted?.stands) return undefined;
    const mine = owner === desk.tenant && circle.readers().has(readerKey({ tenant: owner, person: desk.me }));
    return { givers: [owner], since: loggedAt(circle, accepted.accepted), mine };
  }
  for (const ring of circle.rings.values()) {
    const able = taking.has(ring.ref.kind) ? ableToGive(desk, circle, ring, tenant) : undefined;
    if (able === undefined) continue;
    const givers = new Set(able.map((each) => each.reader.tenant).filter((each) => each !== ""));
    return {
      givers: givers.size > 0 ? [...givers] : [owner],
      since: latestOf(circle, ["accept", "case-roll", "grant", "epoch"]),
      mine: able.some((each) => each.fingerprint === desk.key.secret.fingerprint),
    };
  }
  return undefined;
}

/** The same in words: "waiting for pip's client since …". */
export function waitingFor(desk: Desk, circle: Circle, tenant: string): string | undefined {
  const owed = keysOwed(desk, circle, tenant);
  if (owed === undefined) return undefined;
  const clients = listed(owed.givers.map((each) => `${desk.known.slug(each)}\u2019s client`));
  return `waiting for ${clients} since ${hour(owed.since)}`;
}

/** The holders that can give what a tenant's devices still need of a ring; undefined if they need nothing. */
function ableToGive(desk: Desk, circle: Circle, ring: Ring, tenant: string): readonly Holder[] | undefined {
  const holders = [...circle.holders(ring.ref, { when: desk.now }).values()];
  const due = new Set(circle.pendingShares(ring, { when: desk.now }).map((each) => each.holder.fingerprint));
  const needy = holders.filter(({ fingerprint, first }) => first === undefined || due.has(fingerprint));
  if (!needy.some((each) => each.reader.tenant === tenant)) return undefined;
  return holders.filter((each) => !needy.includes(each) && !each.presealed);
}

function loggedAt(circle: Circle, index: number | undefined): Instant {
  return (
    circle.verdicts.find((each) => each.entry.index === index)?.entry.loggedAt ??
    circle.opened.opening.created
  );
}

function latestOf(circle: Circle, types: readonly string[]): Instant {
  const found = circle.verdicts.filter(
    (each) => each.counts && types.includes(each.entry.statement.body.type),
  );
  return found.at(-1)?.entry.loggedAt ?? circle.opened.opening.created;
}
