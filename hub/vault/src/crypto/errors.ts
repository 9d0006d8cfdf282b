/** The errors of crypto/: every refusal names the rule of FORMATS.md that it enforces. */

/** Base of every refusal. `rule` is its number in FORMATS.md, e.g. `ST-4`; `message` goes without it. */
export class CryptoError extends Error {
  readonly rule: string;

  constructor(rule: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.rule = rule;
  }
}

/** The bytes can be right for nobody: they break the format itself. */
export class MalformedError extends CryptoError {}

/** Well-formed, but not for this key: somebody else may be able to open it. */
export class WrongKeyError extends CryptoError {}

/** A signature does not verify, or its signer is not who the statement names. */
export class BadSignatureError extends CryptoError {}

/** Well-formed and signed, but the signer had no authority at that point of the log. */
export class NotAllowedError extends CryptoError {}

/** Refused before computing: beyond a limit of the format or of the reader. */
export class LimitError extends CryptoError {}
