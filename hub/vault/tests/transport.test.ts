/** Speaking to the hub over a network that fails in every way it can. */

import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { Answer, Carrier, Request } from "../src/client/carrier.ts";
import { PAGE, ProblemError, Transport } from "../src/client/transport.ts";
import { Failure } from "../src/client/views.ts";
import { utf8 } from "../src/crypto/bytes.ts";
import { SignedStatement } from "../src/crypto/dsse.ts";

interface Said {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

function answered({ status = 200, body = {}, headers = {} }: Said): Answer {
  const bytes = typeof body === "string" ? utf8(body) : utf8(JSON.stringify(body));
  return { status, header: (name) => headers[name] ?? null, body: bytes };
}

/** A network that gives these answers in turn, and remembers what it was asked. */
interface Network {
  readonly carry: Carrier;
  readonly asked: readonly { readonly url: string; readonly request: Request }[];
}

function network(...answers: readonly (Said | Error)[]): Network {
  const asked: { url: string; request: Request }[] = [];
  const carry: Carrier = async (url, request) => {
    asked.push({ url, request });
    const next = answers[asked.length - 1] ?? answers.at(-1);
    if (next instanceof Error) throw next;
    return answered(next ?? {});
  };
  return { carry, asked };
}

function failure(kind: string, words?: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.kind, kind, error.message);
    if (words) assert.match(error.message, words);
    return true;
  };
}

const LOGIN = new SignedStatement("application/vnd.accord.login.v1+json", utf8("{}"));

test("a hub that does not answer is asked three times, then the person is told", async () => {
  const { carry, asked } = network(new TypeError("failed to fetch"));
  await assert.rejects(new Transport("/api/v1", carry).get("cases"), failure("offline", /online/));
  assert.equal(asked.length, 3);
});

test("a list is read to its last page, each after the last key of the one before", async () => {
  const key = (at: number): string => String(at).padStart(32, "0");
  const page = (first: number, size: number): { rows: object[] } => ({
    rows: Array.from({ length: size }, (_, at) => ({ id: key(first + at) })),
  });
  const { carry, asked } = network({ body: page(1, PAGE) }, { body: page(501, PAGE) }, { body: page(1001, 2) });
  const found = await new Transport("/api/v1", carry).getAll<{ id: string }>("intake", "rows", ({ id }) => id);
  assert.equal(found.length, 1002);
  const after = (at: number): string => `/api/v1/intake?after=${key(at)}`;
  assert.deepEqual(asked.map(({ url }) => url), ["/api/v1/intake", after(500), after(1000)]);
});

test("a hub that shows a page again, or one out of order, is caught in it", async () => {
  const rows = Array.from({ length: PAGE }, (_, at) => ({ id: String(at).padStart(32, "0") }));
  const again = network({ body: { rows } }, { body: { rows } });
  const turned = network({ body: { rows: rows.slice(0, 2).reverse() } });
  for (const { carry } of [again, turned]) {
    const reading = new Transport("/api/v1", carry).getAll<{ id: string }>("intake", "rows", ({ id }) => id);
    await assert.rejects(reading, failure("hub-lies", /does not go on/));
  }
});

test("a lost reply is asked for again under one Idempotency-Key", async () => {
  const { carry, asked } = network(new TypeError("reset"), { body: { receipts: [] } });
  await new Transport("/api/v1", carry).post("cases", { statements: [] });
  const keys = asked.map(({ request }) => request.headers["Idempotency-Key"]);
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.match(keys[0] ?? "", /^[0-9a-f]{32}$/);
});

test("who stops is told that nothing more was sent, and nothing is", async () => {
  const stop = new AbortController();
  let asked = 0;
  const carry: Carrier = async () => {
    asked += 1;
    stop.abort();
    throw new DOMException("stopped", "AbortError");
  };
  const transport = new Transport("/api/v1", carry);
  await assert.rejects(transport.put("x", utf8("age"), { stop: stop.signal }), failure("cancelled"));
  assert.equal(asked, 1);
});

test("a problem document becomes one sentence with its rule", async () => {
  const body = { title: "The case has moved", detail: "it is version 7 now", rule: "RI-6" };
  const { carry } = network({ status: 409, body });
  await assert.rejects(new Transport("/api/v1", carry).post("x", {}), (error) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.message, "The case has moved: it is version 7 now");
    const told = [error.status, error.rule, error.detail, error.kind];
    assert.deepEqual(told, [409, "RI-6", "it is version 7 now", "moved"]);
    return true;
  });
});

test("each status has the kind of failure that says what to do", async () => {
  const refused = { 400: "refused", 403: "refused", 500: "refused" };
  const kinds = { ...refused, 404: "not-found", 412: "moved", 413: "too-big", 428: "moved" };
  for (const [status, kind] of Object.entries(kinds)) {
    const { carry } = network({ status: Number(status), body: "<html>no problem document</html>" });
    await assert.rejects(new Transport("/api/v1", carry).get("x"), failure(kind, new RegExp(status)));
  }
});

test("what is no JSON is not taken for a hub", async () => {
  const { carry } = network({ body: "<html>" });
  await assert.rejects(new Transport("/api/v1", carry).get("x"), failure("refused", /no hub/));
});

test("an expired token is met by signing in again, once, and nobody notices", async () => {
  const signedIn = { body: { access_token: "new" } };
  const { carry, asked } = network({ status: 401 }, signedIn, { body: { cases: [1] } });
  const transport = new Transport("/api/v1", carry);
  transport.token = "old";
  transport.onExpired = () => transport.signIn(LOGIN);
  assert.deepEqual(await transport.get("cases"), { cases: [1] });
  const bearers = asked.map(({ request }) => request.headers["Authorization"]);
  assert.deepEqual(bearers, ["Bearer old", undefined, "Bearer new"]);
});

test("a token that does not help is tried once and no more", async () => {
  const { carry, asked } = network({ status: 401 }, { body: { access_token: "new" } }, { status: 401 });
  const transport = new Transport("/api/v1", carry);
  transport.token = "old";
  transport.onExpired = () => transport.signIn(LOGIN);
  await assert.rejects(transport.get("cases"), failure("expired"));
  assert.equal(asked.length, 3);
});

test("many requests that meet an expired token sign in together", async () => {
  let logins = 0;
  const carry: Carrier = async (url, { headers }) => {
    if (url.endsWith("/token")) return answered({ body: { access_token: `new ${(logins += 1)}` } });
    return answered({ status: headers["Authorization"] === "Bearer old" ? 401 : 200 });
  };
  const transport = new Transport("/api/v1", carry);
  transport.token = "old";
  transport.onExpired = () => transport.signIn(LOGIN);
  await Promise.all([1, 2, 3, 4].map((each) => transport.get(`cases/${each}`)));
  assert.equal(logins, 1);
});

test("a closed transport asks for nothing more", async () => {
  const { carry, asked } = network({});
  const transport = new Transport("/api/v1", carry);
  transport.token = "old";
  transport.onExpired = () => transport.signIn(LOGIN);
  transport.close();
  await assert.rejects(transport.get("cases"), failure("expired", /locked/));
  await assert.rejects(transport.signIn(LOGIN), failure("expired"));
  assert.deepEqual([asked.length, transport.token], [0, undefined]);
});

test("a busy hub that says when is asked again then", async () => {
  const { carry, asked } = network({ status: 503, headers: { "Retry-After": "0" } }, { body: { ok: true } });
  assert.deepEqual(await new Transport("/api/v1", carry).get("x"), { ok: true });
  assert.equal(asked.length, 2);
});

test("a hub that is busy for longer is not waited for", async () => {
  const busy = { status: 429, headers: { "Retry-After": "60" }, body: { title: "Too many" } };
  const { carry, asked } = network(busy);
  await assert.rejects(new Transport("/api/v1", carry).get("x"), failure("refused", /Too many/));
  assert.equal(asked.length, 1);
});

test("the version that was seen goes as If-Match, the manifest beside its file", async () => {
  const { carry, asked } = network({});
  const transport = new Transport("/api/v1", carry);
  await transport.post("cases/c/statements", {}, { version: 7 });
  await transport.put("cases/c/envelopes/e", utf8("age"), { manifest: LOGIN });
  assert.equal(asked[0]?.request.headers["If-Match"], '"7"');
  assert.equal(asked[1]?.request.headers["Content-Type"], "application/octet-stream");
  const manifest = Buffer.from(asked[1]?.request.headers["Accord-Manifest"] ?? "", "base64").toString();
  assert.match(manifest, /vnd\.accord\.login/);
});

test("the hub's clock is noted, as a hint", async () => {
  const date = new Date(Date.now() + 7_200_000).toUTCString();
  const { carry } = network({ headers: { Date: date } });
  const transport = new Transport("/api/v1", carry);
  await transport.get("x");
  assert.ok(Math.abs(transport.ahead - 7_200_000) < 5_000);
});

test("over a real socket: queries, bytes and progress arrive, and no cookie goes", async () => {
  const seen: { url: string | undefined; cookie: string | undefined; body: string }[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ url: request.url, cookie: request.headers.cookie, body });
      response.setHeader("Set-Cookie", "a=1").end(request.method === "GET" ? "sealed" : '{"receipt":1}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const transport = new Transport(`http://127.0.0.1:${port}/api/v1`);
    const bytes = await transport.getBytes("cases/c/envelopes/e");
    assert.equal(new TextDecoder().decode(bytes), "sealed");
    const told: number[][] = [];
    const progress = (done: number, of: number): number => told.push([done, of]);
    const said = await transport.put("e", utf8("0123456789"), { progress });
    assert.deepEqual(said, { receipt: 1 });
    assert.deepEqual(told.at(-1), [10, 10]);
    assert.deepEqual(seen.map((each) => each.cookie), [undefined, undefined]);
    assert.equal(seen[1]?.body, "0123456789");
  } finally {
    server.close();
    server.closeAllConnections();
  }
});
