/** shares.json: a share opened and proved against the epochs of its ring. */

import { utf8 } from "../src/crypto/bytes.ts";
import { narrow, parse } from "../src/crypto/statement.ts";
import { decode } from "../src/crypto/strict_base64.ts";
import { X25519Identity } from "../src/crypto/unseal/index.ts";
import { openShare } from "../src/crypto/unseal/shares.ts";
import { type Case, run, vectors } from "./vectors.ts";

type Numbered = Readonly<Record<string, string>>;

interface ShareCase extends Case {
  readonly share: string;
  readonly file: string;
  readonly identity?: string;
  readonly recipients?: Numbered;
  readonly keys?: Numbered;
}

interface File {
  readonly hub: string;
  readonly identity: string;
  readonly recipients: Numbered;
  readonly cases: readonly ShareCase[];
}

const FILE = vectors<File>("shares");

run(FILE.cases, async ({ share, file, identity = FILE.identity, recipients = FILE.recipients }) => {
  const { body } = narrow(parse(utf8(share), FILE.hub), "share");
  const shown = new Map(Object.entries(recipients).map(([number, each]) => [Number(number), each]));
  const found = await openShare(decode(file, "test"), body, X25519Identity.parse(identity), shown);
  return { keys: Object.fromEntries([...found].map(([number, key]) => [String(number), String(key)])) };
});
