/** Logs in the form of rosters.json and rings.json, read and folded. */

import { utf8 } from "../src/crypto/bytes.ts";
import type { RingRef } from "../src/crypto/kinds/index.ts";
import { Replay } from "../src/crypto/replay.ts";
import { Ring } from "../src/crypto/ring/index.ts";
import { type Entry, type Statement, parse } from "../src/crypto/statement.ts";

export interface Leaf {
  readonly logged_at: string;
  readonly wire: string;
}

/** Both logs of one hub, and the CNA that their reader pinned. */
export interface Logs {
  readonly hub: string;
  readonly cna?: string;
  readonly directory: readonly Leaf[];
  readonly case_log: readonly Leaf[];
}

/** Who holds a ring after so many leaves of the directory and of the case log. */
export interface Question {
  readonly after: readonly [number, number];
  readonly ring: RingRef;
  readonly when: string;
}

export interface Held {
  readonly device: string;
  readonly first: number | null;
}

const PARSED = new Map<string, Statement>();

/** The statement of a wire form, whose signatures are verified once however often it is asked for. */
export function statementOf(wire: string, hub: string): Statement {
  const key = `${hub} ${wire}`;
  const found = PARSED.get(key) ?? parse(utf8(wire), hub);
  PARSED.set(key, found);
  return found;
}

/** One log's leaves as entries. */
export function entriesOf(logs: Logs, log: "directory" | "case_log"): readonly Entry[] {
  return logs[log].map(({ wire, logged_at: loggedAt }, index) => {
    return { index, statement: statementOf(wire, logs.hub), loggedAt };
  });
}

/** The fold of so many leaves of both logs, all of which must count. */
export function folded(logs: Logs, [directory, cases]: readonly [number, number]): Replay {
  const replay = new Replay({ hub: logs.hub, cna: logs.cna });
  const verdicts = [
    ...entriesOf(logs, "directory").slice(0, directory).map((each) => replay.addDirectory(each)),
    ...entriesOf(logs, "case_log").slice(0, cases).map((each) => replay.addCase(each)),
  ];
  for (const { fault } of verdicts) {
    if (fault !== undefined) throw new Error("a leaf of the file does not count", { cause: fault });
  }
  return replay;
}

/** Who holds a ring, by fingerprint, with the first epoch that each device may have. */
export function heldIn(replay: Replay, ref: RingRef, when: string): readonly Held[] {
  const found =
    ref.case === undefined
      ? replay.intakeHolders(replay.intake.get(ref.tenant ?? "") ?? new Ring(ref))
      : replay.circles.get(ref.case)?.holders(ref, { when });
  const held = [...(found ?? [])].map(([device, { first }]) => ({ device, first: first ?? null }));
  return held.sort((one, other) => (one.device < other.device ? -1 : 1));
}
