/** The vector files of both languages: how their cases are read and held against a verdict. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { CryptoError } from "../src/crypto/errors.ts";

/** A case: `rule` is that of the refusal, null if it must pass. */
export interface Case {
  readonly name: string;
  readonly rule: string | null;
  readonly verdict: "accepted" | "refused";
}

/** A file of tests/vectors, typed by who reads it. */
export function vectors<F>(name: string): F {
  const place = new URL(`../../../tests/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(place, "utf8")) as F;
}

/** Run every case: verdict, rule, and each output that `ask` gives must be those written. */
export function run<C extends Case>(
  cases: readonly C[],
  ask: (given: C) => Partial<C> | Promise<Partial<C>>,
): void {
  for (const each of cases) {
    test(`${each.verdict}: ${each.name}`, async () => {
      let rule: string | null = null;
      let found: Partial<C> = {};
      try {
        found = await ask(each);
      } catch (error) {
        if (!(error instanceof CryptoError)) {
          throw error;
        }
        rule = error.rule;
      }

      assert.deepEqual([rule, rule === null ? "accepted" : "refused"], [each.rule, each.verdict]);
      for (const name of Object.keys(found) as (keyof C)[]) {
        assert.deepEqual(found[name], each[name]);
      }
    });
  }
}
