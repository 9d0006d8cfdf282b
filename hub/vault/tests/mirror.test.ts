/** A member's copy of the logs, shown by an honest hub and by hubs that lie. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Folding } from "../src/client/known.ts";
import { checkCopy } from "../src/client/audit.ts";
import { CASES, DIRECTORY, Mirror } from "../src/client/mirror.ts";
import { Store } from "../src/client/store.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { plusDays } from "../src/crypto/instant.ts";
import { encode } from "../src/crypto/statement.ts";
import { ADA, NOON, RECORDED, ShownHub } from "./shown_hub.ts";

const { worlds } = RECORDED;
let store: Store;
let databases = 0;

beforeEach(async () => {
  store = await Store.open(`mirror ${(databases += 1)}`);
});

function over(hub: ShownHub): Mirror {
  return new Mirror(store, hub, ADA, () => NOON);
}

/** A lie: its kind is "hub-lies", and its sentence says what a maintainer understands. */
function lie(words: RegExp, rule?: string): (error: unknown) => boolean {
  return (error) => {
    const { kind, message, rule: told } = error as { kind?: string; message: string; rule?: string };
    assert.equal(kind, "hub-lies", message);
    assert.match(message, words);
    if (rule !== undefined) assert.equal(told, rule);
    return true;
  };
}

test("an empty log gives an empty copy", async () => {
  const mirror = over(new ShownHub());
  await mirror.copyDirectory();
  await mirror.copyCases([]);
  assert.equal((await mirror.timeline(DIRECTORY)).size, 0);
  assert.deepEqual(await store.entries(DIRECTORY), []);
});

test("a rolled back log is refused", async () => {
  const hub = new ShownHub(worlds.founded);
  const [old] = hub.notes["directory"] ?? [];
  hub.show(worlds.grown);
  await over(hub).copyDirectory();
  assert.ok(old);
  hub.notes["directory"] = [old];
  await assert.rejects(over(hub).copyDirectory(), lie(/older log than before/, "LO-2"));
});

test("a log that is gone is refused", async () => {
  await over(new ShownHub(worlds.founded)).copyDirectory();
  await assert.rejects(over(new ShownHub()).copyDirectory(), lie(/older log/, "LO-2"));
});

test("a forked log is refused and both notes are kept", async () => {
  await over(new ShownHub(worlds.founded)).copyDirectory();
  const forked = new ShownHub(worlds.forked);
  assert.equal(worlds.forked.length, worlds.founded.length, "a fork of one size");
  await assert.rejects(over(forked).copyDirectory(), lie(/two logs that contradict each other/, "LO-2"));
  assert.deepEqual(await store.evidence(), [forked.notes["directory"]?.[0]?.note]);
  assert.equal((await store.notes(DIRECTORY)).length, 1);
});

test("a log that forked and grew is refused", async () => {
  await over(new ShownHub(worlds.founded)).copyDirectory();
  const forked = new ShownHub(worlds.forked);
  forked.show([...worlds.forked, ...worlds.grown.slice(worlds.founded.length)]);
  await assert.rejects(over(forked).copyDirectory(), lie(/could not prove that its log only grew/, "LO-2"));
});

test("a log without a proof of growth is refused", async () => {
  const hub = new ShownHub(worlds.founded);
  await over(hub).copyDirectory();
  hub.show(worlds.grown);
  hub.changed["logs/directory/consistency"] = { hashes: [] };
  await assert.rejects(over(hub).copyDirectory(), lie(/only grew/));
});

test("a withheld entry is noticed, and nothing is kept", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.entries.splice(1, 1);
  await assert.rejects(over(hub).copyDirectory(), lie(/withholds/, "LO-3"));
  assert.deepEqual(await store.entries(DIRECTORY), []);
  assert.deepEqual(await store.notes(DIRECTORY), []);
});

test("a swapped roster is noticed", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.entries[0] = { index: 0, wire: worlds.forked[0] };
  await assert.rejects(over(hub).copyDirectory(), lie(/contents of the log are not those/, "LO-3"));
});

test("a stripped signature is noticed, though no leaf covers it", async () => {
  const hub = new ShownHub(worlds.founded);
  const first = structuredClone(worlds.founded[0]) as { signatures: unknown[] };
  first.signatures.pop();
  hub.entries[0] = { index: 0, wire: first };
  await over(hub).copyDirectory();
  await assert.rejects(new Folding(store, ADA).fold(), lie(/another signature/));
});

test("another log key is refused", async () => {
  const lying = new ShownHub(worlds.founded, RECORDED.other_seed);
  await assert.rejects(over(lying).copyDirectory(), lie(/not by the log key that is pinned/, "LO-1"));
});

test("checkpoints that turn back in time are refused", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.show(worlds.grown, plusDays(RECORDED.start, -1));
  await assert.rejects(over(hub).copyDirectory(), lie(/do not go forward/, "LO-2"));
});

test("checkpoints that never end are refused", async () => {
  const hub = new ShownHub(worlds.founded);
  const [first] = hub.notes["directory"] ?? [];
  hub.show(worlds.grown);
  hub.changed["logs/directory/checkpoints"] = { checkpoints: [first] };
  await assert.rejects(over(hub).copyDirectory(), lie(/do not go forward/, "LO-2"));
});

test("the copy folds to the same directory", async () => {
  await over(new ShownHub(worlds.grown)).copyDirectory();
  const known = await new Folding(store, ADA).fold();
  assert.equal(known.view.bySlug("pip")?.genesis, ADA.tenant);
  assert.equal(known.view.person(ADA.tenant, ADA.person)?.name, "ada");
  assert.equal(known.at.directory, worlds.grown.length);
  assert.ok(known.verdicts.every((each) => each.counts));
});

test("a leaf's time is that of the first checkpoint over it", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.show(worlds.grown);
  await over(hub).copyDirectory();
  const times = (await store.entries(DIRECTORY)).map((each) => each.loggedAt);
  assert.equal(times[worlds.founded.length - 1], RECORDED.start);
  assert.ok((times[worlds.founded.length] ?? "") > RECORDED.start);
});

test("what came later is fetched alone, and folded onto what was there", async () => {
  const hub = new ShownHub(worlds.founded);
  const folding = new Folding(store, ADA);
  await over(hub).copyDirectory();
  const before = await folding.fold();
  hub.show(worlds.grown);
  await over(hub).copyDirectory();
  const after = await folding.fold();
  assert.equal(before.verdicts.length, worlds.founded.length);
  assert.equal(after.verdicts.length, worlds.grown.length);
  assert.equal(after.view.bySlug("uv")?.slug, "uv");
  await checkCopy(store, ADA);
});

test("a case entry that is not its leaf is refused", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.addLeaf(worlds.founded[0]);
  hub.caseEntries["c"] = [{ index: 0, wire: worlds.founded[1] }];
  await assert.rejects(over(hub).copyCases(["c"]), lie(/not leaf 0 of its log/, "LO-8"));
  assert.deepEqual(await store.entries(CASES), []);
});

test("a case entry beyond the checkpoint waits for the next copy", async () => {
  const hub = new ShownHub(worlds.founded);
  const [wire] = worlds.founded;
  hub.caseEntries["c"] = [{ index: 0, wire }];
  await over(hub).copyCases(["c"]);
  assert.deepEqual(await store.entries(CASES), []);
  hub.addLeaf(wire);
  await over(hub).copyCases(["c"]);
  assert.deepEqual((await store.entries(CASES)).map((each) => each.scope), ["c"]);
});

test("leaves that are no hashes are refused", async () => {
  const hub = new ShownHub(worlds.founded);
  hub.addLeaf(worlds.founded[0]);
  hub.leaves[0] = "no hash";
  await assert.rejects(over(hub).copyCases([]), lie(/no hash/, "LO-3"));
});

test("a copy that was tampered with is noticed offline", async () => {
  await over(new ShownHub(worlds.founded)).copyDirectory();
  const [kept] = await store.entries(DIRECTORY);
  const [other] = await otherEntries();
  assert.ok(kept && other);
  await store.keep(DIRECTORY, { entries: [{ ...kept, wire: other.wire }] });
  await assert.rejects(checkCopy(store, ADA), lie(/contents of the log/, "LO-3"));
});

for (const begun of [false, true]) {
  for (const turn of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const when = `${begun ? "a later" : "the first"} copy, after answer ${turn}`;
    test(`two tabs that copy into one browser accuse nobody: ${when}`, async () => {
      const hub = new ShownHub(worlds.founded);
      const everything = async (mirror: Mirror): Promise<void> => {
        await mirror.copyDirectory();
        await mirror.copyCases([]);
      };
      hub.addLeaf(worlds.grown[0]);
      if (begun) {
        await everything(over(hub));
        hub.show(worlds.grown.slice(0, worlds.founded.length + 1));
        hub.addLeaf(worlds.grown[1]);
      }
      let answers = 0;
      const meanwhile = async <T>(path: string, query?: Parameters<typeof hub.get>[1]): Promise<T> => {
        const answer = await hub.get<T>(path, query);
        answers += 1;
        if (answers === turn) {
          hub.show(worlds.grown);
          hub.addLeaf(worlds.grown[2]);
          await everything(over(hub));
        }
        return answer;
      };
      await everything(new Mirror(store, { get: meanwhile }, ADA, () => NOON));
      assert.ok(answers >= Math.min(turn, 6), "the other tab never came in between");
      await everything(over(hub));
      await checkCopy(store, ADA);
      assert.deepEqual(await store.evidence(), []);
      const sizes = [await over(hub).timeline(DIRECTORY), await over(hub).timeline(CASES)].map(({ size }) => size);
      assert.deepEqual(sizes, [hub.entries.length, hub.leaves.length]);
    });
  }
}

test("a copy that another tab brings up to date while it is looked at is no contradiction", async () => {
  const hub = new ShownHub(worlds.founded);
  await checkCopy(await growing(hub), ADA);
  assert.equal((await over(hub).timeline(DIRECTORY)).size, worlds.grown.length);
});

test("a fold claims to know no more of the logs than it has folded", async () => {
  const hub = new ShownHub(worlds.founded);
  const known = await new Folding(await growing(hub), ADA).fold();
  assert.equal(known.point.size, known.replay.directory.size);
  assert.equal((await over(hub).timeline(DIRECTORY)).size, worlds.grown.length);
});

/** The store, to which another tab adds after each read of this one. */
async function growing(hub: ShownHub): Promise<Store> {
  await over(hub).copyDirectory();
  await over(hub).copyCases([]);
  hub.show(worlds.grown);
  hub.addLeaf(worlds.grown[0]);
  return new Proxy(store, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      return async (...given: unknown[]) => {
        const result: unknown = await found.apply(target, given);
        await over(hub).copyDirectory();
        await over(hub).copyCases([]);
        return result;
      };
    },
  });
}

async function otherEntries(): Promise<readonly { readonly wire: Uint8Array }[]> {
  const aside = await Store.open(`mirror ${(databases += 1)}`);
  await new Mirror(aside, new ShownHub(worlds.forked), ADA).copyDirectory();
  return aside.entries(DIRECTORY);
}

test("a quiet log that is signed again does not age", async () => {
  const hub = new ShownHub(worlds.founded);
  const later = plusDays(RECORDED.start, 6);
  const fresh = hub.signedAgain(later);
  hub.changed["logs/directory/checkpoint"] = { ...hub.notes["directory"]?.[0], fresh };
  await over(hub).copyDirectory();
  assert.equal((await new Folding(store, ADA).fold()).directoryTime, later);
  assert.equal((await store.entries(DIRECTORY))[0]?.loggedAt, RECORDED.start);
});

test("a fresh note over another root is a fork", async () => {
  const hub = new ShownHub(worlds.founded);
  const again = new ShownHub(worlds.forked).signedAgain(plusDays(RECORDED.start, 1));
  hub.changed["logs/directory/checkpoint"] = { ...hub.notes["directory"]?.[0], fresh: again };
  await assert.rejects(over(hub).copyDirectory(), lie(/contradict/, "LO-2"));
  assert.deepEqual(await store.evidence(), [again]);
});

test("an anchor for more of the directory than was copied waits for the rest", async () => {
  const hub = new ShownHub(worlds.grown);
  const directory = { size: worlds.grown.length, root: hub.root() };
  const common = { hub: ADA.hub, id: "a".repeat(32), created: RECORDED.start, log: directory };
  const anchor = encode({ type: "anchor", ...common, by: "0".repeat(64), directory });
  const early = new ShownHub(worlds.founded);
  early.addLeaf(JSON.parse(new TextDecoder().decode(dsse.write(anchor))));
  early.changed["logs/cases/anchors"] = { anchors: early.anchors() };
  const folding = new Folding(store, ADA);
  await over(early).copyDirectory();
  await over(early).copyCases([]);

  const before = await folding.fold();
  assert.deepEqual([folding.behind, before.replay.anchored], [true, 0]);
  early.show(worlds.grown);
  await over(early).copyDirectory();
  const after = await folding.fold();
  assert.deepEqual([folding.behind, after.replay.anchored], [false, worlds.grown.length]);
});
