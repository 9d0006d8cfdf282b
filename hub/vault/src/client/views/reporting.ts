/** Reporting without an account, and coming back with twelve words. */

import type { LetterView } from "./letters.ts";
import type { Step } from "./words.ts";

/** What a stranger typed, before anything of it is sealed. */
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
