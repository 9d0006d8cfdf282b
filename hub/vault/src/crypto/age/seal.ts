/**
 * Seal a plaintext to recipients: the writing half of age is typage's (age.md, Encrypted file format).
 *
 * typage also carries recipients that nobody here has, so it is fetched when somebody first writes.
 */

import type { Encrypter } from "age-encryption";

import type { Bytes } from "../bytes.ts";
import { MalformedError } from "../errors.ts";
import { ScryptRecipient } from "./scrypt.ts";
import { breathe, CHUNK_SIZE, type Watch } from "./stream.ts";
import type { X25519Recipient } from "./x25519.ts";

/** Whoever a file key can be wrapped for. */
export type Recipient = X25519Recipient | ScryptRecipient;

type Library = typeof import("age-encryption");

let library: Promise<Library> | undefined;

/** Fetch what sealing needs, so that it is there when the network is not. May be called again and again. */
export async function prepare(): Promise<Library> {
  library ??= import("age-encryption").catch((error: unknown) => {
    library = undefined; // the next try asks again
    throw error;
  });
  return library;
}

/**
 * An age file (binary) that each of `recipients` can open alone.
 *
 * Throws MalformedError for no recipient (AGE-2) or a passphrase beside other recipients (AGE-10), and
 * rejects with the reason of `watch.stop` if that stops it.
 */
export async function seal(
  plaintext: Uint8Array,
  recipients: readonly Recipient[],
  watch: Watch = {},
): Promise<Bytes> {
  if (recipients.length === 0) {
    throw new MalformedError("AGE-2", "the header has no stanza");
  }
  if (recipients.length > 1 && recipients.some((each) => each instanceof ScryptRecipient)) {
    throw new MalformedError("AGE-10", "an scrypt stanza is not the only stanza");
  }
  const typage = await prepare();
  const encrypter = new typage.Encrypter();
  for (const each of recipients) {
    encrypter.addRecipient(each instanceof ScryptRecipient ? wrapping(typage, each) : String(each));
  }
  const sealed = await encrypter.encrypt(source(plaintext, watch));
  return drain(sealed, sealed.size(plaintext.length));
}

// typage's own would compute for a second without a pause, and the page would stand still.
function wrapping(typage: Library, recipient: ScryptRecipient): Parameters<Encrypter["addRecipient"]>[0] {
  return {
    wrapFileKey: async (fileKey) => {
      const { kind, args, body } = await recipient.wrap(fileKey);
      return [new typage.Stanza([kind, ...args], body)];
    },
  };
}

function source(plaintext: Uint8Array, watch: Watch): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream(
    {
      pull: async (controller) => {
        await breathe(watch, at, plaintext.length);
        if (at >= plaintext.length) {
          controller.close();
          return;
        }
        controller.enqueue(plaintext.subarray(at, at + CHUNK_SIZE));
        at = Math.min(at + CHUNK_SIZE, plaintext.length);
      },
    },
    { highWaterMark: 0 },
  );
}

async function drain(stream: ReadableStream<Uint8Array>, size: number): Promise<Bytes> {
  const out = new Uint8Array(size);
  const reader = stream.getReader();
  let at = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    out.set(part.value, at);
    at += part.value.length;
  }
  return out;
}
