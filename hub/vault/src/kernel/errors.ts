/** Refusals of the domain: each names the rule it enforces, in one sentence written for who acts. */

/** Base of every refusal. `rule` is a number of FORMATS.md or of a table in the domain. */
export class DomainError extends Error {
  readonly rule: string;

  constructor(message: string, rule: string) {
    super(message);
    this.name = new.target.name;
    this.rule = rule;
  }
}
