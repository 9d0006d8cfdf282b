/** A case: its teams, its people and its history; how it begins and who is asked into it. */

import type { EmbargoView } from "./embargo.ts";
import type { AttachmentView, Place, Readers } from "./letters.ts";
import type { Instant, Warning } from "./words.ts";

export interface PartyView {
  readonly slug: string;
  readonly role: "owner" | "participant" | "invited" | "declined" | "lapsed";
  readonly consent: string; // in words
  readonly report: string;
  readonly fix: string;
  readonly impact: "answered" | "waiting" | "not asked";
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
