/**
 * age v1 without a secret key: parse, inspect and seal. What opens an age file is `crypto/unseal`.
 *
 * The format is C2SP `age.md` (age-encryption.org/v1) for its X25519 and scrypt recipients, its payload and
 * its armor; other recipient types pass through as stanzas for somebody else. typage writes; reading is ours,
 * because every refusal must name its rule as Python names it, and typage's errors do not tell a file for
 * somebody else from a spoilt one. The rules, with the section of `age.md` that each enforces:
 *
 *     AGE-1   the file begins with the line `age-encryption.org/v1`          Version line
 *     AGE-2   one or more stanzas of visible ASCII and 64-column lines       Recipient stanza; ABNF
 *     AGE-3   base64 is canonical and without padding                        Conventions
 *     AGE-4   the header ends with `---`, a space and a MAC of 32 bytes      Header MAC; ABNF
 *     AGE-5   the header MAC is that of the file key                         Header MAC
 *     AGE-6   an X25519 stanza has a share and a body of 32 bytes            X25519 recipient stanza
 *     AGE-7   no share or public key of low order                            X25519 recipient stanza
 *     AGE-8   an scrypt stanza: salt of 16 bytes, work factor, body of 32    scrypt recipient stanza
 *     AGE-9   the work factor is within the reader's (or writer's) limit     scrypt recipient stanza
 *     AGE-10  an scrypt stanza is the only stanza                            scrypt recipient stanza
 *     AGE-11  one of the identities opens one of the stanzas                 Recipient stanza
 *     AGE-12  the payload begins with a nonce of 16 bytes                    Payload
 *     AGE-13  every chunk opens under its own counter and final flag         Payload
 *     AGE-14  the file ends with its final chunk, and nothing follows it     Payload
 *     AGE-15  the final chunk is empty only if the whole payload is          Payload
 *     AGE-16  armor is strict PEM; only whitespace may stand around it       ASCII armor
 *     AGE-17  a key is strict Bech32 with the prefix of its type             Conventions
 *     AGE-18  the header is no longer than the reader's limit                (our own limit)
 *     AGE-19  a passphrase is Unicode text and not empty                     (our own limit)
 *
 * AGE-11 is WrongKeyError, AGE-9 and AGE-18 are LimitError, all others are MalformedError.
 */

export { armor, dearmor, isArmored } from "./armor.ts";
export { GREASE, Header, inspect, INSPECTION_LIMIT, type Stanza } from "./header.ts";
export { ScryptRecipient } from "./scrypt.ts";
export { prepare, type Recipient, seal } from "./seal.ts";
export type { Watch } from "./stream.ts";
export { X25519Recipient } from "./x25519.ts";
