/**
 * What the pages show and what they may ask for: the one border between `client` and `pages`.
 *
 * Pages know nothing of statements, rings or keys. Every value here was checked by the client against the logs;
 * what could not be checked says so in words. Instants are `YYYY-MM-DDThh:mm:ssZ`.
 */

export type Instant = string;
export type Place = "joint" | "reporter" | "tenant" | "record";
export type Purpose = "report" | "comment" | "impact" | "reason" | "draft" | "quote";
export type EmbargoState = "none" | "proposed" | "active" | "revise" | "exited";

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

/** Something a person should know though nothing failed: `rule` of FORMATS.md, if one speaks. */
export interface Warning {
  readonly sentence: string;
  readonly rule?: string;
}

export type Owed =
  | "report" // a sealed report at intake waits to be taken on
  | "invitation" // accept or decline
  | "read" // unread letters
  | "impact" // answer "affected?"
  | "proposal" // answer a proposed date
  | "propose" // no date yet: propose one
  | "ready" // say ready, hold or go
  | "invite" // an invitation came to nothing: invite again
  | "confirm" // a team says that something became known: confirm or deny it
  | "end" // a team asks to end the embargo before its day
  | "refused" // the hub could not publish a record: see to it by hand
  | "review"
  | "agent"; // this browser is sealing keys for somebody

/** One line of Today: one thing owed, with the one act that settles it. */
export interface Task {
  readonly what: Owed;
  readonly caseId?: string;
  readonly intakeId?: string;
  /** The title when it can be decrypted, else the code name. */
  readonly title: string;
  readonly codeName?: string;
  readonly by?: Instant;
  /** One sentence: who waits for what. */
  readonly sentence: string;
  readonly act: string; // the words on its button
  readonly to: string; // the route, such as "#/case/<id>/dates"
}

export interface CaseLine {
  readonly caseId: string;
  readonly title: string;
  readonly codeName: string;
  readonly state: EmbargoState;
  readonly t0?: Instant;
  /** Whose move it is, in words: "waiting for uv since Tue 3 Nov". */
  readonly turn?: string;
  readonly role: "owner" | "participant" | "reporter";
  readonly unread: number;
}

export interface Today {
  readonly tasks: readonly Task[];
  readonly cases: readonly CaseLine[];
  readonly warnings: readonly Warning[];
}

export interface Readers {
  readonly place: Place;
  /** "pip Lead (pip)", "the reporter". */
  readonly names: readonly string[];
  /** The teams, for the short form: "pip, uv and the reporter". */
  readonly short: string;
  /** A rotation is pending: it is made before sealing. */
  readonly rotates: boolean;
}

export interface AttachmentView {
  readonly envelope: string;
  readonly name: string;
  readonly type: string;
  readonly size: number;
}

export interface LetterView {
  readonly envelope: string;
  readonly hash: string;
  readonly place: Place;
  readonly index: number;
  readonly at: Instant;
  readonly author: string;
  readonly mine: boolean;
  /** "vouched for by pip", "the reporter"; absent for a member of the directory. */
  readonly standing?: string;
  readonly readers: readonly string[];
  readonly purpose: Purpose;
  readonly kind: "letter" | "record";
  readonly subject?: string;
  readonly body?: string;
  readonly replyTo?: string;
  readonly attachments: readonly AttachmentView[];
  readonly quoted?: { readonly subject: string; readonly body: string; readonly proven: boolean; readonly author: string };
  /** Why it stays shut: a sentence for people, with the rule. Then there is no body. */
  readonly fault?: Warning;
  /** RI-9: something before it was withheld. */
  readonly gap?: Warning;
  readonly unread: boolean;
}

export interface ProposalView {
  readonly hash: string;
  readonly by: string; // slug
  readonly t0: Instant;
  readonly zone: string;
  readonly inForce: boolean;
  readonly mine: boolean;
  readonly answers: readonly { readonly slug: string; readonly answer: "accept" | "reject" | "none" }[];
  /** What accepting and rejecting do, in words, before they are done. */
  readonly accepting: string;
  readonly rejecting: string;
}

/** What may become known of a case; each is judged alone (DP-9). */
export type Knowledge = "public" | "exploit" | "attacks";

/** An act about an early end, with what it would do: tried by the rules, not described. */
export interface EndingAct {
  readonly act: "report" | "confirm" | "deny" | "take-back" | "agree";
  readonly effect: string;
  /** The embargo ends at once by it. */
  readonly ends: boolean;
  /** It cannot be taken back: asked for twice. */
  readonly final: boolean;
}

export interface KnowledgeView {
  readonly what: Knowledge;
  readonly state: "unknown" | "reported" | "known";
  readonly sentence: string;
  readonly acts: readonly EndingAct[];
}

/** The early end by everybody's signature: who has signed it, who has not, and this team's own act if it has one. */
export interface AgreedEndView {
  readonly signed: readonly string[];
  readonly sentence: string;
  readonly act?: EndingAct;
}

export interface EmbargoView {
  readonly state: EmbargoState;
  readonly sentence: string;
  readonly t0?: Instant;
  readonly zone?: string;
  readonly revision: number;
  readonly agreed: boolean;
  readonly proposals: readonly ProposalView[];
  /** Each participant's acceptable span, for the picture of the overlap: from now to their shortest proposal or answer. */
  readonly windows: readonly { readonly slug: string; readonly from: Instant; readonly until: Instant; readonly words: string }[];
  readonly ready: readonly { readonly slug: string; readonly state: "ready" | "hold" | "go" | "silent" }[];
  readonly known: readonly KnowledgeView[];
  /** Only while an embargo is in force. */
  readonly agreedEnd?: AgreedEndView;
  readonly ended?: { readonly reason: string; readonly at: Instant; readonly early: boolean };
}

export interface PartyView {
  readonly slug: string;
  readonly role: "owner" | "participant" | "invited" | "declined" | "lapsed";
  readonly consent: string; // in words
  readonly report: string;
  readonly fix: string;
  readonly impact: "answered" | "waiting";
  readonly people: readonly string[];
  readonly waitsFor?: string; // "waiting for pip's client since …"
}

/** One line of the case's history: what was signed, by whom, when, and how it is proved. */
export interface HistoryLine {
  readonly index: number;
  readonly at: Instant;
  readonly who: string;
  readonly sentence: string;
  readonly hash: string;
  readonly type: string;
}

export interface CaseView {
  readonly caseId: string;
  readonly codeName: string;
  readonly title: string;
  readonly owner: string;
  readonly role: "owner" | "participant";
  readonly received: Instant;
  readonly places: readonly Readers[];
  readonly embargo: EmbargoView;
  readonly parties: readonly PartyView[];
  readonly history: readonly HistoryLine[];
  readonly colleagues: readonly { readonly person: string; readonly name: string; readonly reads: boolean }[];
  /** The CVE IDs that were assigned to it, or recorded. */
  readonly cves: readonly string[];
  readonly warnings: readonly Warning[];
  readonly version: number;
}

export interface InvitationView {
  readonly caseId: string;
  readonly codeName: string;
  readonly inviter: string;
  readonly t0?: Instant;
  readonly zone?: string;
  readonly expires: Instant;
  readonly rings: readonly Place[];
  readonly history: string;
  readonly colleagues: readonly { readonly person: string; readonly name: string; readonly me: boolean }[];
  /** May this person answer (admin or coordinator)? */
  readonly lead: boolean;
}

export interface IntakeView {
  readonly intakeId: string;
  readonly received: Instant;
  readonly signed: boolean; // false: a drop, sender unknown
  readonly subject?: string;
  readonly body?: string;
  readonly fault?: Warning;
  readonly colleagues: readonly { readonly person: string; readonly name: string; readonly me: boolean }[];
  /** What came with it; it goes into the case with the report. */
  readonly attachments?: readonly AttachmentView[];
}

/** A tenant that could be invited, with why it may be affected: matched in this browser, never at the hub. */
export interface Suggestion {
  readonly slug: string;
  readonly name: string;
  readonly genesis: string;
  readonly because: readonly string[];
  /** The boundary that decides: "allow", "ask" or "deny". */
  readonly edge: "allow" | "ask" | "deny";
}

export interface Draft {
  readonly place: Place;
  readonly purpose: Purpose;
  readonly subject?: string;
  readonly body: string;
  readonly replyTo?: string;
  readonly files?: readonly File[];
}

/** A day on which a team of the case is away: "holiday in DE (pip)". */
export interface DayOff {
  readonly day: string; // YYYY-MM-DD
  readonly why: string;
}

/** A letter that is sealed here and has not left: until `leavesAt` it can be taken back. */
export interface Held {
  readonly id: string;
  readonly caseId: string;
  readonly leavesAt: number; // ms since 1970 by this machine
  readonly draft: Draft;
  readonly failed?: string;
  /** What became of it in another tab, after its name: there is nothing left to do with it here. */
  readonly gone?: string;
  /** On its way right now: how far. */
  readonly leaving?: { readonly sentence: string; readonly done: number; readonly of: number };
}

/** A draft as it was saved; `key` names this state of it, `mine` if the page that asks kept it or took it up. */
export interface KeptDraft {
  readonly key: string;
  readonly mine: boolean;
  readonly draft: object;
}

/** What one page writes in a form. What other tabs write there, or a letter taken back, stays beside it. */
export interface Sheet {
  /** Every draft of the form, the newest first. */
  kept(): Promise<readonly KeptDraft[]>;
  /** Go on with one of them: the next `save` takes its place. What this page had before stays beside it. */
  takeUp(key: string): Promise<void>;
  /** Keep this in the place of what this page kept or took up, and of nothing else. */
  save(draft: object): Promise<void>;
  /** Forget a draft; without `key` the one that this page kept or took up. */
  drop(key?: string): Promise<void>;
}

export type Step = (sentence: string, done: number, of: number) => void;

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
  /** Make it a draft of `form` again, files and all; the key of that draft. */
  takeBack(id: string, form: string): Promise<string>;
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
  /** The agent's work: admit, rotate, seal due shares, witness; what was done in words. */
  work(): Promise<readonly string[]>;
  /** The sealed key file that `prepare` made, once more: for safe keeping and for a second machine (DV-4). */
  keyFile(): Promise<KeyFile>;
  /** Forget the keys in this browser; the sealed key file stays for the passphrase. */
  lock(): Promise<void>;
  /** Forget this person: device, key file, drafts, letters that have not left, and the logs. */
  remove(): Promise<void>;
}

/** A sealed key file (DV-4) to be saved. */
export interface KeyFile {
  readonly file: Blob;
  readonly fileName: string;
}

/** The door before a vault is open. */
export type Door =
  | { readonly state: "empty" } // nobody joined in this browser
  | { readonly state: "locked"; readonly name: string; readonly slug: string } // a key file is here, no keys
  | { readonly state: "ready"; readonly name: string; readonly slug: string };

export interface Gate {
  door(): Promise<Door>;
  /** Sign in with the keys that are here. */
  open(): Promise<Vault>;
  unlock(passphrase: string): Promise<Vault>;
  /** Restore from an exported key file (age, passphrase). */
  restore(file: Uint8Array, passphrase: string): Promise<Vault>;
  /** Check a join code and say who invites: nothing is signed yet. */
  examine(code: string): Promise<{ readonly slug: string; readonly name: string; readonly role: string; readonly hub: string }>;
  /** Make the device's keys and its key file; the device becomes active with `activate`, after the file was saved. */
  prepare(code: string, passphrase: string): Promise<KeyFile & { readonly fingerprint: string }>;
  activate(): Promise<Vault>;
  /** The sealed key file of whoever is here, once more, though the keys are locked. */
  keyFile(): Promise<KeyFile>;
  /** As `Vault.remove`, from the door: then somebody else may come in. */
  remove(): Promise<void>;
  /** Called when another tab locked or removed whoever is here: the vault that is open here has ended. */
  onLocked(listener: () => void): () => void;
}

/** Reporting without an account. */
export interface ReportDraft {
  readonly to: string; // slug, or slug@GENESIS (RE-5)
  readonly title: string;
  readonly product: string;
  readonly versions: string;
  readonly description: string;
  readonly credit: string;
  readonly files: readonly File[];
}

export interface Reporting {
  /** The teams that take sealed reports, with what they care for. */
  teams(): Promise<readonly { readonly slug: string; readonly name: string; readonly genesis: string; readonly products: readonly string[] }[]>;
  send(draft: ReportDraft, step: Step, stop?: AbortSignal): Promise<{ readonly words: string; readonly receipt: string }>;
  /** Come back with the twelve words. */
  receipt(words: string): Promise<Receipt>;
}

export interface Receipt {
  /** The team; empty until it has taken the report on, for the words alone do not say it. */
  readonly slug: string;
  readonly state: string;
  letters(): AsyncIterable<readonly LetterView[]>;
  attachment(letter: LetterView, envelope: string, step?: Step, stop?: AbortSignal): Promise<Blob>;
  reply(body: string, files?: readonly File[], step?: Step, stop?: AbortSignal): Promise<void>;
  sync(): Promise<void>;
}

/** What went wrong, in one sentence that says what to do. Nothing typed is lost. */
export type FailureKind = "offline" | "expired" | "clock" | "storage" | "too-big" | "refused" | "moved" | "hub-lies" | "not-found" | "wrong-passphrase" | "bad-input" | "missing" | "cancelled";

export class Failure extends Error {
  readonly kind: FailureKind;
  readonly rule: string | undefined;

  constructor(kind: FailureKind, sentence: string, rule?: string) {
    super(sentence);
    this.name = "Failure";
    this.kind = kind;
    this.rule = rule;
  }
}
