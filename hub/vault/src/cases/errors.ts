/** Refusals of cases. */

import { DomainError } from "../kernel/errors.ts";

/** A move that is not in the table of its state machine; nothing was changed. */
export class MoveNotAllowedError extends DomainError {
  readonly machine: string;
  readonly state: string;
  readonly move: string;

  constructor(machine: string, state: string, move: string, rule: string) {
    super(`the ${machine} machine has no move ${move} from ${state}`, rule);
    this.machine = machine;
    this.state = state;
    this.move = move;
  }
}

/** A fix is reported by somebody who never accepted the report (CF and CD need RM Accepted). */
export class FixWithoutReportError extends DomainError {
  constructor(message: string, rule = "CS-4") {
    super(message, rule);
  }
}
