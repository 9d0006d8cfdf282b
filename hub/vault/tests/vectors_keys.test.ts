/** join_codes.json, reporter_words.json, fingerprints.json and padding.json. */

import assert from "node:assert/strict";

import { hexOf } from "../src/crypto/bytes.ts";
import { fingerprint, groups, parseQr, qrText } from "../src/crypto/device.ts";
import { codeSeed, JoinCode } from "../src/crypto/enrolment.ts";
import { paddedLength } from "../src/crypto/padding.ts";
import { seeds } from "../src/crypto/reporter.ts";
import { codeKey, ReporterSecret } from "../src/crypto/unseal/signing.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface CodeCase extends Case {
  readonly text: string;
  readonly fields?: unknown;
  readonly seed?: string;
  readonly code_key?: string;
}

interface WordsCase extends Case {
  readonly words: string;
  readonly sign_seed?: string;
  readonly seal_seed?: string;
  readonly sign?: string;
  readonly seal?: string;
  readonly fingerprint?: string;
}

interface FingerprintCase extends Case {
  readonly sign: string;
  readonly seal: string;
  readonly parse_qr?: string;
  readonly fingerprint?: string;
  readonly qr?: string;
  readonly groups?: string;
}

interface PaddingCase extends Case {
  readonly length: number;
  readonly padded?: number;
}

function cases<C extends Case>(name: string): readonly C[] {
  return vectors<{ readonly cases: readonly C[] }>(name).cases;
}

run(cases<CodeCase>("join_codes"), ({ text }) => {
  const fields = JoinCode.fromText(text);
  const { secret, tenant } = fields;

  assert.equal(JoinCode.toText(fields), text);
  return { fields, seed: hexOf(codeSeed(secret, tenant)), code_key: codeKey(secret, tenant) };
});

run(cases<WordsCase>("reporter_words"), async ({ words }) => {
  const found = seeds(words);
  const secret = await ReporterSecret.fromWords(words);
  const derived = { sign_seed: hexOf(found.sign), seal_seed: hexOf(found.seal) };
  return { ...derived, ...secret.keys, fingerprint: secret.fingerprint };
});

run(cases<FingerprintCase>("fingerprints"), ({ sign, seal, parse_qr }) => {
  if (parse_qr !== undefined) {
    return { fingerprint: parseQr(parse_qr) };
  }
  const found = fingerprint({ sign, seal });

  assert.equal(parseQr(qrText(found)), found);
  return { fingerprint: found, qr: qrText(found), groups: groups(found) };
});

run(cases<PaddingCase>("padding"), ({ length }) => ({ padded: paddedLength(length) }));
