/** From the log's statements to events: which kinds say something about disclosure (FORMATS.md 5, 9). */

import { PXA_MOVES, RM_MOVES, VFD_MOVES } from "../cases/states.ts";
import type { Status } from "../crypto/kinds/index.ts";
import type { Entry } from "../crypto/statement.ts";
import { UnknownMoveError } from "./errors.ts";
import { DOUBTS, type Event, type StatusMove } from "./events.ts";

/**
 * The events of one case's log; other kinds, and whatever precedes the opening, say nothing.
 *
 * Throws UnknownMoveError (CA-12).
 */
export function eventsOf(entries: Iterable<Entry>): readonly Event[] {
  const found: Event[] = [];
  let owner: string | undefined;
  for (const entry of entries) {
    const { body } = entry.statement;
    owner = body.type === "case" ? body.tenant : owner;
    const event = owner === undefined ? undefined : eventOf(entry, owner);
    if (event !== undefined) {
      found.push(event);
    }
  }
  return found;
}

/**
 * What one logged statement says about disclosure in the case of `owner`, if anything.
 *
 * That its signer may speak for the tenant has been judged. Throws UnknownMoveError (CA-12).
 */
export function eventOf(entry: Entry, owner: string): Event | undefined {
  const { body, hash } = entry.statement;
  const place = { index: entry.index, at: entry.loggedAt };
  switch (body.type) {
    case "case":
      return { kind: "case-opened", ...place, by: body.tenant, receivedAt: body.received };
    case "invitation": {
      const { tenant, terms, expires } = body;
      return body.state === "withdrawn"
        ? { kind: "invitation-withdrawn", ...place, by: owner, tenant }
        : { kind: "invited", ...place, by: owner, tenant, terms, deadline: expires };
    }
    case "accept":
      return { kind: "accepted", ...place, by: body.tenant, terms: body.terms };
    case "decline":
      return { kind: "declined", ...place, by: body.tenant };
    case "proposal":
      return body.state === "withdrawn"
        ? { kind: "withdrawn", ...place, by: body.tenant }
        : { kind: "proposed", ...place, by: body.tenant, proposal: hash, t0: body.t0, zone: body.zone };
    case "response":
      return { kind: "responded", ...place, by: body.tenant, proposal: body.proposal, answer: body.answer };
    case "termination":
      return { kind: "terminated", ...place, by: body.tenant, proposal: body.proposal, reason: body.reason };
    case "status":
      return { kind: "status-reported", ...place, by: body.tenant, ...moveOf(body) };
    case "readiness": {
      const { tenant: by, proposal, state: ready } = body;
      return { kind: "readiness-said", ...place, by, proposal, ready };
    }
    case "manifest": {
      const { tenant } = body.author;
      const reasoned = body.purpose === "reason" && tenant !== undefined;
      return reasoned ? { kind: "reason-given", ...place, by: tenant } : undefined;
    }
    default:
      return undefined;
  }
}

function moveOf({ machine, move }: Status): StatusMove {
  const rm = RM_MOVES.find((each) => each === move);
  const vfd = VFD_MOVES.find((each) => each === move);
  const pxa = [...PXA_MOVES, ...DOUBTS].find((each) => each === move);
  if (machine === "rm" && rm !== undefined) {
    return { machine, move: rm };
  }
  if (machine === "vfd" && vfd !== undefined) {
    return { machine, move: vfd };
  }
  if (machine === "pxa" && pxa !== undefined) {
    return { machine, move: pxa };
  }
  throw new UnknownMoveError(`the ${machine} machine knows no letter ${move}`);
}
