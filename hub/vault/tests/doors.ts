/** A browser at the door of a recorded hub: what the tests of joining, coming back and leaving share. */

import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import { openGate } from "../src/client/gate.ts";
import type { Setting } from "../src/client/gate.ts";
import { Store } from "../src/client/store.ts";
import { Failure } from "../src/client/views.ts";
import { NOON, RECORDED, ShownHub } from "./shown_hub.ts";
import type { KeyFile } from "./shown_hub.ts";

export type Tab = ReturnType<typeof openGate>;

export const LONG = "a passphrase that nobody guesses";
/** The hub and the page of the test that runs: made anew for each by `eachBefore`. */
export let hub: ShownHub;
export let setting: Setting;
let databases = 0;

/** Let each test of a file begin in an empty browser, before a hub that shows `world`. */
export function eachBefore(world: ConstructorParameters<typeof ShownHub>[0]): void {
  beforeEach(() => {
    hub = new ShownHub(world);
    setting = {
      host: `vault.${RECORDED.hub}`,
      carry: hub.carry,
      clock: () => NOON,
      database: `doors ${(databases += 1)}`,
      workFactor: 10,
    };
  });
}

/** A tab of that browser; with a `database` of its own it is one of another browser. */
export function gate(changed: Partial<Setting> = {}): Tab {
  return openGate({ ...setting, ...changed });
}

/** The first home of that browser. */
export async function kept(): Promise<Store> {
  return Store.open(setting.database);
}

export function file(name: KeyFile): Uint8Array {
  return Uint8Array.from(Buffer.from(RECORDED.files[name], "base64"));
}

export function code(name: string): string {
  return RECORDED.codes[name] ?? assert.fail(name);
}

/** The only team of a browser, if there is one. */
export async function door(tab: Tab): Promise<{ readonly state: string; readonly name?: string; readonly slug?: string }> {
  const [team] = await tab.teams();
  return team ? { state: team.state, name: team.name, slug: team.slug } : { state: "empty" };
}

export function refuses(act: Promise<unknown>, kind: string, words: RegExp, rule?: string): Promise<void> {
  return assert.rejects(act, (error) => {
    assert.ok(error instanceof Failure, String((error as Error).stack));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, words);
    if (rule !== undefined) assert.equal(error.rule, rule);
    return true;
  });
}
