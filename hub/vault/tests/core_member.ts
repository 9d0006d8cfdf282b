/**
 * Two browsers at a real hub, for `tests/vault/test_client_core.py`: a newcomer joins by a code, and a member
 * whose key file the command line made comes back. What they saw and did is written as JSON.
 *
 * Standard input is JSON: {url, hub, code, passphrase, file, filePassphrase, caseId}; `file` in base64.
 */

import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { openGate } from "../src/client/gate.ts";
import type { Gate, LetterView, Vault } from "../src/client/views.ts";

interface Given {
  readonly url: string;
  readonly hub: string;
  readonly code: string;
  readonly passphrase: string;
  readonly file: string;
  readonly filePassphrase: string;
  readonly caseId: string;
}

const given = JSON.parse(readFileSync(0, "utf8")) as Given;

function browser(database: string): Gate {
  return openGate({ host: `vault.${given.hub}`, base: `${given.url}/api/v1`, database, workFactor: 10 });
}

async function lettersOf(vault: Vault): Promise<readonly LetterView[]> {
  const found: LetterView[] = [];
  for await (const batch of vault.letters(given.caseId)) found.push(...batch);
  return found;
}

function told(letters: readonly LetterView[]): readonly object[] {
  return letters.map(({ place, author, fault, ...each }) => {
    const { body: text = each.body, proven } = each.quoted ?? {};
    return { place, author, fault: fault?.sentence, text, proven };
  });
}

const newcomer = browser("newcomer");
const invited = await newcomer.examine(given.code);
const prepared = await newcomer.prepare(given.code, given.passphrase);
const first = await newcomer.activate();
const before = await first.today();
await first.lock();
const mine = await browser("newcomer").unlock(given.passphrase);

const file = new Uint8Array(Buffer.from(given.file, "base64"));
const member = await browser("member").restore(file, given.filePassphrase);
const today = await member.today();
const letters = await lettersOf(member);
const rotated = await member.work();
await member.grant(given.caseId, mine.me.person, true);
const sealed = await member.work();
await mine.sync();
const queue = await mine.today();
const read = await lettersOf(mine);

const answer = {
  invited,
  file: Buffer.from(await prepared.file.arrayBuffer()).toString("base64"),
  newcomer: { ...mine.me, casesBefore: before.cases.length, cases: queue.cases, letters: told(read) },
  member: { ...member.me, cases: today.cases, letters: told(letters) },
  work: { rotated, sealed },
};
process.stdout.write(JSON.stringify(answer));
process.exit(0); // what a tab would go on waiting for
