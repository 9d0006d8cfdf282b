/**
 * A hub as a client sees it, over logs in memory: it answers what it is told to answer, lies included.
 *
 * The statements are those of `recorded.json`, which Python made; the checkpoints over them are signed here.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { readFileSync } from "node:fs";
import type { Answer, Request } from "../src/client/carrier.ts";
import type { Membership } from "../src/client/home.ts";
import { bytesOf, hexOf, utf8 } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { instantOf, millisOf, plusSeconds } from "../src/crypto/instant.ts";
import { MemoryStorage, Tree } from "../src/crypto/merkle.ts";
import { Note, NOTE, VerifierKey, write } from "../src/crypto/notes.ts";
import * as strictBase64 from "../src/crypto/strict_base64.ts";
import { Checkpoint } from "../src/crypto/tlog.ts";

interface Recorded {
  readonly hub: string;
  readonly log_key: string;
  readonly log_seed: string;
  readonly other_seed: string;
  readonly start: string;
  readonly tenant: string;
  readonly person: string;
  readonly fingerprint: string;
  readonly worlds: Readonly<Record<"founded" | "invited" | "again" | "grown" | "teams" | "forked", readonly unknown[]>>;
  readonly codes: Readonly<Record<string, string>>;
  readonly passphrase: string;
  readonly files: Readonly<Record<KeyFile, string>>;
}

/** Whose key file, or what is wrong with Ada's; Uma is of uv, the others of pip. */
export type KeyFile = "ada" | "bob" | "cyd" | "uma" | "elsewhere" | "other log key" | "other cna" | "other tenant";

const FILE = new URL("recorded.json", import.meta.url);
export const RECORDED = JSON.parse(readFileSync(FILE, "utf8")) as Recorded;

/** Ada of pip, as her join code pinned it. */
export const ADA: Membership = {
  hub: RECORDED.hub,
  log_key: RECORDED.log_key,
  cna: RECORDED.tenant,
  tenant: RECORDED.tenant,
  person: RECORDED.person,
};

const SHORT_PAGE = 2;
type Query = Readonly<Record<string, string | number>>;

interface SignedNote {
  readonly size: number;
  readonly note: string;
}

/** Both logs of one hub; `changed` has other answers than the honest ones, by path. */
export class ShownHub {
  readonly notes: Record<string, SignedNote[]> = { directory: [], cases: [] };
  readonly entries: { index: number; wire: unknown }[] = [];
  readonly leaves: string[] = [];
  readonly caseEntries: Record<string, { index: number; wire: unknown }[]> = {};
  readonly changed: Record<string, unknown> = {};
  readonly posted: { path: string; body: unknown }[] = [];
  /** Answers by "METHOD path" that are no 2xx. */
  readonly refused: Record<string, { status: number; document: object }> = {};
  tokens = 0;
  readonly #seed: Uint8Array;
  readonly #caseWires: unknown[] = [];
  readonly #directory = new Tree(new MemoryStorage());
  readonly #cases = new Tree(new MemoryStorage());
  #minutes = 0;

  constructor(statements: readonly unknown[] = [], seed = RECORDED.log_seed) {
    this.#seed = bytesOf(seed);
    if (statements.length > 0) this.show(statements);
  }

  /** Log what of `statements` is not there, and sign it off. */
  show(statements: readonly unknown[], at?: string): void {
    for (const wire of statements.slice(this.entries.length)) {
      this.#directory.append(leafOf(wire));
      this.entries.push({ index: this.entries.length, wire });
    }
    this.#sign("directory", this.#directory, at);
  }

  /** One more leaf of the case log, signed off at once. */
  addLeaf(wire: unknown): void {
    this.#caseWires.push(wire);
    this.#cases.append(leafOf(wire));
    this.leaves.push(hexOf(leafOf(wire)));
    this.#sign("cases", this.#cases);
  }

  /** The root of the directory, in hex. */
  root(): string {
    return hexOf(this.#directory.root());
  }

  /** Every leaf of the case log as an entry: of a log that holds anchors alone. */
  anchors(): readonly { index: number; wire: unknown }[] {
    return this.#caseWires.map((wire, index) => ({ index, wire }));
  }

  /** The newest checkpoint of the directory under another time. */
  signedAgain(at: string): string {
    return this.#note("directory", this.#directory, at).note;
  }

  #sign(log: "directory" | "cases", tree: Tree, at = plusSeconds(RECORDED.start, 60 * this.#minutes)): void {
    this.#minutes += 1;
    this.notes[log]?.push(this.#note(log, tree, at));
  }

  #note(log: string, tree: Tree, at: string): SignedNote {
    const checkpoint = new Checkpoint(`${RECORDED.hub}/${log}`, tree.size, tree.root(), [`time ${at}`]);
    const key = new VerifierKey(RECORDED.hub, NOTE, ed25519.getPublicKey(this.#seed));
    const signature = ed25519.sign(utf8(checkpoint.text), this.#seed);
    const note = new Note(checkpoint.text, [{ name: key.name, keyId: key.keyId, signature }]);
    return { size: tree.size, note: new TextDecoder().decode(write(note)) };
  }

  /** As `Transport.get`. */
  readonly get = async <T>(path: string, query: Query = {}): Promise<T> => {
    return (path in this.changed ? this.changed[path] : this.#honest(path, query)) as T;
  };

  #honest(path: string, query: Query): unknown {
    const [first, log = "", what] = path.split("/");
    const from = Number(query["from"] ?? 0);
    if (path === "hub") return { hub: RECORDED.hub, log_key: RECORDED.log_key, cna: RECORDED.tenant };
    if (path === "cases") return { cases: [] };
    if (path === "invitations") return { invitations: [] };
    if (path === "directory/entries") return { entries: this.entries.slice(from, from + SHORT_PAGE) };
    if (path === "logs/cases/leaves") return { leaves: this.leaves.slice(from) };
    if (path === "logs/cases/anchors") return { anchors: [] };
    const above = (each: { index: number }): boolean => each.index >= from;
    if (first === "cases") return { entries: (this.caseEntries[log] ?? []).filter(above) };
    const notes = this.notes[log] ?? [];
    if (what === "checkpoint") return notes.at(-1) ?? { size: 0 };
    const after = Number(query["after"]);
    if (what === "checkpoints") return { checkpoints: notes.filter((each) => each.size > after) };
    const tree = log === "directory" ? this.#directory : this.#cases;
    const proof = tree.consistencyProof(Number(query["old"]), Number(query["new"]));
    return { hashes: proof.map((each) => strictBase64.encode(each)) };
  }

  /** As a `Carrier`: the whole API over `get` and the few POSTs that joining needs. */
  readonly carry = async (url: string, request: Request): Promise<Answer> => {
    const { pathname, search } = new URL(url, "http://vault.test/");
    const path = pathname.replace("/api/v1/", "");
    const refused = this.refused[`${request.method} ${path}`];
    if (refused !== undefined) return answer(refused.status, refused.document);
    if (request.method === "GET") {
      if (path === "cases" && request.headers["Authorization"] !== `Bearer token ${this.tokens}`) {
        return answer(401, { title: "sign in first" });
      }
      return answer(200, await this.get(path, Object.fromEntries(new URLSearchParams(search))));
    }
    return answer(200, this.#post(path, String(request.body)));
  };

  #post(path: string, body: string): unknown {
    this.posted.push({ path, body: path === "token" ? body : JSON.parse(body) });
    if (path === "challenges") return { challenge: "5".repeat(64) };
    if (path === "token") return { access_token: `token ${(this.tokens += 1)}` };
    const { statements } = JSON.parse(body) as { statements: unknown[] };
    const first = this.entries.length;
    this.show([...this.entries.map((each) => each.wire), ...statements]);
    const receipts = statements.map((wire, after) => ({ index: first + after, hash: hexOf(leafOf(wire)) }));
    return { receipts };
  }
}

/** The time of the recordings, in ms: what a right clock says while they are shown. */
export const NOON = millisOf(plusSeconds(RECORDED.start, 3600));

/** The instant of a clock that stands at `NOON`. */
export const NOON_INSTANT = instantOf(NOON);

function answer(status: number, document: unknown): Answer {
  return { status, header: () => null, body: utf8(JSON.stringify(document)) };
}

function leafOf(wire: unknown): Uint8Array {
  return dsse.leafHash(dsse.parse(utf8(JSON.stringify(wire))));
}
