"""age v1 without a secret key: parse, inspect and seal. What opens an age file is `crypto.unseal`.

The format is C2SP `age.md` (age-encryption.org/v1), complete for its X25519 and scrypt recipients, its
payload and its armor; other recipient types pass through as stanzas for somebody else. Every refusal names
one of these rules, with the section of `age.md` that it enforces:

=======  ==============================================================  ==================================
rule     what must hold                                                  section
=======  ==============================================================  ==================================
AGE-1    the file begins with the line ``age-encryption.org/v1``         Version line
AGE-2    one or more stanzas: ``->``, arguments of visible ASCII, a      Recipient stanza; ABNF
         body of 64-column lines that ends with a shorter one
AGE-3    base64 is canonical and without padding                         Conventions
AGE-4    the header ends with ``---``, a space and a MAC of 32 bytes     Header MAC; ABNF
AGE-5    the header MAC is that of the file key                          Header MAC
AGE-6    an X25519 stanza has a share of 32 bytes and a body of 32       X25519 recipient stanza
AGE-7    no share or public key of low order: the secret is not zero     X25519 recipient stanza
AGE-8    an scrypt stanza has a salt of 16 bytes, a plain decimal work   scrypt recipient stanza
         factor and a body of 32 bytes
AGE-9    the work factor is within the reader's (or writer's) limit      scrypt recipient stanza
AGE-10   an scrypt stanza is the only stanza                             scrypt recipient stanza
AGE-11   one of the identities opens one of the stanzas                  Recipient stanza
AGE-12   the payload begins with a nonce of 16 bytes                     Payload
AGE-13   every chunk opens under its own counter and final flag          Payload
AGE-14   the file ends with its final chunk, and nothing follows it      Payload
AGE-15   the final chunk is empty only if the whole payload is           Payload
AGE-16   armor is strict PEM; only whitespace may stand around it        ASCII armor
AGE-17   a key is strict Bech32 with the prefix of its type              Conventions; The X25519 recipient
AGE-18   the header is no longer than the reader's limit                 (our own limit)
AGE-19   a passphrase is Unicode text and not empty                      (our own limit)
=======  ==============================================================  ==================================

AGE-11 is `WrongKeyError`, AGE-9 and AGE-18 are `LimitError`, all others are `MalformedError`.
"""

from crypto.age.armor import armor, armor_chunks, dearmor, dearmor_chunks, is_armored
from crypto.age.header import Header, Stanza, inspect
from crypto.age.scrypt import ScryptRecipient
from crypto.age.seal import Recipient, seal, seal_chunks
from crypto.age.x25519 import X25519Recipient

__all__ = [
    "Header",
    "Recipient",
    "ScryptRecipient",
    "Stanza",
    "X25519Recipient",
    "armor",
    "armor_chunks",
    "dearmor",
    "dearmor_chunks",
    "inspect",
    "is_armored",
    "seal",
    "seal_chunks",
]
