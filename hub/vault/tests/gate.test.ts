/**
 * The door: codes that somebody changed on their way, wrong passphrases, key files of elsewhere, hubs that show
 * another log, pages that are no vault.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isVaultOf } from "../src/client/admission.ts";
import type { Carrier } from "../src/client/carrier.ts";
import { DESK } from "../src/client/loopback.ts";
import { utf8 } from "../src/crypto/bytes.ts";
import { plusDays } from "../src/crypto/instant.ts";
import { openDevice } from "../src/crypto/unseal/device_file.ts";
import { LONG, code, door, eachBefore, file, gate, hub, kept, refuses } from "./doors.ts";
import type { Tab } from "./doors.ts";
import { ADA, RECORDED, ShownHub } from "./shown_hub.ts";

const { worlds, passphrase } = RECORDED;

eachBefore(worlds.invited);

test("a code that was cut or mistyped is told so", async () => {
  const cut = code("right").slice(0, -3);
  await refuses(gate().examine(cut), "bad-input", /whole join code/i, "EN-1");
  const typed = code("right").replace(/\.(.)/, (_all, first: string) => `.${first === "e" ? "f" : "e"}`);
  await refuses(gate().examine(typed), "bad-input", /checksum/i, "EN-1");
});

test("a code with another log key is refused before anything is signed", async () => {
  await refuses(gate().examine(code("other log key")), "refused", /do not belong together/i, "EN-1");
  assert.equal(hub.posted.length, 0);
});

test("a code with another CNA, tenant or secret is refused before anything is signed", async () => {
  await refuses(gate().examine(code("other cna")), "refused", /the CNA of the join code/i, "EN-1");
  await refuses(gate().examine(code("other tenant")), "refused", /the tenant of the join code/i, "EN-1");
  await refuses(gate().examine(code("other secret")), "refused", /for another code/i, "EN-3");
  await refuses(gate().prepare(code("other secret"), LONG), "refused", /for another code/i, "EN-3");
  assert.equal(hub.posted.length, 0);
});

test("a code of another hub does not begin here", async () => {
  await refuses(gate().examine(code("other hub")), "refused", /not its vault/i, "EN-1");
  assert.equal(hub.posted.length, 0);
});

test("a hub that shows another directory to a newcomer is refused", async () => {
  hub.entries[0] = { index: 0, wire: worlds.forked[0] };
  await refuses(gate().examine(code("right")), "hub-lies", /contents of the log/i, "LO-3");
});

test("an invitation that has expired by log time is refused", async () => {
  hub.show(worlds.grown, plusDays(RECORDED.start, 8));
  await refuses(gate().examine(code("right")), "refused", /expired/i, "EN-3");
});

test("who types no passphrase gets no key file", async () => {
  await refuses(gate().prepare(code("right"), ""), "bad-input", /passphrase/i);
});

test("a newcomer examines, saves the key file, and only then signs and goes in", async () => {
  const newcomer = gate();
  assert.deepEqual(await door(newcomer), { state: "empty" });
  assert.deepEqual(await newcomer.examine(code("right")), {
    ...{ slug: "pip", name: "cyd", role: "coordinator", hub: RECORDED.hub },
  });
  const prepared = await newcomer.prepare(code("right"), LONG);
  assert.deepEqual(await door(newcomer), { state: "empty" });
  assert.equal(hub.posted.length, 0);
  assert.equal(prepared.fileName, "accord-pip-cyd.age");
  const opened = await openDevice(new Uint8Array(await prepared.file.arrayBuffer()), LONG);
  const { sign: _sign, seal: _seal, ...pinned } = opened;
  assert.deepEqual(pinned, { ...ADA, person: pinned.person });

  const vault = await newcomer.activate();

  assert.equal(vault.me.fingerprint, prepared.fingerprint);
  assert.deepEqual([vault.me.name, vault.me.slug, vault.me.hub], ["cyd", "pip", RECORDED.hub]);
  assert.deepEqual(hub.posted.map((each) => each.path), ["directory/statements", "challenges", "token"]);
  assert.deepEqual(await door(gate()), { state: "ready", name: "cyd", slug: "pip" });
  const again = await gate().open();
  assert.equal(again.me.person, vault.me.person);
});

test("a refusal of the device leaves the browser to the next one", async () => {
  const newcomer = gate();
  await newcomer.prepare(code("right"), LONG);
  const document = { title: "Not allowed", detail: "the invitation was withdrawn", rule: "EN-3" };
  hub.refused["POST directory/statements"] = { status: 403, document };
  await refuses(newcomer.activate(), "refused", /withdrawn/i, "EN-3");
  assert.deepEqual(await door(gate()), { state: "empty" });
});

test("a tab that dies while it joins goes on at the next opening", async () => {
  const newcomer = gate();
  const { fingerprint } = await newcomer.prepare(code("right"), LONG);
  const lost: Carrier = async (url, request) => {
    await hub.carry(url, request);
    throw new TypeError("the reply was lost");
  };
  const dying: Carrier = (url, request) => (request.method === "POST" ? lost : hub.carry)(url, request);
  const other = gate({ carry: dying });
  await other.prepare(code("right"), LONG);
  await refuses(other.activate(), "offline", /does not answer/i);

  assert.equal((await door(gate())).state, "ready");
  hub.refused["POST directory/statements"] = { status: 409, document: { rule: "EN-4" } };
  const vault = await gate().open();

  assert.equal(vault.me.name, "cyd");
  assert.notEqual(vault.me.fingerprint, fingerprint);
});

test("who locks is out, the keys are gone, and the passphrase brings them back", async () => {
  const newcomer = gate();
  await newcomer.prepare(code("right"), LONG);
  const vault = await newcomer.activate();
  await vault.lock();

  assert.deepEqual(await door(gate()), { state: "locked", name: "cyd", slug: "pip" });
  const record = await (await kept()).device();
  assert.deepEqual([record?.signKey, record?.sealKey], [undefined, undefined]);
  await refuses(vault.sync(), "expired", /locked/i);
  await refuses(gate().open(), "expired", /passphrase/i);
  await refuses(gate().unlock("wrong"), "wrong-passphrase", /does not open/i);
  assert.equal((await gate().unlock(LONG)).me.fingerprint, vault.me.fingerprint);
});

test("nobody is let in where nobody joined", async () => {
  await refuses(gate().open(), "not-found", /nobody has joined/i);
  await refuses(gate().unlock(LONG), "not-found", /nobody has joined/i);
  await refuses(gate().activate(), "bad-input", /join code again/i);
});

test("a key file of the command line is restored with what it pins, and the hub's own word is not asked", async () => {
  hub.changed["hub"] = { hub: "evil.test", log_key: null, cna: null };
  const vault = await gate().restore(file("ada"), passphrase);
  assert.equal(vault.me.fingerprint, RECORDED.fingerprint);
  assert.equal(vault.me.name, "ada");
  const { warnings } = await vault.today();
  assert.deepEqual(warnings.filter((each) => each.rule === "EN-1"), []);
  assert.equal((await door(gate())).state, "ready");
  assert.deepEqual((await (await kept()).device())?.member, ADA);
});

test("a hub that shows another log than the key file's is refused, and nobody signs in or stays", async () => {
  const other = new ShownHub(worlds.invited, RECORDED.other_seed);
  other.changed["hub"] = { hub: RECORDED.hub, log_key: "its own word", cna: RECORDED.tenant };
  const lying = gate({ carry: other.carry });
  await refuses(lying.restore(file("ada"), passphrase), "refused", /key file and this hub do not belong/i, "EN-1");
  await refuses(gate().restore(file("other log key"), passphrase), "refused", /do not belong/i, "EN-1");
  assert.deepEqual([...hub.posted, ...other.posted], []);
  assert.deepEqual(await door(gate()), { state: "empty" });
});

test("a hub without the key file's CNA or team is refused before anybody signs in", async () => {
  await refuses(gate().restore(file("other cna"), passphrase), "refused", /the CNA of the key file/i, "EN-1");
  await refuses(gate().restore(file("other tenant"), passphrase), "refused", /the team of the key file/i, "EN-1");
  assert.deepEqual(hub.posted, []);
});

test("a browser that was joined to one log takes no key file of another", async () => {
  await gate().restore(file("ada"), passphrase);
  await refuses(gate().restore(file("other log key"), passphrase), "refused", /joined to another log/i, "EN-1");
  await refuses(gate().restore(file("other cna"), passphrase), "refused", /joined to another log/i, "EN-1");
  assert.equal((await gate().open()).me.name, "ada");
});

test("a wrong passphrase, and what is no key file, restore nothing", async () => {
  await refuses(gate().restore(file("ada"), "wrong"), "wrong-passphrase", /does not open/i);
  await refuses(gate().restore(new Uint8Array(9), passphrase), "bad-input", /no key file/i);
  assert.deepEqual(await door(gate()), { state: "empty" });
});

test("a key file of another hub is refused, and nobody is asked anything", async () => {
  await refuses(gate().restore(file("elsewhere"), passphrase), "refused", /the hub hub\.test/i);
  const carry: Carrier = () => assert.fail("the hub was asked");
  await refuses(gate({ carry }).restore(file("elsewhere"), passphrase), "refused", /hub\.test/i);
});

test("a device that the team does not list is told so, and is not put in place", async () => {
  const told = /not, or no longer, in the team's list/i;
  await refuses(gate().restore(file("cyd"), passphrase), "refused", told, "ST-13");
  assert.deepEqual(await door(gate()), { state: "empty" });
});

test("a browser that belongs to somebody takes no second person", async () => {
  await gate().restore(file("ada"), passphrase);
  await refuses(gate().examine(code("right")), "refused", /belongs to ada \(pip\)/i);
});

test("somebody who comes back finds their own copy, and a hub that rolled back is caught", async () => {
  const grown = new ShownHub(worlds.grown);
  await gate({ carry: grown.carry }).restore(file("ada"), passphrase);
  const lying = new ShownHub(worlds.founded);
  await refuses(gate({ carry: lying.carry }).open(), "hub-lies", /older log/i, "LO-2");
});

test("a copy that contradicts itself is told at the first round, and nothing is done on it", async () => {
  const vault = await gate().restore(file("ada"), passphrase);
  const store = await kept();
  const [first] = await store.entries("directory");
  const other = utf8(JSON.stringify(worlds.forked[0]));
  await store.keep("directory", { entries: [{ ...(first ?? assert.fail()), wire: other }] });
  const before = hub.posted.length;
  await refuses(vault.work(), "hub-lies", /contents of the log/i, "LO-3");
  await refuses(vault.work(), "hub-lies", /contents of the log/i, "LO-3");
  assert.equal(hub.posted.length, before);
});

test("a vault is served on its own host and its roles' hosts alone", () => {
  const hubName = "localhost:8080";
  const similar = [`evilvault.${hubName}`, `vault.x${hubName}`];
  const strangers = [hubName, "vault.localhost", "vault.evil.test", ...similar];
  assert.ok(isVaultOf(`vault.${hubName}`, hubName));
  assert.ok(isVaultOf(`vault.pip-lead.${hubName}`, hubName));
  for (const host of strangers) assert.ok(!isVaultOf(host, hubName), host);
});

/** A page that `host` served, which names a hub in the desk's header. */
function served(host: string, named: string | null): Tab {
  const said = named ? `http://${named}` : named;
  const page = { status: 200, header: (name: string) => (name === DESK ? said : null), body: new Uint8Array() };
  const carry: Carrier = async (url, request) => (url === "/" ? page : hub.carry(url, request));
  return gate({ host, carry });
}

test("a host that is not this machine gains nothing by naming a hub as the desk does", async () => {
  const strangers = ["vault.evil.test", "localhost.evil.test", "xlocalhost:8421", "vault.localhost:8421"];
  for (const host of [...strangers, "127.0.0.1.evil.test:8421", "127.0.0.2:8421", "localhost:8421@evil.test"]) {
    const page = served(host, RECORDED.hub);
    await refuses(page.examine(code("right")), "refused", /not its vault/i, "EN-1");
    await refuses(page.restore(file("ada"), passphrase), "refused", /not its vault/i, "EN-1");
  }
  assert.deepEqual(hub.posted, []);
});

test("a desk of another hub says which it speaks to; a page of this machine that names none is no desk", async () => {
  const told = /speaks to hub\.test.*accord desk --url/i;
  await refuses(served("localhost:8421", "hub.test").examine(code("right")), "refused", told, "EN-1");
  await refuses(served("localhost:8421", null).examine(code("right")), "refused", /not its vault/i, "EN-1");
  await refuses(served("localhost:8421", "hub.test/x").examine(code("right")), "refused", /not its vault/i, "EN-1");
  await refuses(served("localhost:8421", "").examine(code("right")), "refused", /not its vault/i, "EN-1");
  assert.deepEqual(hub.posted, []);
});

test("a desk that was stopped is said, and loses nothing", async () => {
  const carry: Carrier = () => Promise.reject(new TypeError("nobody listens"));
  const stopped = gate({ host: "localhost:8421", carry });
  await refuses(stopped.restore(file("ada"), passphrase), "offline", /accord desk/i);
});

test("a member goes in at the desk of their hub, by code or by key file", async () => {
  for (const host of ["localhost:8421", "127.0.0.1:8421", "localhost"]) {
    assert.equal((await served(host, RECORDED.hub).examine(code("right"))).name, "cyd");
  }
  const vault = await served("localhost:8421", RECORDED.hub).restore(file("ada"), passphrase);
  assert.equal(vault.me.name, "ada");
});
