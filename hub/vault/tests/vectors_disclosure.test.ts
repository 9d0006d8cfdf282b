/** disclosure.json: what the log of a case amounts to at an instant, and each guard refusing once. */

import assert from "node:assert/strict";

import type { Instant } from "../src/crypto/instant.ts";
import { type Body, KINDS } from "../src/crypto/kinds/index.ts";
import { SignedStatement } from "../src/crypto/dsse.ts";
import { CryptoError } from "../src/crypto/errors.ts";
import { decide } from "../src/disclosure/decide.ts";
import { elapsed, mayPublish, nextChange } from "../src/disclosure/elapse.ts";
import type { Event } from "../src/disclosure/events.ts";
import { readiness } from "../src/disclosure/plan.ts";
import { replay } from "../src/disclosure/replay.ts";
import { type DisclosureState, mayReceive, type Party } from "../src/disclosure/state.ts";
import { eventOf } from "../src/disclosure/statements.ts";
import { whoseTurn } from "../src/disclosure/turns.ts";
import { DomainError } from "../src/kernel/errors.ts";
import { type Case, run, vectors } from "./vectors.ts";

type Fields = Readonly<Record<string, unknown>>;

interface StoryCase extends Case {
  readonly events: readonly Fields[];
  readonly not_counted: readonly (readonly [number, string])[];
  readonly states: readonly { readonly at: Instant }[];
  readonly body?: Fields;
  readonly index: number;
  readonly hash: string;
  readonly logged_at: Instant;
  readonly owner: string;
  readonly event: Fields | null;
}

const FILE = vectors<{ readonly cases: readonly StoryCase[] }>("disclosure");

run(FILE.cases, (given) => {
  try {
    return ask(given);
  } catch (error) {
    throw error instanceof DomainError ? new CryptoError(error.rule, error.message) : error;
  }
});

function ask(given: StoryCase): Partial<StoryCase> {
  if (given.body !== undefined) {
    return { event: asEvent(given, given.body) };
  }
  const events = given.events.map(read);
  const last = events.at(-1);
  if (given.verdict === "refused" && last !== undefined) {
    decide(replay(events.slice(0, -1)).state, last, last.at);
  }
  const { state, notCounted } = replay(events);
  return {
    not_counted: notCounted.map(({ index, rule }) => [index, rule]),
    states: given.states.map(({ at }) => seen(state, at)),
  };
}

function asEvent(given: StoryCase, fields: Fields): Fields | null {
  const { v: _v, type, ...rest } = fields;
  const body: Body | undefined = KINDS.get(String(type))?.read(rest, "");
  assert.ok(body);
  const signed = new SignedStatement("x", new Uint8Array());
  const statement = { body, signed, hash: given.hash, keys: [] };
  const event = eventOf({ index: given.index, statement, loggedAt: given.logged_at }, given.owner);
  return event === undefined ? null : written(event);
}

function seen(before: DisclosureState, now: Instant): { readonly at: Instant } {
  const state = elapsed(before, now);
  const { ending } = state;
  const parties = [...state.parties].map(([tenant, party]) => [tenant, standing(state, party)]);
  const found = {
    at: now,
    em: state.em,
    t0: state.t0 ?? null,
    terms: state.terms,
    revision: state.embargo?.revision ?? 0,
    agreed: state.agreed,
    pxa: state.pxa,
    pending: state.pending.map(({ id, signedBy }) => [id, ...[...signedBy].sort()].join(" ")),
    claims: state.claims.map(({ move, by }) => `${move} ${by}`),
    ended: ending === undefined ? null : `${ending.reason} ${ending.at}`,
    counted: [...state.counted].sort().join(" "),
    may_publish: mayPublish(before, now),
    next_change: nextChange(state) ?? null,
    parties: Object.fromEntries(parties) as unknown,
    due: whoseTurn(before, now).map(({ tenant, what, by }) => `${tenant} ${what} ${by}`),
  };
  return found;
}

function standing(state: DisclosureState, party: Party): string {
  return [
    party.takesPart ? "in" : "out",
    party.consent,
    party.progress.rm,
    party.progress.vfd,
    party.invitationOpen ? "open" : party.refusal ?? "-",
    readiness(state, party.tenant) ?? "silent",
    mayReceive(state, party.tenant) ? "receives" : "-",
  ].join(" ");
}

/** An event is written in snake case, and read by the only ones who write the file. */
function read({ received_at: receivedAt, ...event }: Fields): Event {
  return { ...event, ...(receivedAt === undefined ? {} : { receivedAt }) } as unknown as Event;
}

function written(event: Event): Fields {
  if (event.kind !== "case-opened") {
    return { ...event };
  }
  const { receivedAt, ...rest } = event;
  return { ...rest, received_at: receivedAt };
}
