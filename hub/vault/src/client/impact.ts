/** "Are we affected?": one letter to everybody in the case, told apart by its purpose. */

import { newId } from "./desk.ts";
import type { Desk } from "./desk.ts";
import type { Vault } from "./views.ts";
import { send } from "./writing.ts";

const ANSWERS = {
  affected: "is affected",
  "not affected": "is not affected",
  "not sure yet": "does not know yet whether it is affected",
} as const;

/** What is being sent at a desk, under the id that it keeps until it arrived or is another answer (EV-5). */
const begun = new WeakMap<Desk, { readonly answer: string; readonly envelope: string }>();

/** Answer for this member's team, with words for the others if there are any. */
export async function answerImpact(
  desk: Desk,
  caseId: string,
  ...[affected, words]: [Parameters<Vault["answerImpact"]>[1], string]
): Promise<void> {
  await desk.sync();
  const said = `${desk.known.slug(desk.tenant)} ${ANSWERS[affected]}.`;
  const body = words.trim() === "" ? said : `${said}\n\n${words}`;
  const answer = `${caseId} ${body}`;
  const before = begun.get(desk);
  const now = before?.answer === answer ? before : { answer, envelope: newId() };
  begun.set(desk, now);
  const { envelope } = now;
  await send(desk, caseId, { place: "joint", purpose: "impact", subject: said, body, envelope });
  begun.delete(desk);
}
