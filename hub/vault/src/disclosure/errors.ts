/** Refusals of disclosure. Rules VP-, CM- and EMB- are Vultron's, DP- and ET- those of the embargo record. */

import { DomainError } from "../kernel/errors.ts";

/** Somebody acts who is invited at most: nobody takes part before their acceptance counts. */
export class NotTakingPartError extends DomainError {
  constructor(message: string, rule = "CM-17-005") {
    super(message, rule);
  }
}

/** An act that only the case's owner may do. */
export class OwnerOnlyError extends DomainError {
  constructor(message: string, rule = "CM-02-005") {
    super(message, rule);
  }
}

/** An answer to an invitation that does not stand. */
export class NotInvitedError extends DomainError {
  constructor(message: string, rule = "CA-5") {
    super(message, rule);
  }
}

/** An invitation to somebody whose consent stands: a signatory is never set back to invited. */
export class AlreadyTakingPartError extends DomainError {
  constructor(message: string, rule = "CM-18-004") {
    super(message, rule);
  }
}

/** No embargo is proposed or accepted once the flaw or an exploit is public or attacks are seen. */
export class EmbargoNotViableError extends DomainError {
  constructor(message: string, rule = "VP-06-001") {
    super(message, rule);
  }
}

/** Who holds the report for invalid or closed neither proposes nor accepts an embargo. */
export class ReportNotOpenError extends DomainError {
  constructor(message: string, rule = "VP-13-002") {
    super(message, rule);
  }
}

/** An end that is past, too far away, too near, or not one unambiguous instant. */
export class EndNotAllowedError extends DomainError {
  constructor(message: string, rule = "VP-05-001") {
    super(message, rule);
  }
}

/** The named proposal is not the one that is being decided on. */
export class NotCurrentError extends DomainError {
  constructor(message: string, rule = "VP-07-009") {
    super(message, rule);
  }
}

/** The instant stands already: it is answered, not proposed again. */
export class SameEndError extends DomainError {
  constructor(message: string, rule = "DP-3") {
    super(message, rule);
  }
}

/** The reason is not one that this party can sign now. */
export class TerminationError extends DomainError {
  constructor(message: string, rule = "EMB-14") {
    super(message, rule);
  }
}

/** Something would be published before its time. */
export class EmbargoStandsError extends DomainError {
  constructor(message: string, rule = "DP-11") {
    super(message, rule);
  }
}

/** An event that does not follow the ones that were counted. */
export class OutOfOrderError extends DomainError {
  constructor(message: string, rule = "DP-1") {
    super(message, rule);
  }
}

/** A milestone that the plan cannot hold. */
export class PlanError extends DomainError {
  constructor(message: string, rule = "DP-12") {
    super(message, rule);
  }
}

/** A status names a letter that its machine does not have. */
export class UnknownMoveError extends DomainError {
  constructor(message: string, rule = "CA-12") {
    super(message, rule);
  }
}
