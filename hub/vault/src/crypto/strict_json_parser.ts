/**
 * The grammar of JSON, and what `JSON.parse` hides: names that stand twice, and how a number was written.
 *
 * Like Python's parser it takes NaN and the infinities for numbers; `strict_json.ts` refuses them by their
 * rule once the whole text has proved to be JSON.
 */

import { MalformedError } from "./errors.ts";

// More digits than 2^53 has are beyond JS-5, and long numbers are slow to convert.
const MAX_DIGITS = String(2 ** 53).length;
const SPACE = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:(["\\/bfnrt])|u([0-9a-fA-F]{4}))/y;
const CONSTANT = /true|false|null|NaN|-?Infinity/y;
// NaN stands for every number that is no integer until it is named.
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
]);
const ESCAPED: ReadonlyMap<string, string> = new Map(
  Object.entries({ b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" }),
);

/** Reads one text once. Throws MalformedError (JS-2 to JS-5). */
export class Parser {
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value that the text is, end to end; NaN for a number that is no integer. */
  document(): unknown {
    const value = this.#value();
    this.#take(SPACE);
    if (this.#place !== this.#text.length) {
      throw notJson();
    }
    return value;
  }

  #value(): unknown {
    this.#take(SPACE);
    switch (this.#text[this.#place]) {
      case "{":
        return this.#object();
      case "[":
        return this.#list();
      case '"':
        return this.#string();
      default:
        return this.#word();
    }
  }

  #object(): unknown {
    const members: [string, unknown][] = [];
    this.#items("}", () => {
      this.#take(SPACE);
      const name = this.#string();
      this.#take(SPACE);
      if (!this.#skip(":")) {
        throw notJson();
      }
      members.push([name, this.#value()]);
    });
    if (new Set(members.map(([name]) => name)).size !== members.length) {
      throw new MalformedError("JS-3", "an object names a member twice");
    }
    return Object.fromEntries(members); // defines each member, `__proto__` too
  }

  #list(): unknown[] {
    const found: unknown[] = [];
    this.#items("]", () => found.push(this.#value()));
    return found;
  }

  #items(end: string, item: () => void): void {
    this.#place += 1;
    this.#take(SPACE);
    if (this.#skip(end)) {
      return;
    }
    do {
      item();
      this.#take(SPACE);
    } while (this.#skip(","));
    if (!this.#skip(end)) {
      throw notJson();
    }
  }

  #string(): string {
    if (!this.#skip('"')) {
      throw notJson();
    }
    let text = this.#take(PLAIN)?.[0] ?? "";
    while (!this.#skip('"')) {
      const found = this.#take(ESCAPE);
      if (found === undefined) {
        throw notJson();
      }
      const [, short = "", code] = found;
      text += code === undefined ? ESCAPED.get(short) ?? short : String.fromCharCode(Number.parseInt(code, 16));
      text += this.#take(PLAIN)?.[0] ?? "";
    }
    return text;
  }

  #word(): unknown {
    const number = this.#take(NUMBER);
    if (number !== undefined) {
      const [, digits = "", fraction, exponent] = number;
      return fraction === undefined && exponent === undefined ? integer(digits) : Number.NaN;
    }
    const constant = this.#take(CONSTANT);
    if (constant === undefined) {
      throw notJson();
    }
    return CONSTANTS.has(constant[0]) ? CONSTANTS.get(constant[0]) : Number.NaN;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#place;
    const found = pattern.exec(this.#text);
    this.#place += found?.[0].length ?? 0;
    return found ?? undefined;
  }

  #skip(mark: string): boolean {
    const here = this.#text[this.#place] === mark;
    this.#place += here ? 1 : 0;
    return here;
  }
}

function integer(digits: string): number {
  if (digits === "-0") {
    throw new MalformedError("JS-4", "minus zero is no integer");
  }
  if (digits.replace("-", "").length > MAX_DIGITS) {
    throw new MalformedError("JS-5", "an integer beyond 2^53");
  }
  return Number(digits);
}

function notJson(): MalformedError {
  return new MalformedError("JS-2", "not JSON");
}
