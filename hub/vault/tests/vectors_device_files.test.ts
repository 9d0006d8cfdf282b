/** device_files.json: a device opened by its passphrase, and its keys imported. */

import assert from "node:assert/strict";

import { decode } from "../src/crypto/strict_base64.ts";
import { openDevice, seedsIn } from "../src/crypto/unseal/device_file.ts";
import { DeviceSecret } from "../src/crypto/unseal/signing.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface DeviceCase extends Case {
  readonly passphrase: string;
  readonly file: string;
  readonly device?: unknown;
  readonly fingerprint?: string;
}

interface File {
  readonly max_work_factor: number;
  readonly cases: readonly DeviceCase[];
}

const FILE = vectors<File>("device_files");

run(FILE.cases, async ({ file, passphrase }) => {
  const found = await openDevice(decode(file, "test"), passphrase, FILE.max_work_factor);
  const secret = await DeviceSecret.fromSeeds(seedsIn(found));

  assert.ok(!secret.signKey.extractable && !secret.sealKey.extractable);
  return { device: { v: 1, ...found }, fingerprint: secret.fingerprint };
});
