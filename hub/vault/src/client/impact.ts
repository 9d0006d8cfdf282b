/** "Are we affected?": one letter to everybody in the case, told apart by its purpose. */

import type { Desk } from "./desk.ts";
import type { Vault } from "./views.ts";
import { send } from "./writing.ts";

const ANSWERS = {
  affected: "is affected",
  "not affected": "is not affected",
  "not sure yet": "does not know yet whether it is affected",
} as const;

/** Answer for this member's team, with words for the others if there are any. */
export async function answerImpact(
  desk: Desk,
  caseId: string,
  ...[affected, words]: [Parameters<Vault["answerImpact"]>[1], string]
): Promise<void> {
  await desk.sync();
  const said = `${desk.known.slug(desk.tenant)} ${ANSWERS[affected]}.`;
  const body = words.trim() === "" ? said : `${said}\n\n${words}`;
  await send(desk, caseId, { place: "joint", purpose: "impact", subject: said, body });
}
