/** What went wrong, in one sentence that says what to do. Nothing typed is lost. */

export type FailureKind = "offline" | "expired" | "clock" | "storage" | "too-big" | "refused" | "moved" | "hub-lies" | "not-found" | "wrong-passphrase" | "bad-input" | "missing" | "cancelled";

export class Failure extends Error {
  readonly kind: FailureKind;
  readonly rule: string | undefined;

  constructor(kind: FailureKind, sentence: string, rule?: string) {
    super(sentence);
    this.name = "Failure";
    this.kind = kind;
    this.rule = rule;
  }
}
