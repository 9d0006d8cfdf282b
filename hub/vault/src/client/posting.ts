/** What is posted and what comes back: batches of statements, receipts, and the hub's queue. */

import { randomBytes, hexOf } from "../crypto/bytes.ts";
import * as dsse from "../crypto/dsse.ts";
import type { SignedStatement } from "../crypto/dsse.ts";
import * as strictBase64 from "../crypto/strict_base64.ts";
import type { LogName, ShownEntry } from "./mirror.ts";
import { ProblemError } from "./transport.ts";
import type { Transport } from "./transport.ts";
import { Failure } from "./views.ts";
import type { Instant } from "./views.ts";

const LOOK_AGAIN_MS = 150;
const PRECONDITION_FAILED = 412;
const CONFLICT = 409;
/** Refused because the ring, or what the statement replaces, had moved on since the last sync (FORMATS.md 2.2, 6). */
const OLD_NEWS: ReadonlySet<string> = new Set(["RI-2", "RI-3", "RI-6", "ST-12"]);

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

/** All of it: the cases, what is due soonest first and what nothing is due on last, and the invitations. */
export async function readQueue(transport: Transport): Promise<Queue> {
  const byCase = (each: { readonly case: string }): string => each.case;
  const [cases, invitations] = await Promise.all([
    transport.getAll<QueuedCase>("cases", "cases", byCase),
    transport.getAll<QueuedInvitation>("invitations", "invitations", byCase),
  ]);
  return { cases: [...cases].sort(soonest), invitations };
}

function soonest(a: QueuedCase, b: QueuedCase): number {
  const [one, other] = [a, b].map(({ due, code_name }) => `${due?.by ?? "9999"} ${code_name}`) as [
    string,
    string,
  ];
  return one < other ? -1 : one > other ? 1 : 0;
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

/** Whether an act was refused because the case had moved since it was decided on. */
export function hasMoved(problem: unknown): boolean {
  if (!(problem instanceof ProblemError) || problem.rule === "ST-9") return false;
  const old = problem.rule !== undefined && OLD_NEWS.has(problem.rule);
  return old || problem.status === PRECONDITION_FAILED || problem.status === CONFLICT;
}

/** Wait, for `patience` ms at most, until a checkpoint covers the receipts' leaves. */
export async function covered(
  transport: Transport,
  log: LogName,
  receipts: readonly Receipt[],
  patience: number,
): Promise<void> {
  const wanted = Math.max(...receipts.map((each) => each.index)) + 1;
  const signed = await within(patience, async () => {
    const shown = await transport.get<{ size?: number }>(`logs/${log}/checkpoint`);
    return (shown.size ?? 0) >= wanted || undefined;
  });
  if (signed) return;
  const sentence = "accepted, but the hub's worker has not signed it off yet: it shows after the next sync";
  throw new Failure("refused", sentence);
}

/** Ask again and again, for `patience` ms at most, until there is an answer. */
export async function within<T>(
  patience: number,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const until = performance.now() + patience;
  for (;;) {
    const found = await ask();
    if (found !== undefined || performance.now() >= until) return found;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
