/**
 * What a report may be, as the teams' policy asks: a few sentences in plain text, the versions tried, a
 * script that shows it, and nothing binary. Limits are FORMATS.md EV-2 and AT-1.
 */

import type { ReportDraft } from "../client/views.ts";
import { bytes as sizeOf } from "../client/words.ts";

const MIB = 1024 * 1024;
export const LARGEST = 5 * MIB;
const TOGETHER = 50 * MIB;
const MOST = 32;
const TITLE = 200;
/** A letter is 1 MiB with its frame; JSON may double what is quoted. */
const TEXT = 400 * 1024;

/** The endings that a file chooser offers; what counts is that the bytes are text. */
export const TEXT_FILES =
  ".txt,.md,.rst,.py,.pyi,.sh,.c,.h,.rs,.go,.js,.ts,.toml,.cfg,.ini,.json,.yaml,.patch,.diff,.log,text/*";

export type Field = "to" | "title" | "product" | "versions" | "description" | "credit";
export type Faults = Partial<Record<Field, string>>;

/** Each field that cannot be sent yet, with the sentence beside it. */
export function faultsOf(draft: ReportDraft): Faults {
  const faults: Faults = {};
  if (draft.to === "") {
    faults.to = "Choose the team. If several are affected, any of them: it brings in the others.";
  }
  if (draft.title.trim() === "") {
    faults.title = "Say in one line what goes wrong.";
  } else if ([...draft.title].length > TITLE) {
    faults.title = `One line of ${TITLE} characters at most.`;
  }
  if (draft.product.trim() === "") {
    faults.product = "Name the tool or package.";
  }
  if (draft.versions.trim() === "") {
    faults.versions = "Name the versions you tried it with.";
  }
  if (draft.description.trim() === "") {
    faults.description = "Describe it in a few sentences.";
  } else if (new TextEncoder().encode(draft.description).length > TEXT) {
    faults.description = "The text is longer than 400 KiB: attach the long part as a file.";
  }
  return faults;
}

/** Why a file cannot go with a report, or nothing. Reads all of it: only its bytes say whether it is text. */
export async function fileFault(file: File): Promise<string | undefined> {
  if (file.size === 0) {
    return `${file.name} is empty.`;
  }
  if (file.size > LARGEST) {
    return `${file.name} has ${sizeOf(file.size)}; a file may have 5 MiB. Cut it to what shows the flaw.`;
  }
  const bytes = await file.arrayBuffer().catch(() => undefined);
  if (bytes === undefined) {
    return `${file.name} cannot be read: was it moved or deleted? Choose it again.`;
  }
  return isText(new Uint8Array(bytes))
    ? undefined
    : `${file.name} is not plain text. Send a script that makes it instead of the file itself.`;
}

/** Why these files cannot go together, or nothing. */
export function filesFault(files: readonly File[]): string | undefined {
  if (files.length > MOST) {
    return `${files.length} files; a report may have ${MOST}.`;
  }
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return size > TOGETHER ? `The files have ${sizeOf(size)} together; a report may have 50 MiB.` : undefined;
}

/** Whether bytes are UTF-8 without control characters that no text has. */
export function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) {
    return false;
  }
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
