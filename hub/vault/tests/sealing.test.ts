/**
 * What is sealed here opens here, for whom it is and for nobody else; and a large file can be watched and
 * stopped.
 */

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { x25519 } from "@noble/curves/ed25519.js";

import { encode } from "../src/crypto/age/bech32.ts";
import { inspect, ScryptRecipient, seal, X25519Recipient } from "../src/crypto/age/index.ts";
import { bytesOf, randomBytes, sha256Hex } from "../src/crypto/bytes.ts";
import { checkHeader, sealAttachment } from "../src/crypto/envelope.ts";
import { CryptoError, WrongKeyError } from "../src/crypto/errors.ts";
import { newWords, seeds } from "../src/crypto/reporter.ts";
import {
  type DeviceFile, openDevice, sealDevice, TEST_WORK_FACTOR,
} from "../src/crypto/unseal/device_file.ts";
import { HeldIdentity, openFile, ScryptIdentity, X25519Identity } from "../src/crypto/unseal/index.ts";
import { DeviceSecret, newSeeds } from "../src/crypto/unseal/signing.ts";
import { RECORDED } from "./shown_hub.ts";

const ring = X25519Identity.generate();
const to = [X25519Recipient.parse(ring.recipient)];
const device = await DeviceSecret.fromSeeds(newSeeds());
const MIB = 1024 * 1024;
const FILE: DeviceFile = {
  hub: "localhost:8080",
  log_key: RECORDED.log_key,
  tenant: "0a".repeat(32),
  person: "0b".repeat(16),
  sign: "0c".repeat(32),
  seal: "0d".repeat(32),
};
const QUICK = { workFactor: TEST_WORK_FACTOR, least: TEST_WORK_FACTOR };

function rule(wanted: string): (error: unknown) => boolean {
  return (error) => error instanceof CryptoError && error.rule === wanted;
}

describe("a key is refused", () => {
  const P = 2n ** 255n - 19n;
  const small = [
    0n, 1n, P - 1n, P, P + 1n,
    325606250916557431795983626356110631294008115727848805560023387167927233504n,
    39382357235489614581723060781553021112529911719440698176882885853963445705823n,
  ];
  for (const u of small) {
    test(`of small order, and with its top bit set: ${u} (AGE-7)`, () => {
      for (const spelling of [u, u + 2n ** 255n]) {
        const key = bytesOf(spelling.toString(16).padStart(64, "0")).reverse();

        assert.throws(() => x25519.getSharedSecret(randomBytes(32), key), "so says the library");
        assert.throws(() => X25519Recipient.parse(encode("age", key)), rule("AGE-7"));
      }
    });
  }

  test("in capitals, of another kind, mistyped or too short (AGE-17)", () => {
    const good = ring.recipient;
    const typo = good.replace(/.$/, (last) => (last === "q" ? "p" : "q"));
    const short = encode("age", randomBytes(31));
    for (const text of [good.toUpperCase(), String(ring), typo, short, ` ${good}`, ""]) {
      assert.throws(() => X25519Recipient.parse(text), rule("AGE-17"));
    }
    assert.throws(() => X25519Identity.parse(String(ring).toLowerCase()), rule("AGE-17"));
    assert.throws(() => X25519Identity.parse(good), rule("AGE-17"));
  });
});

describe("a sealed file", () => {
  for (const size of [0, 1, 65_535, 65_536, 65_537, 2 * MIB]) {
    test(`of ${size} bytes opens for its recipient, and for nobody else (AGE-11)`, async () => {
      const text = new Uint8Array(size).map((_, place) => place * 7);

      const file = await seal(text, to);

      checkHeader(file);
      assert.deepEqual(await openFile(file, [ring]), text);
      await assert.rejects(openFile(file, [X25519Identity.generate(), device.sealKey]), WrongKeyError);
    });
  }

  test("opens with a key that nobody can read out", async () => {
    const text = randomBytes(100);

    const file = await seal(text, [X25519Recipient.parse(device.keys.seal)]);

    assert.deepEqual(await openFile(file, [device.sealKey]), text);
    assert.deepEqual(await openFile(file, [new HeldIdentity(device.sealKey)]), text);
  });

  test("opens for each of two recipients, and is no envelope then (EV-6)", async () => {
    const file = await seal(randomBytes(10), [...to, X25519Recipient.parse(device.keys.seal)]);

    assert.deepEqual(await openFile(file, [ring]), await openFile(file, [device.sealKey]));
    assert.throws(() => checkHeader(file), rule("EV-6"));
  });

  test("has a recipient, and a passphrase stands alone (AGE-2, AGE-10)", async () => {
    await assert.rejects(seal(randomBytes(10), []), rule("AGE-2"));
    await assert.rejects(seal(randomBytes(10), [...to, new ScryptRecipient("words", 10)]), rule("AGE-10"));
  });

  test("spoilt at any byte is refused by a rule", async () => {
    const file = await seal(randomBytes(40), to);
    for (let place = 0; place < file.length; place += 1) {
      const spoilt = file.map((byte, at) => (at === place ? byte ^ 1 : byte));
      await assert.rejects(openFile(spoilt, [ring]), CryptoError);
      await assert.rejects(openFile(file.subarray(0, place), [ring]), CryptoError);
    }
  });
});

describe("a large attachment", () => {
  test("tells how far it is, while it is sealed and opened", async () => {
    const [data, told] = [new Uint8Array(3 * MIB + 5), { sealed: [] as number[], opened: [] as number[] }];

    const { file } = await sealAttachment(data, ring.recipient, { step: (done) => told.sealed.push(done) });
    const plaintext = await openFile(file, [ring], { step: (done) => told.opened.push(done) });

    assert.equal(told.sealed.at(-1), plaintext.length);
    assert.deepEqual(told.opened, told.sealed);
    assert.deepEqual(told.sealed, told.sealed.toSorted((one, another) => one - another));
    assert.ok(told.sealed.length > 3);
  });

  test("stops where it is told to, before the end", async () => {
    const { file } = await sealAttachment(new Uint8Array(3 * MIB), ring.recipient);
    for (const act of [
      (watch: object) => sealAttachment(new Uint8Array(3 * MIB), ring.recipient, watch),
      (watch: object) => openFile(file, [ring], watch),
    ]) {
      const [halt, told] = [new AbortController(), [] as number[]];
      const step = (done: number): void => {
        told.push(done);
        setTimeout(() => halt.abort(), 0); // as a person would: while it goes on
      };

      await assert.rejects(act({ step, stop: halt.signal }), { name: "AbortError" });

      assert.ok((told.at(-1) ?? 0) < 3 * MIB);
    }
  });
});

describe("a device file", () => {
  test("is not sealed with too little work, nor without a passphrase (DV-4, AGE-9, AGE-19)", async () => {
    await assert.rejects(sealDevice(FILE, "words", { workFactor: 14 }), rule("DV-4"));
    await assert.rejects(sealDevice(FILE, "words", { workFactor: 31 }), rule("AGE-9"));
    await assert.rejects(sealDevice(FILE, "", QUICK), rule("AGE-19"));
    await assert.rejects(sealDevice({ ...FILE, sign: "0c" }, "words", QUICK), rule("ST-5"));
  });

  test("is refused, not computed, above the reader's limit (AGE-9)", async () => {
    const file = await sealDevice(FILE, "words", QUICK);

    await assert.rejects(openDevice(file, "words", TEST_WORK_FACTOR - 1), rule("AGE-9"));
  });

  test("opens by its passphrase, and by no other (AGE-11)", async () => {
    const parts: number[] = [];
    const watch = { step: (done: number) => parts.push(done) };
    const file = await sealDevice(FILE, "zwölf Wörter", { ...QUICK, watch });

    await assert.rejects(openDevice(file, "zwolf Worter"), WrongKeyError);
    assert.deepEqual(await openDevice(file, "zwölf Wörter"), FILE);
    assert.equal(parts.at(-1), 100);
  });

  test("takes the work of 2^18 by default, and opens with it", async () => {
    const file = await sealDevice(FILE, "words");

    assert.equal(inspect(file).stanzas[0]?.args[1], "18");
    assert.deepEqual(await openDevice(file, "words"), FILE);
  });

  test("stops where it is told to", async () => {
    const halt = new AbortController();
    const watch = { step: () => halt.abort(), stop: halt.signal };

    await assert.rejects(sealDevice(FILE, "words", { workFactor: 15, watch }), { name: "AbortError" });
  });
});

test("what a console or JSON shows of an identity is no secret", () => {
  const secret = new ScryptIdentity("words");

  assert.equal(JSON.stringify([ring, secret]), JSON.stringify([{ recipient: ring.recipient }, {}]));
});

test("new words are twelve, and other ones every time", () => {
  const [one, other] = [newWords(), newWords()];

  assert.equal(one.split(" ").length, 12);
  assert.notEqual(sha256Hex(seeds(one).sign), sha256Hex(seeds(other).sign));
});
