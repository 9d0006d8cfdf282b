/** Tabs of one browser with held letters, a hub that fails on demand, and a clock that the test turns. */

import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { Outbox } from "../src/client/outbox.ts";
import type { Clock, OutboxTools, Said, Tabs } from "../src/client/outbox.ts";
import { unpack } from "../src/client/packed.ts";
import type { KeptLetter } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import type { Draft, Held } from "../src/client/views.ts";

export const CASE = "c".repeat(32);
export const FORM = `#/case/${CASE}/write/joint`;
export const DRAFT: Draft = { place: "joint", purpose: "comment", body: "Hello" };

/** A clock that stands until it is turned. */
class Turned implements Clock {
  #now = 1_000_000;
  readonly #due = new Map<() => void, number>();

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    this.#due.set(act, this.#now + ms);
    return () => this.#due.delete(act);
  }

  async turn(ms: number): Promise<void> {
    this.#now += ms;
    for (const [act, at] of [...this.#due]) {
      if (at > this.#now) continue;
      this.#due.delete(act);
      act();
    }
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What every tab of one browser shares. */
class Kept {
  readonly letters = new Map<string, KeptLetter>();
  readonly drafts = new Map<string, Uint8Array>();
  readonly own = {
    seal: async (plaintext: Uint8Array) => plaintext.map((byte) => byte ^ 0xff),
    open: async (sealed: Uint8Array) => sealed.map((byte) => byte ^ 0xff),
  };
  readonly #hearing = new Set<(said: Said) => void>();
  #turn: Promise<unknown> = Promise.resolve();

  held = async () => [...this.letters.values()];
  keepHeld = async (letter: KeptLetter) => void this.letters.set(letter.id, letter);
  dropHeld = async (id: string) => void this.letters.delete(id);
  giveBack = async (id: string, key: string) => {
    const letter = this.letters.get(id);
    if (letter) this.drafts.set(key, letter.sealed);
    return this.letters.delete(id);
  };

  /** One tab's way to tell the others. */
  tabs(): Tabs {
    let mine: (said: Said) => void = () => undefined;
    return {
      tell: (said) => this.#hearing.forEach((each) => each === mine || each(said)),
      hear: (listener) => {
        mine = listener;
        this.#hearing.add(mine);
        return () => this.#hearing.delete(mine);
      },
    };
  }

  alone = <T>(act: () => Promise<T>): Promise<T> => {
    const mine = this.#turn.catch(() => undefined).then(act);
    this.#turn = mine;
    return mine;
  };
}

export let clock: Turned;
export let kept: Kept;
/** What arrived at the hub. */
export let sent: Held[];
/** How the hub fails: it takes nothing, it says nothing of what it has, or its replies are lost. */
interface Hub {
  failing?: Failure | undefined;
  asking?: Failure | undefined;
  losesReply?: boolean;
}

export let hub: Hub;

beforeEach(() => {
  [clock, kept, sent, hub] = [new Turned(), new Kept(), [], {}];
});

export function tab(changed: Partial<OutboxTools> = {}): Outbox {
  const send: OutboxTools["send"] = async (held, { begins }) => {
    if (hub.failing) throw hub.failing;
    await begins();
    if (sent.every((each) => each.id !== held.id)) sent.push(held);
    if (hub.losesReply) throw offline();
  };
  const isSent = async ({ id }: Held): Promise<boolean> => {
    if (hub.asking) throw hub.asking;
    return sent.some((each) => each.id === id);
  };
  const { own, alone } = kept;
  return new Outbox({ store: kept, own, clock, send, isSent, tabs: kept.tabs(), alone, ...changed });
}

export function offline(): Failure {
  return new Failure("offline", "the hub does not answer");
}

export async function draftUnder(key: string): Promise<Draft> {
  assert.ok(key.startsWith(`${FORM} `));
  return unpack(await kept.own.open(kept.drafts.get(key) ?? new Uint8Array())) as Draft;
}
