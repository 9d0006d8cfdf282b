/**
 * A vault without keys or network, for looking at the pages: the fictitious cast of the replayed case, and
 * whatever can go wrong by name in the query (`?door=locked`, `?many=500`, `?fail=expired`, `?slow=1`,
 * `?late`, `?private=1`, `?stuck`; `?teams` is a browser of pip and uv, `?teams=locked` or `?teams=lied` of a
 * uv that is not open). Never shipped.
 */
import { Drafts } from "../../src/client/drafts.ts";
import { aloneFor } from "../../src/client/failing.ts";
import { MACHINE_CLOCK, Outbox } from "../../src/client/outbox.ts";
import type { OwnSeal } from "../../src/client/own.ts";
import { Store } from "../../src/client/store.ts";
import { openTabs } from "../../src/client/tabs.ts";
import * as views from "../../src/client/views.ts";
import { advisory, caseView, DAY, HOUR, instant, lettersOf, today } from "./fake_case.ts";

const wish = new URLSearchParams(globalThis.location?.search ?? "");
const calls: string[] = [];
/** What is kept is kept as in a real vault, but for the seal. */
const BARE: OwnSeal = {
  seal: async (plaintext) => plaintext,
  open: (sealed) => new Promise((done) => setTimeout(() => done(sealed), wish.has("late") ? 2_000 : 0)),
};

/** What the pages asked for, in order: `"answerImpact c1 affected"`. */
export const asked: readonly string[] = calls;

async function act(name: string, ...words: readonly string[]): Promise<void> {
  calls.push([name, ...words].join(" "));
  await new Promise((done) => setTimeout(done, wish.has("slow") ? 2_000 : 30));
  const fail = wish.get("fail") as views.FailureKind | null;
  if (fail) {
    throw new views.Failure(
      fail,
      SENTENCES[fail] ?? "The hub did not answer as it should.",
      fail === "hub-lies" ? "RI-9" : undefined,
    );
  }
}

const SENTENCES: Readonly<Partial<Record<views.FailureKind, string>>> = {
  offline: "The hub does not answer.",
  expired: "The session has ended.",
  clock: "This machine’s clock is an hour ahead of the witnessed logs.",
  "hub-lies": "The hub left out a letter that uv’s letter of Tuesday names.",
};

class FakeVault implements views.Vault {
  readonly me: views.Me;
  readonly #drafts: Drafts;
  readonly #outbox: Outbox;
  readonly pairing = async (): Promise<string> => "accord-pair-1.eyJodWIiOiJodWIuZXhhbXBsZSJ9.0123abcd";
  readonly readRequest = async (): Promise<{ readonly fingerprint: string }> => WAITING;
  readonly signRequest = (): Promise<void> => act("signRequest");
  #answered = false;
  #read = new Set<string>();

  constructor(store: Store, slug: string) {
    this.me = {
      person: "p1",
      name: `${slug} Lead`,
      tenant: `t-${slug}`,
      slug,
      roles: ["admin", "coordinator", "member"],
      hub: "hub.example",
      fingerprint: "3f2a 91c0 77de 4b15",
      persistent: !wish.has("private"),
    };
    this.#drafts = new Drafts(store, BARE);
    const send = (): Promise<void> => act("sendNow");
    const isSent = async (): Promise<boolean> => false;
    const [alone, tabs] = [aloneFor(this.me.tenant), openTabs(this.me.tenant)];
    this.#outbox = new Outbox({ store, own: BARE, clock: MACHINE_CLOCK, alone, send, isSent, tabs });
    void this.#outbox.load();
  }

  async sync(): Promise<void> {
    await act("sync");
  }
  async today(): Promise<views.Today> {
    return wish.has("empty") ? { tasks: [], cases: [], warnings: [] } : today();
  }
  async case(caseId: string): Promise<views.CaseView> {
    if (caseId !== "c1" && caseId !== "c2") {
      throw new views.Failure("not-found", "There is no such case, or you cannot read it.");
    }
    return caseView(caseId, this.#answered);
  }
  async *letters(caseId: string): AsyncIterable<readonly views.LetterView[]> {
    const all = lettersOf(caseId, Number(wish.get("many") ?? 0)).map((letter) => ({
      ...letter,
      unread: letter.unread && !this.#read.has(letter.envelope),
    }));
    for (let start = 0; start < all.length; start += 50) {
      await new Promise((done) => setTimeout(done, 1));
      yield all.slice(start, start + 50);
    }
  }
  async attachment(
    _caseId: string,
    _letter: views.LetterView,
    envelope: string,
    step?: views.Step,
    stop?: AbortSignal,
  ): Promise<Blob> {
    await this.#steps("Fetching and checking", step, stop);
    await act("attachment", envelope);
    return new Blob(["print('proof of concept')\n"]);
  }
  async markRead(_caseId: string, envelopes: readonly string[]): Promise<void> {
    await act("markRead", String(envelopes.length));
    envelopes.forEach((each) => this.#read.add(each));
  }
  async proof(_caseId: string, index: number): Promise<string> {
    await act("proof", String(index));
    return `c2sp.org/tlog-proof@v1\nindex ${index}\n`;
  }
  async hold(caseId: string, draft: views.Draft, step?: views.Step, stop?: AbortSignal): Promise<views.Held> {
    await this.#steps("Sealing", step, stop);
    await act("hold", caseId, draft.place, draft.body);
    return this.#outbox.hold(caseId, draft);
  }
  held(): readonly views.Held[] {
    return this.#outbox.held();
  }
  onHeld(listener: () => void): () => void {
    return this.#outbox.onHeld(listener);
  }
  takeBack(id: string, form: string, though?: "may arrive"): Promise<string> {
    return this.#outbox.takeBack(id, form, though);
  }
  stopSending(id: string): void {
    calls.push(`stopSending ${id}`);
  }
  sendNow(id: string): Promise<void> {
    return this.#outbox.sendNow(id);
  }
  putAway(id: string): void {
    this.#outbox.putAway(id);
  }
  sheet(form: string): views.Sheet {
    return this.#drafts.sheet(form);
  }
  async answerImpact(caseId: string, affected: string): Promise<void> {
    await act("answerImpact", caseId, affected);
    this.#answered = true;
  }
  async intake(intakeId: string): Promise<views.IntakeView> {
    const body = "Names with a slash in *entry_points.txt* are written outside the scripts directory.";
    const subject = "Entry points escape";
    return { intakeId, received: instant(-HOUR), signed: true, subject, body, colleagues: PEOPLE };
  }
  async takeOn(intakeId: string): Promise<string> {
    await act("takeOn", intakeId);
    return "c1";
  }
  async grant(caseId: string, person: string, reads: boolean): Promise<void> {
    await act("grant", caseId, person, String(reads));
  }
  async suggestions(): Promise<readonly views.Suggestion[]> {
    return [
      {
        slug: "poetry",
        name: "Poetry",
        genesis: "g1",
        because: ["installs entry points", "unpacks wheels"],
        edge: "allow",
      },
      { slug: "pdm", name: "PDM", genesis: "g2", because: ["installs entry points"], edge: "ask" },
      { slug: "conda", name: "conda", genesis: "g3", because: [], edge: "deny" },
    ];
  }
  async invite(caseId: string, genesis: string): Promise<void> {
    await act("invite", caseId, genesis);
  }
  async invitation(caseId: string): Promise<views.InvitationView> {
    const history = "You read what is written from now on, and nothing from before.";
    return {
      caseId,
      codeName: "amber-heron-41",
      inviter: "pip",
      t0: instant(18 * DAY),
      zone: "UTC",
      expires: instant(6 * DAY),
      rings: ["joint"],
      history,
      colleagues: PEOPLE,
      lead: true,
    };
  }
  async accept(caseId: string): Promise<void> {
    await act("accept", caseId);
  }
  async decline(caseId: string): Promise<void> {
    await act("decline", caseId);
  }
  async daysOff(): Promise<readonly views.DayOff[]> {
    return [{ day: instant(14 * DAY).slice(0, 10), why: "holiday in DE (pip)" }];
  }
  async propose(caseId: string, t0: string): Promise<void> {
    await act("propose", caseId, t0);
  }
  async respond(caseId: string, proposal: string, answer: string): Promise<void> {
    await act("respond", caseId, proposal, answer);
  }
  async ready(caseId: string, state: string): Promise<void> {
    await act("ready", caseId, state);
  }
  async becameKnown(caseId: string, what: string): Promise<void> {
    await act("becameKnown", caseId, what);
  }
  async notKnown(caseId: string, what: string): Promise<void> {
    await act("notKnown", caseId, what);
  }
  async agreeToEnd(caseId: string): Promise<void> {
    await act("agreeToEnd", caseId);
  }
  async devices(): ReturnType<views.Vault["devices"]> {
    return [{ fingerprint: this.me.fingerprint, here: true, active: true }];
  }
  async work(): Promise<readonly string[]> {
    return [];
  }
  async keyFile(): ReturnType<views.Vault["keyFile"]> {
    return { file: new Blob(["age-encryption.org/v1\n"]), fileName: "pip-lead.age" };
  }
  async lock(): Promise<void> {
    this.#outbox.close();
    if (wish.has("stuck")) {
      wish.delete("stuck");
      throw new views.Failure("storage", "This browser did not take the keys away.");
    }
    calls.push("lock");
  }
  now(): number {
    return Date.now();
  }
  async remove(): Promise<void> {
    calls.push("remove");
  }

  async #steps(sentence: string, step?: views.Step, stop?: AbortSignal): Promise<void> {
    for (let done = 0; done <= 4; done += 1) {
      step?.(sentence, done, 4);
      await new Promise((next) => setTimeout(next, wish.has("slow") ? 600 : 5));
      if (stop?.aborted) {
        throw new views.Failure("cancelled", "Stopped. Nothing was sent.");
      }
    }
  }
}

const PEOPLE = [
  { person: "p1", name: "pip Lead", me: true },
  { person: "p2", name: "pip Release Manager", me: false },
];

const WAITING = {
  name: "pip Lead",
  slug: "pip",
  fingerprint: "b5".repeat(32),
  request: `accord-device-1.${"eyJ2Ijox".repeat(60)}.0123abcd`,
};

/** A gate that opens for anything, and for uv unless the query says otherwise. */
export function openGate(): views.Gate {
  const isLocked = (): boolean =>
    calls.includes("lock") || wish.get("door") === "locked"
      ? calls.lastIndexOf("lock") >= calls.lastIndexOf("unlock")
      : false;
  const doorOf = (slug: string): views.TeamDoor => {
    const shut = isLocked() || (slug === "uv" && wish.get("teams") === "locked");
    return { tenant: `t-${slug}`, slug, name: `${slug} Lead`, state: shut ? "locked" : "ready" };
  };
  const teams = async (): Promise<readonly views.TeamDoor[]> =>
    ["empty", "waiting"].includes(wish.get("door") ?? "") ? [] : (wish.has("teams") ? ["pip", "uv"] : ["pip"]).map(doorOf);
  const opened = async (slug: string): Promise<views.Vault> => new FakeVault(await Store.open("fake"), slug);
  const open = async (tenant = "t-pip"): Promise<views.Vault> => {
    if (tenant === "t-uv" && wish.get("teams") === "lied") {
      throw new views.Failure("hub-lies", "The hub showed an older log than before.", "LO-2");
    }
    return opened(tenant.slice(2));
  };
  return {
    teams,
    open,
    unlock: (_passphrase, tenant) => {
      calls.push("unlock");
      return open(tenant);
    },
    restore: () => open(),
    examine: async () => ({ slug: "pip", name: "New Maintainer", role: "member", hub: "hub.example" }),
    prepare: async () => ({
      file: new Blob(["age"]),
      fileName: "accord.age",
      fingerprint: "3f2a 91c0 77de 4b15",
    }),
    activate: () => open(),
    keyFile: async () => (await open()).keyFile(),
    remove: async () => void calls.push("remove"),
    onLocked: () => () => undefined,
    onJoined: () => () => undefined,
    second: {
      examine: async () => ({ ...WAITING, hub: "hub.example" }),
      prepare: async () => ({ file: new Blob(["age"]), fileName: "accord.age", ...WAITING }),
      waiting: async () => (wish.get("door") === "waiting" && !calls.includes("cancel") ? WAITING : undefined),
      keyFile: async () => (await open()).keyFile(),
      look: async () => undefined,
      cancel: async () => void calls.push("cancel"),
    },
  };
}

export { advisory };
