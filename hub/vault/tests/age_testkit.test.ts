/** The age testkit of C2SP/CCTV: each file states one outcome, and this code gives it. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { inflateSync } from "node:zlib";

import { armor, dearmor } from "../src/crypto/age/index.ts";
import { fromUtf8, sha256Hex } from "../src/crypto/bytes.ts";
import { CryptoError, LimitError, MalformedError, WrongKeyError } from "../src/crypto/errors.ts";
import { type Identity, openFile, ScryptIdentity, X25519Identity } from "../src/crypto/unseal/index.ts";

const KIT = new URL("../../../../shared/vectors/age-testkit/", import.meta.url);
const NAMES = existsSync(KIT) ? readdirSync(KIT).sort() : [];

// The hybrid recipient is not ours: its identities are not read, its stanzas are passed over like those of
// any unknown kind. So what is wrong inside one is not seen, except where a rule holds for every stanza.
const HEADER_FAILURES: ReadonlySet<string> = new Set(["hybrid_not_canonical_body", "hybrid_x25519_arg"]);
const VERDICTS: ReadonlyMap<string, string> = new Map([
  ["AGE-5", "HMAC failure"],
  ["AGE-13", "payload failure"],
  ["AGE-14", "payload failure"],
  ["AGE-15", "payload failure"],
  ["AGE-16", "armor failure"],
]);

interface Vector {
  readonly name: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly identities: readonly Identity[];
  readonly file: Buffer;
}

function read(name: string): Vector {
  const whole = readFileSync(new URL(name, KIT));
  const end = whole.indexOf("\n\n");
  const lines = fromUtf8(whole.subarray(0, end)).split("\n").map((line): readonly [string, string] => {
    const [key = "", ...value] = line.split(": ");
    return [key, value.join(": ")];
  });
  const fields = new Map(lines);
  const file = whole.subarray(end + 2);
  const identities = lines.flatMap(([key, value]): readonly Identity[] => {
    if (key === "identity" && !value.startsWith("AGE-SECRET-KEY-PQ-")) {
      return [X25519Identity.parse(value)];
    }
    return key === "passphrase" ? [new ScryptIdentity(value)] : [];
  });
  return { name, fields, identities, file: fields.has("compressed") ? inflateSync(file) : file };
}

function expected({ name, fields }: Vector): string | undefined {
  if (!name.includes("hybrid")) {
    return fields.get("expect");
  }
  return HEADER_FAILURES.has(name) ? "header failure" : "no match";
}

async function open({ fields, file, identities }: Vector): Promise<Uint8Array> {
  return openFile(fields.has("armored") ? dearmor(file) : file, identities);
}

function verdict(error: unknown): string {
  assert.ok(error instanceof CryptoError, String(error));
  if (error instanceof WrongKeyError) {
    return "no match";
  }
  assert.ok(error instanceof MalformedError || error instanceof LimitError);
  return VERDICTS.get(error.rule) ?? "header failure";
}

const MISSING = NAMES.length === 0 && "the age testkit is not beside this repository";

test("the kit is whole", { skip: MISSING }, () => {
  assert.equal(NAMES.length, 143);
});

for (const name of NAMES) {
  test(`testkit: ${name}`, async () => {
    const vector = read(name);
    const [outcome, text] = await open(vector).then(
      (found) => ["success", found] as const,
      (error: unknown) => [verdict(error), undefined] as const,
    );

    assert.equal(outcome, expected(vector));
    assert.equal(text && sha256Hex(text), outcome === "success" ? vector.fields.get("payload") : undefined);
    if (vector.fields.has("armored") && outcome !== "armor failure") {
      const said = fromUtf8(vector.file).replaceAll("\r\n", "\n").trim();
      assert.equal(fromUtf8(armor(dearmor(vector.file))), `${said}\n`);
    }
  });
}
