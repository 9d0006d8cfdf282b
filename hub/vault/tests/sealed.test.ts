/** The sealed files of a long case: few requests, none for what is kept, and a name for what is withheld. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Desk } from "../src/client/desk.ts";
import { SealedFiles } from "../src/client/sealed.ts";
import type { Wanted } from "../src/client/sealed.ts";
import { Failure } from "../src/client/views.ts";
import { sha256Hex, utf8 } from "../src/crypto/bytes.ts";
import type { Manifest } from "../src/crypto/kinds/index.ts";
import * as strictBase64 from "../src/crypto/strict_base64.ts";

const PAGE = 64;

/** A hub with so many letters, what was asked of it, and what this browser keeps. */
class Hub {
  readonly asked: string[] = [];
  readonly kept = new Map<string, Uint8Array>();
  readonly letters: readonly (Wanted & { readonly file: Uint8Array })[];
  /** Letters that it gives to nobody, by their envelope. */
  readonly withheld = new Set<string>();
  offline = false;

  constructor(count: number) {
    this.letters = Array.from({ length: count }, (_, place) => {
      const file = utf8(`letter ${place}`);
      const manifest = { envelope: `e${place}`, sha256: sha256Hex(file) } as Manifest;
      return { manifest, index: 10 * place, file };
    });
  }

  files(): SealedFiles {
    const store = {
      file: async (sha256: string) => this.kept.get(sha256),
      keepFile: async (sha256: string, file: Uint8Array) => void this.kept.set(sha256, file),
    };
    const transport = {
      get: async (path: string, { from }: { readonly from: number }) => this.#page(path, from),
      getBytes: async (path: string) => this.#alone(path),
    };
    return new SealedFiles({ store, transport } as unknown as Desk, "c");
  }

  #page(path: string, from: number): object {
    this.#ask(`${path} ${from}`);
    const given = this.letters.filter(({ manifest }) => !this.withheld.has(manifest.envelope));
    const shown = given.filter(({ index }) => index >= from);
    return {
      letters: shown
        .slice(0, PAGE)
        .map(({ manifest, file }) => ({ id: manifest.envelope, file: strictBase64.encode(file) })),
    };
  }

  #alone(path: string): Uint8Array {
    this.#ask(path);
    const envelope = path.split("/").at(-1) ?? "";
    const found = this.letters.find((each) => each.manifest.envelope === envelope);
    if (found === undefined || this.withheld.has(envelope)) throw new Failure("not-found", "not found");
    return found.file;
  }

  #ask(what: string): void {
    this.asked.push(what);
    if (this.offline) throw new Failure("offline", "the hub does not answer");
  }
}

/** Read a whole case, some letters at a time; the letters that did not come, with their failures. */
async function read(hub: Hub): Promise<ReadonlyMap<string, Failure>> {
  const [files, failed] = [hub.files(), new Map<string, Failure>()];
  for (let start = 0; start < hub.letters.length; start += 25) {
    const batch = hub.letters.slice(start, start + 25);
    await files.bring(batch);
    for (const { manifest, file } of batch) {
      try {
        assert.deepEqual(await files.file(manifest), file);
      } catch (error) {
        failed.set(manifest.envelope, error as Failure);
      }
    }
  }
  return failed;
}

test("a case of 150 letters comes in three answers, and then out of this browser", async () => {
  const hub = new Hub(150);
  assert.equal((await read(hub)).size, 0);
  assert.deepEqual(hub.asked, ["cases/c/letters 0", "cases/c/letters 640", "cases/c/letters 1280"]);
  assert.equal((await read(hub)).size, 0);
  assert.equal(hub.asked.length, 3);
});

test("what is new is asked for from where it begins", async () => {
  const hub = new Hub(100);
  await read(hub);
  hub.asked.length = 0;
  hub.kept.delete(hub.letters[99]?.manifest.sha256 ?? "");
  await read(hub);
  assert.deepEqual(hub.asked, ["cases/c/letters 990"]);
});

test("a letter that the hub leaves out everywhere is named, and the others are read", async () => {
  const hub = new Hub(30);
  hub.withheld.add("e7");
  const failed = await read(hub);
  assert.deepEqual([...failed.keys()], ["e7"]);
  assert.deepEqual([failed.get("e7")?.kind, failed.get("e7")?.rule], ["hub-lies", "EV-7"]);
});

test("another file in a letter's place is given out to be judged, and never kept", async () => {
  const hub = new Hub(1);
  const [only] = hub.letters as [Hub["letters"][number]];
  const files = hub.files();
  const swapped = { ...only.manifest, sha256: "0".repeat(64) };
  await files.bring([{ ...only, manifest: swapped }]);
  assert.deepEqual(await files.file(swapped), only.file);
  assert.equal(hub.kept.size, 0);
});

test("without a network it is asked once, and every letter says why", async () => {
  const hub = new Hub(60);
  hub.offline = true;
  const failed = await read(hub);
  assert.equal(failed.size, 60);
  assert.ok([...failed.values()].every((each) => each.kind === "offline"));
  assert.equal(hub.asked.length, 1);
});
