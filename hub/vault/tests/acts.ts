/**
 * A vault, or a reporter's page, that somebody else drives: calls come in as lines of JSON, answers go out so.
 *
 * A line is `{on, call, args}`: `on` is "vault", "reporting", "receipt" or "hub". Files in arguments are
 * `{"$file": {name, type, data}}` with base64; blobs come back as base64, async iterables as lists. A refusal
 * comes back as `{failure: {kind, message, rule}}`. `hub lie [path, status, body]` makes the hub answer so.
 */

import "fake-indexeddb/auto";
import { createInterface } from "node:readline";
import { carrier } from "../src/client/carrier.ts";
import type { Answer, Carrier } from "../src/client/carrier.ts";
import { openGate } from "../src/client/gate.ts";
import { openReporting } from "../src/client/reporting.ts";
import { Failure } from "../src/client/views.ts";
import type { Receipt, Vault } from "../src/client/views.ts";

interface Call {
  readonly on: "vault" | "reporting" | "receipt" | "hub";
  readonly call: string;
  readonly args: readonly unknown[];
}

interface Lie {
  readonly path: RegExp;
  readonly status: number;
  readonly body: unknown;
}

type Acts = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

const base = process.argv[2] ?? "";
const lies: Lie[] = [];
let vault: Vault | undefined;
let receipt: Receipt | undefined;

const lying: Carrier = async (url, request) => {
  const lie = lies.find((each) => request.method === "GET" && each.path.test(url.slice(base.length + 1)));
  return lie === undefined ? carrier(url, request) : told(lie);
};

function told({ status, body }: Lie): Answer {
  const bytes = typeof body === "string" ? Buffer.from(body, "base64") : Buffer.from(JSON.stringify(body));
  return { status, header: () => null, body: new Uint8Array(bytes) };
}

const reporting = openReporting({ base, carry: lying });

const hub: Acts = {
  lie: (path, status, body) =>
    void lies.unshift({ path: new RegExp(String(path)), status: Number(status), body }),
  honest: () => void lies.splice(0),
  restore: async (host, file, passphrase) => {
    const gate = openGate({ host: String(host), base, carry: lying });
    vault = await gate.restore(Buffer.from(String(file), "base64"), String(passphrase));
    return vault.me;
  },
};

const answers: Acts = {
  teams: () => reporting.teams(),
  send: (draft) => reporting.send(draft as Parameters<typeof reporting.send>[0], () => undefined),
  receipt: async (words) => {
    receipt = await reporting.receipt(String(words));
    return { slug: receipt.slug, state: receipt.state };
  },
};

async function run({ on, call, args }: Call): Promise<unknown> {
  const acts =
    on === "hub"
      ? hub
      : on === "reporting"
        ? answers
        : ((on === "vault" ? vault : receipt) as unknown as Acts);
  const act = acts[call];
  if (typeof act !== "function") return act;
  return shown(await act.apply(acts, args as unknown[]));
}

async function shown(value: unknown): Promise<unknown> {
  if (value instanceof Blob) return Buffer.from(await value.arrayBuffer()).toString("base64");
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) {
    const found: unknown[] = [];
    for await (const batch of value as AsyncIterable<readonly unknown[]>) found.push(...batch);
    return found;
  }
  return value ?? null;
}

/** The files that were handed over: the same one is the same object again, as on a page. */
const files = new Map<string, File>();

function revive(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("$file" in value)) return value;
  const { name, type, data } = value.$file as { name: string; type: string; data: string };
  const key = JSON.stringify([name, type, data]);
  const file = files.get(key) ?? new File([Buffer.from(data, "base64")], name, { type });
  files.set(key, file);
  return file;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer: object;
  try {
    answer = { value: await run(JSON.parse(line, revive) as Call) };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    answer = { failure: { kind: error.kind, message: error.message, rule: error.rule ?? null } };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
process.exit(0);
