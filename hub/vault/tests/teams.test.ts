/**
 * One browser, several teams: nothing of one is ever kept with another, they are locked together and removed
 * one by one, and what fails for one hides nothing of the others.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Store } from "../src/client/store.ts";
import { openTabs } from "../src/client/tabs.ts";
import { todayTogether, unlockTogether } from "../src/client/together.ts";
import { Failure } from "../src/client/views.ts";
import type { Today, Vault } from "../src/client/views.ts";
import { JoinCode } from "../src/crypto/enrolment.ts";
import { LONG, eachBefore, file, gate, hub, refuses, setting } from "./doors.ts";
import type { Tab } from "./doors.ts";
import { RECORDED, ShownHub } from "./shown_hub.ts";

const { worlds, codes, passphrase } = RECORDED;
const CASE = "1".repeat(32);
const UV = codes["uv"] ?? assert.fail();
const UV_TENANT = JoinCode.fromText(UV).tenant;

eachBefore(worlds.teams);

async function adds(tab: Tab, code: string, words = LONG): Promise<Vault> {
  await tab.prepare(code, words);
  return tab.activate();
}

/** Ada, who is in pip by her key file and in uv by a join code. */
async function inBoth(tab = gate()): Promise<{ readonly pip: Vault; readonly uv: Vault }> {
  return { pip: await tab.restore(file("ada"), passphrase), uv: await adds(tab, UV) };
}

async function states(tab = gate()): Promise<readonly string[]> {
  return (await tab.teams()).map(({ slug, name, state }) => `${name} of ${slug}: ${state}`);
}

/** The databases of this browser, the first one first. */
async function homes(): Promise<readonly string[]> {
  const names = (await indexedDB.databases()).map(({ name }) => name ?? "");
  const [first = ""] = [setting.database];
  return names.filter((each) => each === first || each.startsWith(`${first} `)).sort();
}

const TABLES = ["device", "draft", "held", "read", "file", "fact", "entry", "leaf", "note"];

/** Every row of a database, as text. */
async function rows(name: string): Promise<string> {
  const asked = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await asked(indexedDB.open(name));
  const all: unknown[] = [];
  for (const table of TABLES) {
    const store = db.transaction(table).objectStore(table);
    all.push(table, await asked(store.getAllKeys()), await asked(store.getAll()));
  }
  db.close();
  return JSON.stringify(all, (_key, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder("latin1").decode(value) : value,
  );
}

function told(tab: Tab): Promise<readonly Vault[]> {
  return new Promise((resolve) => tab.onLocked(resolve));
}

test("the same team is not added twice, neither by another code nor as somebody else", async () => {
  const tab = gate();
  await inBoth(tab);
  const before = hub.posted.length;
  const taken = /belongs to ada of uv \(uv\) already.*remove their device/i;
  await refuses(tab.examine(UV), "refused", taken);
  await refuses(tab.restore(file("uma"), passphrase), "refused", taken);
  await refuses(tab.examine(codes["right"] ?? ""), "refused", /belongs to ada \(pip\) already/i);
  assert.equal(hub.posted.length, before);
  assert.deepEqual(await states(), ["ada of pip: ready", "ada of uv of uv: ready"]);
});

test("a code of a second team that pins another log or CNA than the first is refused unread", async () => {
  const tab = gate();
  await tab.restore(file("ada"), passphrase);
  const code = JoinCode.fromText(UV);
  const { log_key } = JoinCode.fromText(codes["other log key"] ?? "");
  const astray = /joined to another log than the join code/i;
  await refuses(tab.examine(JoinCode.toText({ ...code, log_key })), "refused", astray);
  await refuses(tab.examine(JoinCode.toText({ ...code, cna: "9".repeat(64) })), "refused", astray);
  assert.deepEqual(await homes(), [setting.database]);
});

test("a code of another team that does not hold adds nothing, and the first team stays as it was", async () => {
  const tab = gate();
  const pip = await tab.restore(file("ada"), passphrase);
  const wrong = JoinCode.toText({ ...JoinCode.fromText(UV), secret: "0".repeat(32) });
  await refuses(tab.examine(wrong), "refused", /for another code/i);
  await refuses(tab.open(UV_TENANT), "not-found", /left that team/i);
  assert.deepEqual(await states(), ["ada of pip: ready"]);
  await pip.sync();
});

test("a refused device of a second team leaves the first team alone", async () => {
  const tab = gate();
  const pip = await tab.restore(file("ada"), passphrase);
  hub.refused["POST directory/statements"] = { status: 403, document: { title: "withdrawn" } };
  await refuses(adds(tab, UV), "refused", /withdrawn/i);
  assert.deepEqual(await states(), ["ada of pip: ready"]);
  await pip.sync();
});

test("a join code adds a team: each has a device, a database and a way to the hub of its own", async () => {
  const { pip, uv } = await inBoth();
  assert.deepEqual([pip.me.slug, uv.me.slug], ["pip", "uv"]);
  assert.notEqual(pip.me.fingerprint, uv.me.fingerprint);
  assert.equal((await homes()).length, 2);
  const other = gate();
  const again = await Promise.all((await other.teams()).map(({ tenant }) => other.open(tenant)));
  assert.deepEqual(again.map(({ me }) => me.fingerprint), [pip.me.fingerprint, uv.me.fingerprint]);
});

test("a key file adds a team, too, and a browser of before keeps the one that it had", async () => {
  const before = gate();
  await before.restore(file("ada"), passphrase);
  assert.deepEqual(await homes(), [setting.database]);
  await gate().restore(file("uma"), passphrase);
  assert.deepEqual(await states(), ["ada of pip: ready", "uma of uv: ready"]);
  assert.match(await rows(setting.database ?? ""), /"name":"ada","slug":"pip"/);
});

test("nothing of one team is sealed to the other or kept in its home", async () => {
  const { pip, uv } = await inBoth();
  await pip.sheet("reply").save({ body: "typed for pip" });
  await pip.markRead(CASE, ["2".repeat(32)]);
  await uv.sheet("reply").save({ body: "typed for uv" });
  const [first = "", second = ""] = await homes();
  const [ofPip, ofUv] = [await rows(first), await rows(second)];
  assert.ok(!ofUv.includes(pip.me.fingerprint) && !ofUv.includes(CASE) && !ofUv.includes(pip.me.person));
  assert.ok(!ofPip.includes(uv.me.fingerprint) && !ofPip.includes('"slug":"uv"'));
  const [store, other] = [await Store.open(first), await Store.open(second)];
  const [[key, sealed] = assert.fail()] = await store.drafts("reply");
  await other.keepDraft(key, sealed); // as if one had been put there: uv's keys do not open it
  assert.deepEqual((await uv.sheet("reply").kept()).map(({ draft }) => draft), [{ body: "typed for uv" }]);
});

test("one lock locks every team in every tab, and no key is left", async () => {
  const [tab, other] = [gate(), gate()];
  const { pip, uv } = await inBoth(tab);
  const there = await Promise.all((await other.teams()).map(({ tenant }) => other.open(tenant)));
  const heard = told(other);
  await uv.lock();
  assert.deepEqual(new Set(await heard), new Set(there));
  for (const each of [pip, uv, ...there]) await refuses(each.sync(), "expired", /locked/i);
  assert.deepEqual(await states(), ["ada of pip: locked", "ada of uv of uv: locked"]);
  for (const name of await homes()) assert.equal((await (await Store.open(name)).device())?.signKey, undefined);
});

test("a passphrase opens the teams whose it is, and says which stay locked", async () => {
  const tab = gate();
  await (await inBoth(tab)).pip.lock();
  const teams = await tab.teams();
  const nobodys = await unlockTogether(tab, teams, "wrong");
  assert.deepEqual([nobodys.vaults.length, nobodys.shut.map(({ team }) => team)], [0, ["pip", "uv"]]);
  const found = await unlockTogether(tab, teams, LONG);
  assert.deepEqual(found.vaults.map(({ me }) => me.slug), ["uv"]);
  const [{ team, failure } = assert.fail()] = found.shut;
  assert.deepEqual([team, failure.kind], ["pip", "wrong-passphrase"]);
  assert.deepEqual(await states(), ["ada of pip: locked", "ada of uv of uv: ready"]);
});

test("who has one passphrase for all teams types it once", async () => {
  const tab = gate();
  await tab.restore(file("ada"), passphrase);
  await (await tab.restore(file("uma"), passphrase)).lock();
  const { vaults, shut } = await unlockTogether(tab, await tab.teams(), passphrase);
  assert.deepEqual([vaults.map(({ me }) => me.slug), shut], [["pip", "uv"], []]);
});

test("a team is removed alone: in every tab the other one stays open, and nothing of it is lost", async () => {
  const [tab, other] = [gate(), gate()];
  const { pip, uv } = await inBoth(tab);
  await uv.sheet("reply").save({ body: "typed for uv" });
  const [pipThere, uvThere] = [await other.open(pip.me.tenant), await other.open(uv.me.tenant)];
  const heard = told(other);
  await pip.remove();
  assert.deepEqual(await heard, [pipThere]);
  await refuses(pipThere.sync(), "expired", /locked/i);
  await Promise.all([uv.sync(), uvThere.sync()]);
  assert.deepEqual(await states(), ["ada of uv of uv: ready"]);
  assert.deepEqual((await uv.sheet("reply").kept()).length, 1);
  assert.doesNotMatch(await rows(setting.database ?? ""), /ada|pip/);
  await tab.restore(file("bob"), passphrase);
  assert.deepEqual(await states(), ["bob of pip: ready", "ada of uv of uv: ready"]);
});

test("the team that was added goes with its database, and the first one stays", async () => {
  const tab = gate();
  const { pip, uv } = await inBoth(tab);
  await (await gate().open(uv.me.tenant)).sync();
  await tab.remove(uv.me.tenant);
  await pip.sync();
  assert.deepEqual(await states(), ["ada of pip: ready"]);
  assert.equal((await adds(tab, UV).catch((error: Failure) => error.kind)), "refused"); // the code is used
  assert.deepEqual(await states(), ["ada of pip: ready"]);
});

test("other tabs hear of a team that came, by a code or a key file, and can open it", async () => {
  const [tab, other] = [gate(), gate()];
  const came = (): Promise<void> => new Promise((resolve) => other.onJoined(() => resolve()));
  const first = came();
  await tab.restore(file("ada"), passphrase);
  await first;
  assert.deepEqual(await states(other), ["ada of pip: ready"]);
  const second = came();
  await adds(tab, UV);
  await second;
  assert.deepEqual(await states(other), ["ada of pip: ready", "ada of uv of uv: ready"]);
  await (await other.open(UV_TENANT)).sync();
});

test("two tabs that add a team at once do not take each other's home", async () => {
  const [tab, other] = [gate(), gate()];
  await tab.prepare(UV, LONG);
  await other.prepare(codes["right"] ?? "", LONG);
  const [uv, pip] = [await tab.activate(), await other.activate()];
  await Promise.all([uv.sync(), pip.sync()]);
  assert.deepEqual(await states(), ["cyd of pip: ready", "ada of uv of uv: ready"]);
});

test("a team that cannot say what it owes is named, and Today of the other one stands", async () => {
  const tab = gate();
  const { pip, uv } = await inBoth(tab);
  const today: Today = { tasks: [], cases: [], warnings: [{ sentence: "of uv" }] };
  const shut: Vault = {
    ...pip,
    me: pip.me,
    today: () => Promise.reject(new Failure("hub-lies", "an older log", "LO-2")),
  };
  const well: Vault = { ...uv, me: uv.me, today: async () => today };
  const seen = new Map<string, Today>();
  const found = await todayTogether([shut, well], seen);
  assert.deepEqual(found.faults.map(({ team, failure }) => [team, failure.rule]), [["pip", "LO-2"]]);
  assert.deepEqual(found.warnings, [{ sentence: "of uv", team: "uv" }]);
});

test("a hub that lies to one team keeps the other one's door open", async () => {
  await gate({ carry: new ShownHub(worlds.grown).carry }).restore(file("uma"), passphrase);
  await gate().restore(file("ada"), passphrase); // who sees one statement more
  const tab = gate({ carry: new ShownHub(worlds.grown).carry });
  await refuses(tab.open(RECORDED.tenant), "hub-lies", /older log/i);
  assert.equal((await tab.open(UV_TENANT)).me.name, "uma");
});

test("tasks of all teams stand in one list by their dates, each with its team", async () => {
  const task = (by: string | undefined): Today["tasks"][number] => ({
    ...{ what: "read", title: "t", sentence: "s", act: "Read", to: "#/case/c1" },
    ...(by !== undefined && { by }),
  });
  const vault = (slug: string, days: readonly (string | undefined)[]): Vault => {
    const today: Today = { tasks: days.map(task), cases: [], warnings: [] };
    return { me: { slug, tenant: slug }, today: async () => today } as unknown as Vault;
  };
  const teams = [vault("pip", ["2026-03-02", undefined]), vault("uv", ["2026-03-01", "2026-03-03"])];
  const { tasks } = await todayTogether(teams, new Map());
  const order = tasks.map(({ team, by }) => `${team} ${by ?? "whenever"}`);
  assert.deepEqual(order, ["uv 2026-03-01", "pip 2026-03-02", "uv 2026-03-03", "pip whenever"]);
});

test("what the tabs of one team tell each other, another team does not hear", async () => {
  const heard: string[] = [];
  const [pip, same, uv] = [openTabs("pip"), openTabs("pip"), openTabs("uv")];
  uv.hear(({ id }) => heard.push(`uv ${id}`));
  const done = new Promise<void>((resolve) =>
    same.hear(({ id }) => {
      heard.push(`pip ${id}`);
      resolve();
    }),
  );
  pip.tell({ id: "1", is: "held" });
  await done;
  assert.deepEqual(heard, ["pip 1"]);
});
