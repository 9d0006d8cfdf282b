/** Letters: who reads a place, what was written there, what is being written and what has not left yet. */

import type { Instant, Warning } from "./words.ts";

export type Place = "joint" | "reporter" | "tenant" | "record";

export type Purpose = "report" | "comment" | "impact" | "reason" | "draft" | "quote";

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

export interface Draft {
  readonly place: Place;
  readonly purpose: Purpose;
  readonly subject?: string;
  readonly body: string;
  readonly replyTo?: string;
  readonly files?: readonly File[];
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
  /** The hub had it, and no answer came: it may arrive, or have arrived, whatever is done here. */
  readonly unsure?: true;
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
