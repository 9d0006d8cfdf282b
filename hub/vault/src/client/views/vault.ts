/** What an open vault answers, and every act that a member may ask of it. */

import type { CaseView, IntakeView, InvitationView, Suggestion } from "./case.ts";
import type { DayOff, Knowledge } from "./embargo.ts";
import type { Draft, Held, LetterView, Place, Sheet } from "./letters.ts";
import type { Today } from "./today.ts";
import type { Instant, Step } from "./words.ts";

/** Who this browser is. `persistent` is false where the browser may throw the keys away (private window, full disk). */
export interface Me {
  readonly person: string;
  readonly name: string;
  readonly tenant: string;
  readonly slug: string;
  readonly roles: readonly string[];
  readonly hub: string;
  readonly fingerprint: string;
  readonly persistent: boolean;
}

/** A sealed key file (DV-4) to be saved. */
export interface KeyFile {
  readonly file: Blob;
  readonly fileName: string;
}

/** A member's vault, open and signed in. Every act waits until the log has it; failures are `Failure`s. */
export interface Vault {
  readonly me: Me;
  /** Ms since 1970 by this vault's clock: what countdowns count by. */
  now(): number;
  sync(): Promise<void>;
  today(): Promise<Today>;
  case(caseId: string): Promise<CaseView>;
  /** Letters oldest first, a batch at a time so that a long case shows at once. */
  letters(caseId: string): AsyncIterable<readonly LetterView[]>;
  attachment(caseId: string, letter: LetterView, envelope: string, step?: Step, stop?: AbortSignal): Promise<Blob>;
  markRead(caseId: string, envelopes: readonly string[]): Promise<void>;
  proof(caseId: string, index: number): Promise<string>; // tlog-proof text
  /** Seal a letter; it leaves after 60 s, or when `sendNow` is called. */
  hold(caseId: string, draft: Draft, step?: Step, stop?: AbortSignal): Promise<Held>;
  held(): readonly Held[];
  onHeld(listener: () => void): () => void;
  /**
   * Make it a draft of `form` again, files and all; the key of that draft. What is `unsure` is only given back
   * to who asks for its text `though` it "may arrive".
   */
  takeBack(id: string, form: string, though?: "may arrive"): Promise<string>;
  sendNow(id: string): Promise<void>;
  /** Stop a letter whose attachments are on their way: it stays held, to be taken back or tried again. */
  stopSending(id: string): void;
  /** No longer show a letter that another tab took back. */
  putAway(id: string): void;
  /** What is typed in a form, kept sealed in this browser; one for each page that opens the form. */
  sheet(form: string): Sheet;
  answerImpact(caseId: string, affected: "affected" | "not affected" | "not sure yet", words: string): Promise<void>;
  intake(intakeId: string): Promise<IntakeView>;
  takeOn(intakeId: string, people: readonly string[], answer: string): Promise<string>; // the case id
  grant(caseId: string, person: string, reads: boolean): Promise<void>;
  suggestions(caseId: string): Promise<readonly Suggestion[]>;
  invite(caseId: string, genesis: string, options: { rings: readonly Place[]; days: number; fromNow: boolean }): Promise<void>;
  invitation(caseId: string): Promise<InvitationView>;
  accept(caseId: string, people: readonly string[]): Promise<void>;
  decline(caseId: string): Promise<void>;
  /** Public holidays and other days off of the teams in the case, of the next year; picked out of a list that is the same for everybody. */
  daysOff(caseId: string): Promise<readonly DayOff[]>;
  propose(caseId: string, t0: Instant, zone: string): Promise<void>;
  respond(caseId: string, proposal: string, answer: "accept" | "reject"): Promise<void>;
  ready(caseId: string, state: "ready" | "hold" | "go"): Promise<void>;
  /** Report that something became known, or confirm it; the words are sealed to everybody in the case before it is signed. */
  becameKnown(caseId: string, what: Knowledge, words: string): Promise<void>;
  /** Take such a report back, or deny another team's. */
  notKnown(caseId: string, what: Knowledge, words: string): Promise<void>;
  /** Sign the end of the embargo in force before its day; the last signature ends it. */
  agreeToEnd(caseId: string, words: string): Promise<void>;
  /** The devices of this person, and codes to compare. */
  devices(): Promise<readonly { readonly fingerprint: string; readonly here: boolean; readonly active: boolean }[]>;
  /** What a further machine of this person's has to know: a text, and no secret (EN-11). */
  pairing(): Promise<string>;
  /** Read the request of such a machine: its fingerprint, to be compared; refused if there is nothing to sign in it (EN-12). */
  readRequest(text: string): Promise<{ readonly fingerprint: string }>;
  /** Sign a request whose fingerprint was compared (EN-6): its machine reads everything that this person may. */
  signRequest(text: string): Promise<void>;
  /** The agent's work: admit, rotate, seal due shares, witness; what was done in words. */
  work(): Promise<readonly string[]>;
  /** The sealed key file that `prepare` made, once more: for safe keeping and for a second machine (DV-4). */
  keyFile(): Promise<KeyFile>;
  /** Forget the keys in this browser, of every team; the sealed key files stay for the passphrase. */
  lock(): Promise<void>;
  /** Forget this person in this team: device, key file, drafts, letters that have not left, and the logs. */
  remove(): Promise<void>;
}
