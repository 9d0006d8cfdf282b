/**
 * Letters that wait a minute before they leave: time to take one back, and nothing lost if the tab is closed.
 *
 * The plaintext is kept sealed to this device's own recipient. To the ring it is sealed when it leaves, for
 * the ring may rotate meanwhile (RI-6). A letter's id is that of its envelope, so that one which was sent and
 * not yet forgotten is refused by the hub and not sent twice (EV-5).
 */

import { newId } from "./desk.ts";
import { draftKey } from "./drafts.ts";
import { failureOf } from "./errors.ts";
import type { OwnSeal } from "./own.ts";
import { pack, unpack } from "./packed.ts";
import type { KeptLetter, Store } from "./store.ts";
import type { Said, Tabs } from "./tabs.ts";
import { Failure } from "./views.ts";
import type { Draft, Held, Step } from "./views.ts";
import { sentence } from "./words.ts";
import type { HandedFiles } from "./writing.ts";

export type { Said, Tabs } from "./tabs.ts";

export const HELD_MS = 60_000;
const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 300_000;
const HAS_LEFT = "The letter has left: it can no longer be taken back.";
const IS_LEAVING = "The letter is leaving just now: it is given back only if it does not get through.";
const MAY_HAVE_LEFT = "The letter may have left: the hub had it and did not answer. It waits here until that is known.";
const NO_ANSWER = "The hub had it and did not answer, so it may have left. It is tried again until that is known.";
const BACK = "was taken back in another tab: it did not leave, and is a draft again.";
const ELSEWHERE = "is no longer here: another tab sent it or took it back. The case shows which.";
const OFFLINE = "You are offline. The letter waits here, sealed, and leaves when the hub answers again.";

/** Time, to be held still by a test. */
export interface Clock {
  /** ms since 1970. */
  now(): number;
  /** Do something later; the result takes that back. */
  after(ms: number, act: () => void): () => void;
}

export const MACHINE_CLOCK: Clock = {
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

/** How one try goes: what it tells, what stops it, what became of the files before. */
export interface HowTried {
  readonly step: Step;
  readonly stop: AbortSignal;
  readonly handed: HandedFiles;
  readonly begins: () => Promise<void>;
  readonly refused: () => Promise<void>;
}

export interface OutboxTools {
  readonly store: Pick<Store, "held" | "keepHeld" | "dropHeld" | "giveBack">;
  readonly own: OwnSeal;
  readonly clock: Clock;
  /**
   * Seal to the ring and hand in, under the envelope's id `held.id`; harmless if it was handed in before. From
   * `begins` on it may arrive; `refused` says that this try of it did not.
   * `handed` is the same map at every try of a letter: its files are sent once.
   */
  readonly send: (held: Held, how: HowTried) => Promise<void>;
  /** Ask the hub whether the log has the letter's envelope; Failure "offline" if it does not answer. */
  readonly isSent: (held: Held) => Promise<boolean>;
  readonly tabs: Tabs;
  /** Run with no other tab of this vault sending. */
  readonly alone: <T>(act: () => Promise<T>) => Promise<T>;
}

interface Waiting {
  held: Held;
  cancel: () => void;
  leaving: boolean;
  begun: boolean;
  halt: AbortController;
  /** The end of the latest try. */
  tried: Promise<Failure | undefined>;
  readonly handed: HandedFiles;
  retryMs: number;
}

/** The letters of one open vault that have not left. */
export class Outbox {
  readonly #tools: OutboxTools;
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<() => void>();
  readonly #hearNoMore: () => void;
  #closed = false;

  constructor(tools: OutboxTools) {
    this.#tools = tools;
    this.#hearNoMore = tools.tabs.hear((said) => this.#heard(said));
  }

  /** Take up what an earlier tab left behind: what is due leaves now. */
  async load(): Promise<void> {
    for (const kept of await this.#tools.store.held()) {
      const held = this.#waiting.has(kept.id) ? undefined : await this.#opened(kept);
      if (held !== undefined) this.#plan(held);
    }
    this.#tell();
  }

  /** Keep a letter for a minute. */
  async hold(caseId: string, draft: Draft, stop?: AbortSignal): Promise<Held> {
    const sealed = await this.#tools.own.seal(await pack(draft), stop);
    stop?.throwIfAborted();
    const held: Held = { id: newId(), caseId, leavesAt: this.#tools.clock.now() + HELD_MS, draft };
    await this.#tools.store.keepHeld({ id: held.id, caseId, leavesAt: held.leavesAt, sealed });
    this.#plan(held);
    this.#tell();
    this.#tools.tabs.tell({ id: held.id, is: "held" });
    return held;
  }

  /** What waits, the next to leave first. */
  held(): readonly Held[] {
    return [...this.#waiting.values()].map((each) => each.held).sort((a, b) => a.leavesAt - b.leavesAt);
  }

  /** Call `listener` whenever something changes; the result ends that. */
  onHeld(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Make the letter a draft of `form` again, files and all, in one step: at no moment is it nowhere. The key
   * of the draft; Failure "refused" once the letter has left, "offline" if it may have or may still: a hub
   * whose answer was lost may be at work on it, so that the log's silence says nothing. Who wants the text
   * `though` it may arrive has it.
   */
  async takeBack(id: string, form: string, though?: "may arrive"): Promise<string> {
    const found = this.#waiting.get(id);
    if (found?.held.failed !== undefined) {
      found.halt.abort(); // it may just be tried again by itself, which nobody sees yet
      await found.tried;
    }
    if (found?.held.gone !== undefined) throw moved(found.held.gone);
    if (found === undefined || !this.#waiting.has(id)) throw new Failure("refused", HAS_LEFT);
    if (found.leaving) throw new Failure("refused", IS_LEAVING);
    found.leaving = true; // nobody sends it while it is given back
    found.cancel();
    try {
      const key = await this.#tools.alone(() => this.#giveBack(found, form, though !== undefined));
      this.#forget(id);
      this.#tools.tabs.tell({ id, is: "back" });
      return key;
    } catch (error) {
      if (await this.#isKept(id).catch(() => true)) this.#goOn(found);
      else if (found.held.gone === undefined) this.#forget(id);
      throw error;
    }
  }

  /** Let it leave now; the Failure that stopped it, with the letter still held. */
  async sendNow(id: string): Promise<void> {
    const failure = await this.#leave(id);
    if (failure !== undefined) throw failure;
  }

  /** Stop what is on its way; it stays held. The letter itself, once begun, goes through (`send`). */
  stop(id: string): void {
    this.#waiting.get(id)?.halt.abort();
  }

  /** No longer show what became of a letter in another tab. */
  putAway(id: string): void {
    if (this.#waiting.get(id)?.held.gone !== undefined) this.#forget(id);
  }

  /** Try again what failed for want of a network. */
  async retry(): Promise<void> {
    for (const { held } of [...this.#waiting.values()]) {
      if (held.failed === OFFLINE || held.failed === NO_ANSWER) await this.#leave(held.id);
    }
  }

  /** Stop the timers; what is held stays kept. */
  close(): void {
    this.#closed = true;
    this.#hearNoMore();
    for (const each of this.#waiting.values()) each.cancel();
    this.#waiting.clear();
    this.#listeners.clear();
  }

  async #giveBack(found: Waiting, form: string, though: boolean): Promise<string> {
    const { store, clock } = this.#tools;
    const { held, begun } = found;
    const kept = await this.#kept(held.id);
    if (begun || kept?.begun) {
      if (await this.#hasLeft(held, though)) {
        await store.dropHeld(held.id);
        this.#tools.tabs.tell({ id: held.id, is: "sent" });
        throw new Failure("refused", HAS_LEFT);
      }
      if (!though) throw new Failure("offline", MAY_HAVE_LEFT);
    }
    const key = draftKey(form, clock.now());
    if (await store.giveBack(held.id, key)) return key;
    await this.#lookElsewhere(found);
    throw new Failure("refused", HAS_LEFT);
  }

  /** Another tab dealt with a letter and this one did not hear how. Returns if it has left; else says so. */
  async #lookElsewhere(found: Waiting): Promise<void> {
    const left = await this.#tools.isSent(found.held).catch(() => undefined);
    if (left) return;
    const gone = left === false ? BACK : ELSEWHERE;
    this.#isGone(found, gone);
    throw moved(gone);
  }

  #isGone(found: Waiting, gone: string): void {
    const { leaving: _leaving, failed: _failed, ...held } = found.held;
    found.cancel();
    found.leaving = false;
    found.held = { ...held, gone };
    this.#tell();
  }

  #heard({ id, is }: Said): void {
    if (is === "held") {
      void this.load().catch(() => undefined); // as at the beginning
      return;
    }
    const found = this.#waiting.get(id);
    found?.cancel();
    if (found !== undefined && is === "back") this.#isGone(found, BACK);
    else if (found !== undefined) this.#forget(id);
  }

  async #hasLeft(held: Held, though: boolean): Promise<boolean> {
    try {
      return await this.#tools.isSent(held);
    } catch (error) {
      const failure = failureOf(error);
      if (though && failure.kind === "offline") return false;
      throw failure.kind === "offline" ? new Failure("offline", MAY_HAVE_LEFT) : failure;
    }
  }

  async #kept(id: string): Promise<KeptLetter | undefined> {
    return (await this.#tools.store.held()).find((each) => each.id === id);
  }

  async #isKept(id: string): Promise<boolean> {
    return (await this.#kept(id)) !== undefined;
  }

  /** It was not given back: it leaves in its time, or is tried again as before. */
  #goOn(found: Waiting): void {
    const { failed, leavesAt } = found.held;
    found.leaving = false;
    if (failed === undefined) this.#later(found, Math.max(0, leavesAt - this.#tools.clock.now()));
    else if (failed === OFFLINE || failed === NO_ANSWER) this.#later(found, found.retryMs);
  }

  async #opened({ id, caseId, leavesAt, sealed, begun }: KeptLetter): Promise<Held | undefined> {
    try {
      const draft = unpack(await this.#tools.own.open(sealed)) as Draft; // by `hold`, sealed to this device
      return { id, caseId, leavesAt, draft, ...(begun && { unsure: begun }) };
    } catch {
      return undefined; // sealed to a device that was here before: it stays where it is
    }
  }

  #plan(held: Held): void {
    const waiting: Waiting = {
      held,
      cancel: () => undefined,
      halt: new AbortController(),
      tried: Promise.resolve(undefined),
      handed: new Map(),
      leaving: false,
      begun: held.unsure ?? false,
      retryMs: FIRST_RETRY_MS,
    };
    this.#waiting.set(held.id, waiting);
    this.#later(waiting, Math.max(0, held.leavesAt - this.#tools.clock.now()));
  }

  #later(waiting: Waiting, ms: number): void {
    waiting.cancel = this.#tools.clock.after(ms, () => void this.#leave(waiting.held.id));
  }

  async #leave(id: string): Promise<Failure | undefined> {
    const found = this.#waiting.get(id);
    if (found?.held.gone !== undefined) return moved(found.held.gone);
    if (found === undefined || found.leaving) return undefined;
    found.leaving = true;
    found.halt = new AbortController();
    found.cancel();
    found.tried = this.#try(found);
    return found.tried;
  }

  async #try(found: Waiting): Promise<Failure | undefined> {
    const { id } = found.held;
    try {
      await this.#tools.alone(() => this.#send(found));
    } catch (error) {
      const failure = failureOf(error);
      return found.held.gone === undefined ? this.#failed(found, failure) : failure;
    }
    this.#forget(id);
    this.#tools.tabs.tell({ id, is: "sent" });
    return undefined;
  }

  async #send(found: Waiting): Promise<void> {
    const { failed: _failed, ...held } = found.held;
    const kept = await this.#kept(held.id);
    if (kept === undefined) return this.#lookElsewhere(found); // another tab was quicker
    found.begun ||= kept.begun ?? false;
    const before = found.begun; // a try of earlier may still arrive, whatever becomes of this one
    const { begun: _begun, ...unsent } = kept;
    const say = async (begun: boolean): Promise<void> => {
      found.begun = begun;
      const row = begun ? ({ ...unsent, begun } as const) : unsent;
      await this.#tools.store.keepHeld(row).catch(() => undefined); // no room: this tab knows
    };
    const step: Step = (sentence, done, of) => {
      found.held = { ...held, leaving: { sentence, done, of } };
      this.#tell();
    };
    await this.#tools.send(held, {
      step,
      stop: found.halt.signal,
      handed: found.handed,
      begins: () => say(true),
      refused: () => say(before),
    });
    await this.#tools.store.dropHeld(held.id);
  }

  #failed(found: Waiting, failure: Failure): Failure {
    const offline = failure.kind === "offline";
    const { leaving: _leaving, unsure: _unsure, ...held } = found.held;
    const offlineNow = found.begun ? NO_ANSWER : OFFLINE;
    const failed = offline ? offlineNow : sentence(failure.message);
    found.held = { ...held, failed, ...(found.begun && { unsure: true }) };
    found.leaving = false;
    if (offline && !this.#closed) {
      this.#later(found, found.retryMs);
      found.retryMs = Math.min(found.retryMs * 2, LAST_RETRY_MS);
    }
    this.#tell();
    return failure;
  }

  #forget(id: string): void {
    this.#waiting.delete(id);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function moved(gone: string): Failure {
  return new Failure("moved", `The letter ${gone}`);
}
