/** The device at work signs a further one of the same person (EN-6, EN-11, EN-12; `hub/client/vouching.py`). */

import { MalformedError } from "../crypto/errors.ts";
import type { Device } from "../crypto/kinds/index.ts";
import { checkRequest, Pairing, readRequest as read } from "../crypto/pairing.ts";
import { check } from "../crypto/statement.ts";
import type { Statement } from "../crypto/statement.ts";
import type { Desk } from "./desk.ts";
import { Failure } from "./views.ts";

/** What a machine has to know to become this person's next device: a text without a secret (EN-11). */
export function pairingOf(desk: Desk): string {
  const { hub, log_key, cna, tenant, person } = desk.key.member;
  return Pairing.toText({ hub, log_key, cna: cna ?? tenant, tenant, person });
}

/** Read a request by the directory of now; refused (EN-12, RO-8, ST) if there is nothing to sign in it. */
export async function readRequest(desk: Desk, text: string): Promise<Statement<Device>> {
  const request = requestIn(text, desk.key.member.hub);
  const known = await desk.sync(); // the new machine may have seen more of the log than this one
  checkRequest(request, known.view, { tenant: desk.tenant, person: desk.me });
  return request;
}

/** Sign beside the new device, which is active from this leaf; its fingerprint was compared before. */
export async function signRequest(desk: Desk, text: string): Promise<void> {
  const { body, signed } = await readRequest(desk, text);
  desk.requireFresh();
  const both = await desk.key.secret.addSignature(body, signed);
  desk.known.replay.judgeDirectory(check(both, body.hub), { when: desk.now });
  await desk.postDirectory([both]);
}

function requestIn(text: string, hub: string): Statement<Device> {
  try {
    return read(text.replace(/\s+/g, ""), hub);
  } catch (error) {
    if (!(error instanceof MalformedError) || error.rule !== "EN-12") throw error;
    throw new Failure("bad-input", `this is no whole request: ${error.message}`, error.rule);
  }
}
