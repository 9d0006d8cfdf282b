/**
 * Counting the witnesses (LO-7): how many other teams stand behind what this hub shows.
 *
 * To cosign takes the team's witness key, which its founder's command line keeps; a browser has none.
 */

import { bytesOf, utf8 } from "../crypto/bytes.ts";
import { CryptoError } from "../crypto/errors.ts";
import { COSIGNATURE, parse, VerifierKey } from "../crypto/notes.ts";
import { cosignedBy, requiredCosignatures } from "../crypto/tlog.ts";
import type { Desk } from "./desk.ts";
import { CASES, DIRECTORY } from "./mirror.ts";
import type { Warning } from "./views.ts";

interface ShownCheckpoint {
  readonly note?: string;
  readonly cosignatures?: readonly string[];
}

/** Say of each log whether too few other teams have cosigned its newest checkpoint; this stops nothing. */
export async function missing(desk: Desk): Promise<readonly Warning[]> {
  const { view } = desk.known;
  const wanted = requiredCosignatures(view.tenants().length);
  const witnesses = new Map<string, VerifierKey>();
  for (const [tenant, key] of view.witnesses()) {
    const name = `${desk.key.member.hub}/witness/${tenant}`;
    witnesses.set(tenant, new VerifierKey(name, COSIGNATURE, bytesOf(key)));
  }
  const warnings: Warning[] = [];
  for (const log of [DIRECTORY, CASES]) {
    const shown = await desk.transport.get<ShownCheckpoint>(`logs/${log}/checkpoint`);
    const found = count(shown, witnesses, desk.tenant);
    if (!shown.note || found >= wanted) continue;
    const sentence =
      `The ${log} log is witnessed by ${found} of ${wanted} other teams: until their agents run, ` +
      "a hub that shows them something else goes unnoticed.";
    warnings.push({ sentence, rule: "LO-7" });
  }
  return warnings;
}

/** How many other teams' lines hold; one that does not is no line. */
function count(shown: ShownCheckpoint, witnesses: ReadonlyMap<string, VerifierKey>, tenant: string): number {
  const lines = (shown.cosignatures ?? []).map((line) => `${line}\n`).join("");
  try {
    return cosignedBy(parse(utf8(`${shown.note ?? ""}${lines}`)), witnesses, tenant).size;
  } catch (error) {
    if (error instanceof CryptoError) return 0;
    throw error;
  }
}
