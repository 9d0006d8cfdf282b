/** *Today*: what a person owes, and their cases. */

import type { EmbargoState } from "./embargo.ts";
import type { Instant, Warning } from "./words.ts";

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
