/** Texts that people hand from one machine to another: prefix, base64url, checksum (FORMATS.md 4.2). */

import { type Bytes, sha256Hex } from "./bytes.ts";
import { MalformedError } from "./errors.ts";
import * as strictBase64 from "./strict_base64.ts";

const FORM = /^([A-Za-z0-9_-]{1,4096})\.([0-9a-f]{8})$/;

/** One kind of such texts: how it begins, what people call it, and the rule that refuses another. */
export class HandedText {
  readonly prefix: string;
  readonly what: string;
  readonly rule: string;

  constructor(prefix: string, what: string, rule: string) {
    this.prefix = prefix;
    this.what = what;
    this.rule = rule;
  }

  /** The text of these bytes: prefix, base64url without padding, first 8 hex digits of their SHA-256. */
  write(data: Uint8Array): string {
    const body = strictBase64.encode(data).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
    return `${this.prefix}${body}.${checksumOf(data)}`;
  }

  /** The bytes in a text; MalformedError (`rule`) if it is of another kind, was cut or mistyped. */
  read(text: string): Bytes {
    const inside = text.startsWith(this.prefix) ? text.slice(this.prefix.length) : "";
    const [, body, checksum] = FORM.exec(inside) ?? [];
    if (body === undefined) {
      const sentence = `a ${this.what} begins with ${this.prefix} and ends with a checksum`;
      throw new MalformedError(this.rule, sentence);
    }
    const data = strictBase64.decode(padded(body), this.rule);
    if (checksumOf(data) !== checksum) {
      throw new MalformedError(this.rule, `the checksum of the ${this.what} is wrong`);
    }
    return data;
  }
}

function padded(text: string): string {
  const plain = text.replaceAll("-", "+").replaceAll("_", "/");
  return plain.padEnd(Math.ceil(plain.length / 4) * 4, "=");
}

function checksumOf(data: Uint8Array): string {
  return sha256Hex(data).slice(0, 8);
}
