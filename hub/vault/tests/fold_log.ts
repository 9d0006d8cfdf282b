/**
 * Folds logs that it is handed, for a comparison with another implementation.
 *
 * Standard input: a JSON list of files in the form of rings.json, whose leaves may be void and whose `cases`
 * ask for holders in the order of the log. Standard output: for each file `{directory, case_log, holders}`,
 * where the logs have the rule that each leaf breaks, or null.
 */

import { text } from "node:stream/consumers";

import { Replay } from "../src/crypto/replay.ts";
import type { Verdict } from "../src/crypto/verdict.ts";
import { type Held, type Logs, type Question, entriesOf, heldIn } from "./logs.ts";

interface Findings {
  readonly directory: readonly (string | null)[];
  readonly case_log: readonly (string | null)[];
  readonly holders: readonly (readonly Held[])[];
}

type LogFile = Logs & { readonly cases: readonly Question[] };

function fold(file: LogFile): Findings {
  const replay = new Replay({ hub: file.hub, cna: file.cna });
  const [people, letters] = [entriesOf(file, "directory"), entriesOf(file, "case_log")];
  const directory: Verdict[] = [];
  const cases: Verdict[] = [];
  const goOn = ([size, caseSize]: readonly [number, number]): void => {
    directory.push(...people.slice(directory.length, size).map((each) => replay.addDirectory(each)));
    cases.push(...letters.slice(cases.length, caseSize).map((each) => replay.addCase(each)));
  };
  const holders = file.cases.map(({ after, ring, when }) => {
    goOn(after);
    return heldIn(replay, ring, when);
  });
  goOn([people.length, letters.length]);
  return { directory: rules(directory), case_log: rules(cases), holders };
}

function rules(verdicts: readonly Verdict[]): readonly (string | null)[] {
  return verdicts.map(({ fault }) => fault?.rule ?? null);
}

const files = JSON.parse(await text(process.stdin)) as readonly LogFile[];
process.stdout.write(JSON.stringify(files.map(fold)));
