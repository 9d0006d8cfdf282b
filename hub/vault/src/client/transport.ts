/**
 * Speaking to the hub: JSON over same-origin HTTP, a bearer token in memory, problems as sentences.
 *
 * Every POST and PUT carries an Idempotency-Key, so that repeating after a lost reply is safe. A token that
 * ran out is met by signing in again, once and unseen. No cookie is ever sent.
 */

import type { SignedStatement } from "../crypto/dsse.ts";
import * as dsse from "../crypto/dsse.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import { carrier } from "./carrier.ts";
import type { Answer, Carrier, Progress, Request } from "./carrier.ts";
import { Failure } from "./views.ts";
import type { FailureKind } from "./views.ts";

export type { Answer, Carrier, Progress, Request } from "./carrier.ts";

export const GRANT = "urn:accord:params:oauth:grant-type:login-statement";
const OCTETS = "application/octet-stream";
/** How many entries a full page has; a shorter one is the last. */
export const PAGE = 500;
const TRIES = 3;
const SILENCE = "the hub does not answer: are you online? Try again";
const WAIT_MS = 250;
const LONGEST_WAIT_S = 5;
const UNAUTHORIZED = 401;
const SERVER_ERROR = 500;
/** What sign-in asks for first; it takes no token. */
export const CHALLENGES = "challenges";
const BUSY: ReadonlySet<number> = new Set([429, 503]);
const KINDS: Readonly<Record<number, FailureKind>> = {
  401: "expired",
  404: "not-found",
  409: "moved",
  412: "moved",
  413: "too-big",
  428: "moved",
};

/** An RFC 9457 problem document, as far as it is used. */
export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly rule?: string;
  readonly [member: string]: unknown;
}

/** The hub refused: its problem document, as one sentence. */
export class ProblemError extends Failure {
  readonly status: number;
  readonly detail: string | undefined;
  readonly document: Problem;

  constructor(status: number, document: Problem) {
    const words = [document.title ?? `the hub answered ${status}`, document.detail ?? ""];
    super(KINDS[status] ?? "refused", words.filter((word) => word).join(": "), document.rule);
    this.name = "ProblemError";
    this.status = status;
    this.detail = document.detail;
    this.document = document;
  }
}

export interface Posting {
  readonly version?: number;
  readonly stop?: AbortSignal;
}

export interface Putting {
  readonly manifest?: SignedStatement;
  readonly progress?: Progress;
  readonly stop?: AbortSignal;
  readonly lost?: () => void;
}

type Query = Readonly<Record<string, string | number>>;

/** One hub's API. */
export class Transport {
  token: string | undefined;
  /** Signs in again when the token has run out. */
  onExpired: (() => Promise<void>) | undefined;
  /**
   * By how many ms the hub's clock is ahead of this machine's: a hint for a warning, never for a decision.
   * Both are clocks of machines: a demo moves what its hub and its vaults take for the day, and neither.
   */
  ahead = 0;
  readonly #base: string;
  readonly #carry: Carrier;
  #signingIn: Promise<void> | undefined;
  #closed = false;

  /** `base` is the API's address, such as `/api/v1`. */
  constructor(base = "/api/v1", carry: Carrier = carrier) {
    this.#base = base;
    this.#carry = carry;
  }

  /** GET and parse JSON. What it says is checked where it counts; the type says only what is expected. */
  async get<T>(path: string, query: Query = {}, stop?: AbortSignal): Promise<T> {
    const request = { method: "GET" as const, headers: {}, ...(stop && { stop }) };
    return json<T>(await this.#send(path + queryText(query), request));
  }

  /** GET a list that is no log's, page after page; `Failure` (hub-lies) if a page does not go on by its key. */
  async getAll<T>(path: string, field: string, keyOf: (row: T) => string): Promise<readonly T[]> {
    const found: T[] = [];
    for (let after = ""; ; ) {
      const page = (await this.get<Record<string, readonly T[]>>(path, after ? { after } : {}))[field] ?? [];
      for (const row of page) {
        const key = keyOf(row);
        if (key <= after) throw new Failure("hub-lies", "the hub's list does not go on where it stopped");
        found.push(row);
        after = key;
      }
      if (page.length < PAGE) return found;
    }
  }

  /** GET the bytes of an age file. */
  async getBytes(path: string, stop?: AbortSignal): Promise<Uint8Array> {
    return (await this.#send(path, { method: "GET", headers: {}, ...(stop && { stop }) })).body;
  }

  /** POST JSON once, whatever the network does to the first reply; `version` is sent as If-Match. */
  async post<T>(path: string, body: object, { version, stop }: Posting = {}): Promise<T> {
    const headers = {
      "Content-Type": "application/json",
      "Idempotency-Key": newKey(),
      ...(version !== undefined && { "If-Match": `"${version}"` }),
    };
    const request = { method: "POST" as const, headers, body: JSON.stringify(body), ...(stop && { stop }) };
    return json<T>(await this.#send(path, request));
  }

  /** PUT an age file with its manifest in a header. */
  async put<T>(path: string, body: Uint8Array, { manifest, ...how }: Putting = {}): Promise<T> {
    const headers = {
      "Content-Type": OCTETS,
      "Idempotency-Key": newKey(),
      ...(manifest && { "Accord-Manifest": strictBase64.encode(dsse.write(manifest)) }),
    };
    return json<T>(await this.#send(path, { method: "PUT", headers, body, ...how }));
  }

  /** Exchange a signed login for a short token and keep it; a reporter's `keys` are sign and seal. */
  async signIn(statement: SignedStatement, keys: Readonly<Record<string, string>> = {}): Promise<void> {
    const form = { grant_type: GRANT, statement: new TextDecoder().decode(dsse.write(statement)), ...keys };
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(form).toString();
    this.token = undefined;
    const said = await this.#exchange("token", { method: "POST", headers, body });
    this.token = (await json<{ access_token: string }>(said)).access_token;
  }

  /** Forget the token, for good: what is under way in a vault that was locked asks for nothing more. */
  close(): void {
    this.#closed = true;
    this.token = undefined;
    this.onExpired = undefined;
  }

  async #send(path: string, request: Request): Promise<Answer> {
    if (path !== CHALLENGES) await this.#signingIn; // whose own requests these are must not wait for it
    const mine = this.token;
    try {
      return await this.#exchange(path, request);
    } catch (problem) {
      const ranOut = problem instanceof ProblemError && problem.status === UNAUTHORIZED && mine !== undefined;
      if (!ranOut || this.onExpired === undefined) throw problem;
      if (this.token === mine) this.#again(this.onExpired);
      await this.#signingIn;
      return this.#exchange(path, request);
    }
  }

  #again(signIn: () => Promise<void>): void {
    this.token = undefined;
    this.#signingIn = signIn().finally(() => (this.#signingIn = undefined));
  }

  async #exchange(path: string, request: Request): Promise<Answer> {
    const bearer = this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` };
    const headers = { ...request.headers, ...bearer };
    const answer = await this.#persist(`${this.#base}/${path}`, { ...request, headers });
    const said = Date.parse(answer.header("Date") ?? "");
    if (!Number.isNaN(said)) this.ahead = said - Date.now();
    if (answer.status < 200 || answer.status > 299) throw new ProblemError(answer.status, problemIn(answer));
    return answer;
  }

  /** Repeating is safe: every POST and PUT carries its Idempotency-Key, and a challenge is only used up. */
  async #persist(url: string, request: Request): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      if (this.#closed) throw new Failure("expired", "this vault was locked: type your passphrase");
      try {
        const answer = await this.#carry(url, request);
        if (answer.status >= SERVER_ERROR) request.lost?.(); // as a proxy says that waited too long
        const wait = Number(answer.header("Retry-After") ?? 1);
        if (!BUSY.has(answer.status) || attempt === TRIES || !(wait <= LONGEST_WAIT_S)) return answer;
        await pause(wait * 1000, request.stop);
      } catch (error) {
        request.lost?.();
        if (request.stop?.aborted) throw new Failure("cancelled", "stopped: nothing more was sent");
        if (attempt === TRIES) throw new Failure("offline", SILENCE);
        await pause(WAIT_MS * attempt, request.stop);
      }
    }
  }
}

function json<T>(answer: Answer): T {
  if (answer.body.length === 0) return {} as T;
  try {
    return JSON.parse(new TextDecoder().decode(answer.body)) as T;
  } catch {
    throw new Failure("refused", "what answers here is no hub: is this the right address?");
  }
}

function problemIn(answer: Answer): Problem {
  try {
    const found: unknown = JSON.parse(new TextDecoder().decode(answer.body));
    return typeof found === "object" && found !== null ? (found as Problem) : {};
  } catch {
    return {};
  }
}

function queryText(query: Query): string {
  const words = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
  return words.size > 0 ? `?${words}` : "";
}

/** Not `randomUUID`: the hub takes 32 hex digits. */
function newKey(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

function pause(ms: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      stop?.removeEventListener("abort", done);
      if (stop?.aborted) reject(new Failure("cancelled", "stopped: nothing more was sent"));
      else resolve();
    };
    const timer = setTimeout(done, ms);
    stop?.addEventListener("abort", done);
    if (stop?.aborted) done();
  });
}
