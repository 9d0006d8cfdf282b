/**
 * The table of FORMATS.md 1 for the case log: who may sign what, and what it changes.
 *
 * A case's opening is apart (`consent.judgeCase`): before it there is nothing to hold a statement against.
 */

import type { BodyNamed, TypeName } from "../kinds/index.ts";
import type { Entry } from "../statement.ts";
import { narrow } from "../statement.ts";
import * as consent from "./consent.ts";
import * as decisions from "./decisions.ts";
import type { Hearing } from "./hearing.ts";
import * as sealing from "./sealing.ts";

/** When a statement of one type counts, and what is then kept of it. */
export interface Rule {
  /** Refuse what has no authority; NotAllowedError, BadSignatureError for a bad copy (ST-15). */
  readonly judge: (hearing: Hearing) => void;
  readonly note: (hearing: Hearing, entry: Entry) => void;
}

/** Without a `note` the statement is its own record. */
function rule<N extends TypeName>(
  type: N,
  allows: (hearing: Hearing, body: BodyNamed<N>) => void,
  note: (hearing: Hearing, body: BodyNamed<N>, entry: Entry) => void = () => undefined,
): readonly [string, Rule] {
  return [
    type,
    {
      judge: (hearing) => allows(hearing, narrow(hearing.statement, type).body),
      note: (hearing, entry) => note(hearing, narrow(hearing.statement, type).body, entry),
    },
  ];
}

/** The rules by the type of the statement. */
export const RULES: ReadonlyMap<string, Rule> = new Map([
  rule("case-roll", consent.judgeRoll, consent.note),
  rule("grant", consent.judgeGrant, consent.note),
  rule("recusal", consent.judgeRecusal, consent.note),
  rule("invitation", consent.judgeInvitation, consent.note),
  rule("accept", consent.judgeAccept, consent.note),
  rule("decline", consent.judgeDecline, consent.note),
  rule("proposal", decisions.judgeProposal, decisions.noteProposal),
  rule("response", decisions.judgeResponse),
  rule("termination", decisions.judgeAboutProposal),
  rule("readiness", decisions.judgeAboutProposal),
  rule("status", decisions.judgeStatus),
  rule("id-request", decisions.judgeRequest, decisions.noteRequest),
  rule("id-decision", decisions.judgeDecision),
  rule("third-party-id", decisions.judgeThirdParty),
  rule("review", decisions.judgeReview),
  rule("arming", decisions.judgeArming, decisions.noteArming),
  rule("disarming", decisions.judgeDisarming, decisions.noteDisarming),
  rule("epoch", sealing.judgeEpoch, sealing.noteEpoch),
  rule("share", sealing.judgeShare, sealing.noteShare),
  rule("manifest", sealing.judgeLetter, sealing.noteLetter),
]);
