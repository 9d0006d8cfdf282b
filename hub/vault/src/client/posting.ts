/** What is posted and what comes back: batches of statements, receipts, and the hub's queue. */

import { randomBytes, hexOf } from "../crypto/bytes.ts";
import * as dsse from "../crypto/dsse.ts";
import type { SignedStatement } from "../crypto/dsse.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import type { ShownEntry } from "./mirror.ts";
import type { Instant } from "./views.ts";

/** Age files by their SHA-256 in hex. */
export type Files = ReadonlyMap<string, Uint8Array>;

export interface Receipt {
  readonly hash: string;
  readonly index: number;
}

/** The hub's list of what is owed: it orders the screen and proves nothing. */
export interface Queue {
  readonly cases: readonly QueuedCase[];
  readonly invitations: readonly QueuedInvitation[];
}

export interface QueuedCase {
  readonly case: string;
  readonly code_name: string;
  readonly state: string;
  readonly t0: Instant | null;
  readonly due: { readonly what: string; readonly by: Instant | null } | null;
  readonly turn: string | null;
  readonly tenant_role: string;
  readonly version: number;
}

export interface QueuedInvitation {
  readonly case: string;
  readonly code_name: string;
  readonly inviter: string;
  readonly t0: Instant | null;
  readonly expires: Instant | null;
  readonly state: string;
  readonly entries: readonly ShownEntry[];
}

/** What a POST of statements gives. */
export interface Posted {
  readonly receipts: readonly Receipt[];
}

/** 128 random bits in hex: what statements, envelopes and rings are named by. */
export function newId(): string {
  return hexOf(randomBytes(16));
}

/** The body of a POST: the statements in order, and files by their SHA-256. */
export function batch(statements: readonly SignedStatement[], files?: Files): object {
  return {
    statements: statements.map(wire),
    files: Object.fromEntries([...(files ?? [])].map(([name, data]) => [name, strictBase64.encode(data)])),
  };
}

/** The JSON object of a signed statement. */
export function wire(statement: SignedStatement): unknown {
  return JSON.parse(new TextDecoder().decode(dsse.write(statement)));
}
