/** envelopes.json: a letter, an attachment and a quotation, opened. */

import { utf8 } from "../src/crypto/bytes.ts";
import type { Manifest } from "../src/crypto/kinds/index.ts";
import { attached, type Letter, quoted } from "../src/crypto/letter.ts";
import { narrow, parse } from "../src/crypto/statement.ts";
import { decode, encode } from "../src/crypto/strict_base64.ts";
import { openAttachment, openLetter, readQuoted } from "../src/crypto/unseal/envelopes.ts";
import { X25519Identity } from "../src/crypto/unseal/index.ts";
import { type Case, run, vectors } from "./vectors.ts";

interface EnvelopeCase extends Case {
  readonly hub?: string;
  readonly manifest: string;
  readonly identity: string;
  readonly file: string;
  readonly xor?: readonly [number, number];
  readonly cut?: number;
  readonly letter_manifest: string;
  readonly named?: unknown;
  readonly quoted?: unknown;
  readonly letter?: unknown;
  readonly bytes?: string;
}

interface File {
  readonly hub: string;
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly EnvelopeCase[];
}

const FILE = vectors<File>("envelopes");

run(FILE.cases, async (given) => {
  const hub = given.hub ?? FILE.hub;
  if (given.quoted !== undefined) {
    return said(quotation(given.quoted, hub));
  }
  const [manifest, file] = [manifestIn(given.manifest, hub), spoilt(given)];
  const identity = X25519Identity.parse(given.identity);
  if (given.named === undefined) {
    return said(await openLetter(manifest, file, identity));
  }
  const letter = [manifestIn(given.letter_manifest, hub), attached(given.named, "named")] as const;
  const bytes = encode(await openAttachment(letter, manifest, file, identity));
  return given.bytes === undefined ? {} : { bytes }; // what is mere zeros is not written out
});

function quotation(given: unknown, hub: string): Letter | undefined {
  const { letter, fault } = readQuoted(quoted(given, "quoted"), hub);
  if (fault !== undefined) {
    throw fault;
  }
  return letter;
}

function said(letter: Letter | undefined): Pick<EnvelopeCase, "letter"> {
  return { letter: { v: 1, ...letter } };
}

function manifestIn(wire: string, hub: string): Manifest {
  return narrow(parse(utf8(wire), hub), "manifest").body;
}

function spoilt({ file, xor, cut }: EnvelopeCase): Uint8Array {
  const data = decode(FILE.files[file] ?? "", "test");
  if (xor !== undefined) {
    const [place, mask] = xor;
    data[place] = (data[place] ?? 0) ^ mask;
  }
  return data.subarray(0, cut);
}
