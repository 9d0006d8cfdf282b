/**
 * The one call that signs: only what the device authored, only types of the list (DV-3, RE-4, ST-8, EN-3).
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { utf8 } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { CryptoError } from "../src/crypto/errors.ts";
import { type Body, type BodyNamed, type Device, KINDS, type TypeName } from "../src/crypto/kinds/index.ts";
import { newWords } from "../src/crypto/reporter.ts";
import { check, encode, parse } from "../src/crypto/statement.ts";
import { codeKey, DeviceSecret, newSeeds, proveCode, ReporterSecret } from "../src/crypto/unseal/signing.ts";
import { type Case, vectors } from "./vectors.ts";

interface Samples {
  readonly hub: string;
  readonly cases: readonly (Case & { readonly wire: string })[];
}

const SAMPLES = vectors<Samples>("statements");
const HUB = SAMPLES.hub;
const SECRET = "5e".repeat(16);
const mine = await DeviceSecret.fromSeeds(newSeeds());
const other = await DeviceSecret.fromSeeds(newSeeds());
const reporter = await ReporterSecret.fromWords(newWords());

function bodyOf<N extends TypeName>(type: N, by: string = mine.fingerprint): BodyNamed<N> {
  const given = SAMPLES.cases.find((each) => each.name === `a ${type}` || each.name === `an ${type}`);
  return { ...parse(utf8(given?.wire ?? ""), HUB).body, by } as BodyNamed<N>;
}

async function refused(act: () => Promise<unknown>, rule: string): Promise<void> {
  await assert.rejects(act, (error) => error instanceof CryptoError && error.rule === rule);
}

function namesSigned(...signed: readonly string[]): readonly TypeName[] {
  return [...KINDS.values()].filter((kind) => signed.includes(kind.signed)).map((kind) => kind.type);
}

describe("a device signs", () => {
  for (const type of KINDS.keys() as Iterable<TypeName>) {
    test(`no ${type} in another's name (ST-8)`, async () => {
      await refused(() => other.sign(bodyOf(type)), "ST-8");
    });
  }

  for (const type of namesSigned("notice")) {
    test(`no ${type}, which is the hub's notice (ST-8, LO-6)`, async () => {
      await refused(() => mine.sign(bodyOf(type)), "ST-8");
    });
  }

  test("nothing that no reader would take (ST-5)", async () => {
    await refused(() => mine.sign({ ...bodyOf("duty"), people: [] }), "ST-5");
    await refused(() => mine.sign({ ...bodyOf("duty"), extra: 1 } as Body), "ST-5");
  });

  for (const type of namesSigned("one")) {
    test(`a ${type} that it authored, and adds no second signature to one`, async () => {
      const body = bodyOf(type);

      const statement = check(await mine.sign(body), HUB);

      assert.deepEqual([statement.body, statement.keys], [body, [mine.keys.sign]]);
      await refused(() => other.addSignature(body, statement.signed), "DV-3");
    });
  }
});

describe("a second signature", () => {
  for (const type of ["roster", "device"] as const) {
    test(`goes under a ${type} as it was read, however its JSON is written`, async () => {
      const body = bodyOf(type);
      const { payloadType, payload } = encode(body);
      const spaced = JSON.stringify(JSON.parse(new TextDecoder().decode(payload)), undefined, 1);
      const respelt = await mine.addSignature(body, new dsse.SignedStatement(payloadType, utf8(spaced)));

      const statement = check(await other.addSignature(body, respelt), HUB);

      assert.deepEqual([statement.body, statement.keys], [body, [mine.keys.sign, other.keys.sign]]);
    });

    test(`never goes under another ${type} than was read (DV-3)`, async () => {
      const body = bodyOf(type);
      for (const change of [{ created: "2026-01-01T00:00:00Z" }, { by: other.fingerprint }]) {
        await refused(() => other.addSignature(body, encode({ ...body, ...change })), "DV-3");
      }
      await refused(() => other.addSignature(body, encode(bodyOf("duty"))), "DV-3");
    });
  }

  test("of one key is refused (DS-6)", async () => {
    const body = bodyOf("roster");
    await refused(async () => mine.addSignature(body, await mine.sign(body)), "DS-6");
  });

  test("by the code's key goes under the newcomer's own device (EN-3)", async () => {
    const body: Device = { ...bodyOf("device"), ...mine.keys };
    const signed = await mine.sign(body);

    await refused(() => proveCode(SECRET, { ...body, person: "0".repeat(32) }, signed), "DV-3");
    const { keys } = check(await proveCode(SECRET, body, signed), HUB);

    assert.deepEqual(keys, [mine.keys.sign, codeKey(SECRET, body.tenant)]);
  });
});

describe("a reporter", () => {
  const others = namesSigned("one", "two", "many").filter((each) => each !== "manifest" && each !== "login");
  for (const type of others) {
    test(`signs no ${type} (RE-4)`, async () => {
      await refused(() => reporter.sign(bodyOf(type, reporter.fingerprint)), "RE-4");
      await refused(() => reporter.addSignature(bodyOf(type), encode(bodyOf(type))), "RE-4");
    });
  }

  for (const type of ["manifest", "login"] as const) {
    test(`signs a ${type}`, async () => {
      const { keys } = check(await reporter.sign(bodyOf(type, reporter.fingerprint)), HUB);

      assert.deepEqual(keys, [reporter.keys.sign]);
    });
  }
});

test("a secret gives its seeds to nobody, and survives being kept", async () => {
  for (const key of [mine.signKey, mine.sealKey]) {
    await assert.rejects(crypto.subtle.exportKey("pkcs8", key), { name: "InvalidAccessError" });
  }
  const kept = structuredClone({ keys: mine.keys, signKey: mine.signKey, sealKey: mine.sealKey });

  const again = new DeviceSecret(kept);

  assert.equal(again.fingerprint, mine.fingerprint);
  assert.deepEqual(check(await again.sign(bodyOf("duty")), HUB).keys, [mine.keys.sign]);
});
