/**
 * Seals, opens and signs what it is handed, for an exchange with another implementation.
 *
 * Standard input: a JSON list of jobs `{do, …}`. Standard output: what each of them gave, in the same order.
 * Bytes are base64, statements their wire form, letters and device files the JSON that stands inside.
 */

import { text } from "node:stream/consumers";

import { utf8 } from "../src/crypto/bytes.ts";
import * as dsse from "../src/crypto/dsse.ts";
import { type Sealed, sealAttachment, sealLetter } from "../src/crypto/envelope.ts";
import type { Body, BodyNamed, Manifest, TypeName } from "../src/crypto/kinds/index.ts";
import type { Attached, Letter } from "../src/crypto/letter.ts";
import { narrow, parse } from "../src/crypto/statement.ts";
import { decode, encode } from "../src/crypto/strict_base64.ts";
import {
  type DeviceFile, openDevice, sealDevice, seedsIn, TEST_WORK_FACTOR,
} from "../src/crypto/unseal/device_file.ts";
import { openAttachment, openLetter } from "../src/crypto/unseal/envelopes.ts";
import { X25519Identity } from "../src/crypto/unseal/index.ts";
import { openShare, sealShare } from "../src/crypto/unseal/shares.ts";
import { DeviceSecret } from "../src/crypto/unseal/signing.ts";

type Numbered = Readonly<Record<string, string>>;

interface To {
  readonly recipient: string;
}

interface Opening {
  readonly hub: string;
  readonly file: string;
}

type Job =
  | ({ readonly do: "seal letter"; readonly letter: Letter } & To)
  | ({ readonly do: "seal attachment"; readonly data: string } & To)
  | {
      readonly do: "seal share";
      readonly ring: string;
      readonly to: string;
      readonly seal_to: string;
      readonly keys: Numbered;
    }
  | { readonly do: "seal device"; readonly device: DeviceFile; readonly passphrase: string }
  | ({ readonly do: "open letter"; readonly manifest: string; readonly identity: string } & Opening)
  | ({
      readonly do: "open attachment";
      readonly letter: string;
      readonly named: Attached;
      readonly manifest: string;
      readonly identity: string;
    } & Opening)
  | ({
      readonly do: "open share";
      readonly share: string;
      readonly device: DeviceFile;
      readonly recipients: Numbered;
    } & Opening)
  | { readonly do: "open device"; readonly file: string; readonly passphrase: string }
  | { readonly do: "sign"; readonly device: DeviceFile; readonly body: Body };

async function done(job: Job): Promise<unknown> {
  switch (job.do) {
    case "seal letter":
      return told(await sealLetter(job.letter, job.recipient));
    case "seal attachment":
      return told(await sealAttachment(bytes(job.data), job.recipient));
    case "seal share": {
      const keys = numbered(job.keys).map(([number, key]) => [number, X25519Identity.parse(key)] as const);
      return encode(await sealShare(job.ring, job.to, job.seal_to, new Map(keys)));
    }
    case "seal device": {
      const quick = { workFactor: TEST_WORK_FACTOR, least: TEST_WORK_FACTOR };
      return encode(await sealDevice(job.device, job.passphrase, quick));
    }
    case "open letter":
      return openLetter(manifestOf(job), bytes(job.file), X25519Identity.parse(job.identity));
    case "open attachment": {
      const letter = [body(job.letter, job.hub, "manifest"), job.named] as const;
      const identity = X25519Identity.parse(job.identity);
      return encode(await openAttachment(letter, manifestOf(job), bytes(job.file), identity));
    }
    case "open share": {
      const { sealKey } = await DeviceSecret.fromSeeds(seedsIn(job.device));
      const share = body(job.share, job.hub, "share");
      const keys = await openShare(bytes(job.file), share, sealKey, new Map(numbered(job.recipients)));
      return Object.fromEntries([...keys].map(([number, key]) => [number, String(key)]));
    }
    case "open device":
      return openDevice(bytes(job.file), job.passphrase);
    case "sign": {
      const secret = await DeviceSecret.fromSeeds(seedsIn(job.device));
      return new TextDecoder().decode(dsse.write(await secret.sign(job.body)));
    }
  }
}

function bytes(given: string): Uint8Array {
  return decode(given, "test");
}

function body<N extends TypeName>(wire: string, hub: string, type: N): BodyNamed<N> {
  return narrow(parse(utf8(wire), hub), type).body;
}

function manifestOf(job: { readonly manifest: string; readonly hub: string }): Manifest {
  return body(job.manifest, job.hub, "manifest");
}

function numbered(given: Numbered): readonly (readonly [number, string])[] {
  return Object.entries(given).map(([number, value]) => [Number(number), value]);
}

function told({ file, ...rest }: Sealed): unknown {
  return { file: encode(file), ...rest };
}

const jobs = JSON.parse(await text(process.stdin)) as readonly Job[];
process.stdout.write(JSON.stringify(await Promise.all(jobs.map(done))));
