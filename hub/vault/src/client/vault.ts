/** A member's vault, open: the acts and views of the other modules, wired to one desk. */
import { daysOff } from "./calendar.ts";
import { caseView } from "./casework.ts";
import { agreeToEnd, grant, invite, propose, Reasons, reportKnown, respond, sayReady } from "./deciding.ts";
import type { Desk } from "./desk.ts";
import { Drafts } from "./drafts.ts";
import { failureOf } from "./errors.ts";
import { aloneFor, failing } from "./failing.ts";
import { intakeView } from "./intake.ts";
import { letterViews } from "./letters.ts";
import { checkLetter } from "./limits.ts";
import { MACHINE_CLOCK, Outbox } from "./outbox.ts";
import type { Clock, OutboxTools } from "./outbox.ts";
import { ownSeal } from "./own.ts";
import { later } from "./parts.ts";
import { Reading } from "./reading.ts";
import { openTabs } from "./tabs.ts";
import { Titles } from "./titles.ts";
import { todayOf } from "./today.ts";
import { exported } from "./unlock.ts";
import { runOnce } from "./upkeep.ts";
import { Failure } from "./views.ts";
import type { Draft, Held, Knowledge, LetterView, Me, Sheet, Step, Today, Vault } from "./views.ts";
import type { HowSent } from "./writing.ts";

const acts = later(() => import("./acts.ts"));

/** How a vault ends: `lock` forgets the keys of every team, `remove` everything of the person in this one. */
export interface Leaving {
  readonly lock: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** An open vault that another tab may end, too. */
export interface Endable extends Vault {
  /** Stop, and forget every plaintext; of somebody who was removed nothing is kept any more. */
  end(how: "locked" | "removed"): void;
}

/** Open the vault of a desk that is signed in and in step. */
export function openVault(desk: Desk, leaving: Leaving, clock: Clock = MACHINE_CLOCK): Endable {
  const vault = new Opened(desk, leaving, clock);
  vault.begin();
  return vault;
}

class Opened implements Endable {
  readonly #desk: Desk;
  readonly #leaving: Leaving;
  readonly #reading: Reading;
  readonly #titles: Titles;
  readonly #drafts: Drafts;
  readonly #outbox: Outbox;
  readonly #reasons = new Reasons();
  #checked = false;
  #removed = false;
  readonly #retry = (): void => void this.#outbox.retry();

  constructor(desk: Desk, leaving: Leaving, clock: Clock) {
    const { store } = desk;
    const own = ownSeal(desk);
    this.#desk = desk;
    this.#leaving = leaving;
    this.#reading = new Reading(desk);
    this.#titles = new Titles(store, own, this.#reading);
    this.#drafts = new Drafts(store, own);
    const send: OutboxTools["send"] = (held, how) => this.#send(held, how);
    const isSent: OutboxTools["isSent"] = (held) => this.#isSent(held);
    const [alone, tabs] = [aloneFor(desk.tenant), openTabs(desk.tenant)];
    this.#outbox = new Outbox({ store, own, clock, alone, send, isSent, tabs });
  }

  /** Let leave what an earlier tab left behind, and what waits for the network when it is back. */
  begin(): void {
    globalThis.addEventListener?.("online", this.#retry);
    void this.#outbox.load().catch(() => undefined); // a browser that keeps nothing has nothing waiting
  }

  get me(): Me {
    const { key, known, me: person, tenant, persistent } = this.#desk;
    const found = known.view.person(tenant, person);
    return {
      person,
      name: found?.name ?? "",
      tenant,
      slug: known.slug(tenant),
      roles: [...(found?.roles ?? [])].sort(),
      hub: key.member.hub,
      fingerprint: key.secret.fingerprint,
      persistent,
    };
  }

  now(): number {
    return this.#desk.millis;
  }

  sync(): Promise<void> {
    return failing(async () => void (await this.#desk.sync()));
  }

  today(): Promise<Today> {
    return failing(() => todayOf(this.#desk, this.#titles));
  }

  case(caseId: string): ReturnType<Vault["case"]> {
    return failing(async () =>
      caseView(this.#desk, caseId, await this.#titles.of(caseId), this.#desk.warnings),
    );
  }

  async *letters(caseId: string): AsyncGenerator<readonly LetterView[]> {
    try {
      const marks = await this.#desk.store.readMarks(caseId);
      for await (const batch of this.#reading.all(caseId))
        yield letterViews(this.#desk, caseId, batch, marks);
    } catch (error) {
      throw failureOf(error);
    }
  }

  attachment(
    caseId: string,
    letter: LetterView,
    envelope: string,
    step?: Step,
    stop?: AbortSignal,
  ): Promise<Blob> {
    return failing(() => this.#reading.attachment(caseId, letter.hash, envelope, step, stop));
  }

  markRead(caseId: string, envelopes: readonly string[]): Promise<void> {
    return failing(() => this.#desk.store.markRead(caseId, envelopes));
  }

  proof(caseId: string, index: number): Promise<string> {
    return failing(async () => (await acts()).proofOf(this.#desk, caseId, index));
  }

  hold(caseId: string, draft: Draft, step: Step = () => undefined, stop?: AbortSignal): Promise<Held> {
    return failing(async () => {
      checkLetter(draft, "member");
      this.#desk.requireFresh();
      step("Sealing", 0, 1);
      const held = await this.#outbox.hold(caseId, draft, stop);
      step("Sealed: it leaves in a minute", 1, 1);
      return held;
    });
  }

  held(): readonly Held[] {
    return this.#outbox.held();
  }

  onHeld(listener: () => void): () => void {
    return this.#outbox.onHeld(listener);
  }

  takeBack(id: string, form: string, though?: "may arrive"): Promise<string> {
    return failing(() => this.#outbox.takeBack(id, form, though));
  }

  sendNow(id: string): Promise<void> {
    return failing(() => this.#outbox.sendNow(id));
  }

  stopSending(id: string): void {
    this.#outbox.stop(id);
  }

  putAway(id: string): void {
    this.#outbox.putAway(id);
  }

  sheet(form: string): Sheet {
    const { kept, takeUp, save, drop } = this.#drafts.sheet(form);
    return {
      kept: () => failing(kept),
      takeUp,
      save: (draft) => failing(async () => (this.#removed ? undefined : save(draft))),
      drop: (key) => failing(() => drop(key)),
    };
  }

  answerImpact(caseId: string, affected: Parameters<Vault["answerImpact"]>[1], words: string): Promise<void> {
    return failing(async () => (await acts()).answerImpact(this.#desk, caseId, affected, words));
  }

  intake(intakeId: string): ReturnType<Vault["intake"]> {
    return failing(() => intakeView(this.#desk, intakeId));
  }

  takeOn(intakeId: string, people: readonly string[], answer: string): Promise<string> {
    return failing(async () => (await acts()).takeOn(this.#desk, intakeId, people, answer));
  }

  grant(caseId: string, person: string, reads: boolean): Promise<void> {
    return this.#decided(() => grant(this.#desk, caseId, person, reads));
  }

  suggestions(caseId: string): ReturnType<Vault["suggestions"]> {
    return failing(async () => (await acts()).suggestionsFor(this.#desk, this.#reading, caseId));
  }

  invite(caseId: string, genesis: string, options: Parameters<Vault["invite"]>[2]): Promise<void> {
    return failing(() => invite(this.#desk, caseId, genesis, options));
  }

  invitation(caseId: string): ReturnType<Vault["invitation"]> {
    return failing(async () => (await acts()).invitationView(this.#desk, caseId));
  }

  accept(caseId: string, people: readonly string[]): Promise<void> {
    return failing(async () => (await acts()).accept(this.#desk, caseId, people));
  }

  decline(caseId: string): Promise<void> {
    return failing(async () => (await acts()).decline(this.#desk, caseId));
  }

  daysOff(caseId: string): ReturnType<Vault["daysOff"]> {
    return failing(() => daysOff(this.#desk, caseId));
  }

  propose(caseId: string, t0: string, zone: string): Promise<void> {
    return failing(() => propose(this.#desk, caseId, t0, zone));
  }

  respond(caseId: string, proposal: string, answer: "accept" | "reject"): Promise<void> {
    return failing(() => respond(this.#desk, caseId, proposal, answer));
  }

  ready(caseId: string, state: "ready" | "hold" | "go"): Promise<void> {
    return failing(() => sayReady(this.#desk, caseId, state));
  }

  becameKnown(caseId: string, what: Knowledge, words: string): Promise<void> {
    const reason = this.#reasons.of(caseId, what, "known", words);
    return failing(() => reportKnown(this.#desk, caseId, { what, known: true, reason }));
  }

  notKnown(caseId: string, what: Knowledge, words: string): Promise<void> {
    const reason = this.#reasons.of(caseId, what, "not known", words);
    return failing(() => reportKnown(this.#desk, caseId, { what, known: false, reason }));
  }

  agreeToEnd(caseId: string, words: string): Promise<void> {
    const reason = this.#reasons.of(caseId, "end", words);
    return failing(() => agreeToEnd(this.#desk, caseId, reason));
  }

  async devices(): ReturnType<Vault["devices"]> {
    const { known, tenant, me, key } = this.#desk;
    const mine = known.view.person(tenant, me)?.devices.keys() ?? [];
    return [...mine].map((each) => ({
      fingerprint: each,
      here: each === key.secret.fingerprint,
      active: true,
    }));
  }

  pairing(): Promise<string> {
    return failing(async () => (await acts()).pairingOf(this.#desk));
  }

  readRequest(text: string): ReturnType<Vault["readRequest"]> {
    return failing(async () => {
      const { body } = await (await acts()).readRequest(this.#desk, text);
      return { fingerprint: body.by };
    });
  }

  signRequest(text: string): Promise<void> {
    return this.#decided(async () => (await acts()).signRequest(this.#desk, text));
  }

  work(): Promise<readonly string[]> {
    return failing(async () => {
      await this.#checkOwnCopy();
      const done = await runOnce(this.#desk);
      await this.#reading.prefetch();
      return done.map(({ where, what }) => `${where}: ${what}`);
    });
  }

  keyFile(): ReturnType<Vault["keyFile"]> {
    return failing(async () => {
      const record = await this.#desk.store.device();
      if (record === undefined) throw new Failure("not-found", "This browser keeps no key file of yours.");
      return exported(record);
    });
  }

  lock(): Promise<void> {
    this.end("locked");
    return failing(this.#leaving.lock);
  }

  remove(): Promise<void> {
    this.end("removed");
    return failing(this.#leaving.remove);
  }

  end(how: "locked" | "removed"): void {
    this.#removed ||= how === "removed";
    globalThis.removeEventListener?.("online", this.#retry);
    this.#outbox.close();
    this.#reading.forget();
    this.#titles.forget();
  }

  /** Once a visit, before anything is done on it (P3); a contradiction is told at every round. */
  async #checkOwnCopy(): Promise<void> {
    if (this.#checked) return;
    const { checkCopy } = await acts();
    await checkCopy(this.#desk.store, this.#desk.key.member);
    this.#checked = true;
  }

  async #send({ id, caseId, draft }: Held, how: HowSent): Promise<void> {
    await this.#desk.sync(); // a minute has passed; and nothing is sealed for a hub that lies
    const { send } = await acts();
    await send(this.#desk, caseId, { ...draft, envelope: id }, how);
  }

  async #isSent({ id, caseId }: Held): Promise<boolean> {
    const known = await this.#desk.sync();
    const { sent } = await acts();
    return sent(known.circle(caseId), id) !== undefined;
  }

  /** A grant or the like: the keys that it calls for are sealed at once, as this tab is open anyway. */
  #decided(act: () => Promise<void>): Promise<void> {
    return failing(async () => {
      await act();
      await runOnce(this.#desk).catch(() => undefined); // the next round does it
    });
  }
}
