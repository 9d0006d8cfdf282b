/** Everything that opens an age file, or signs with a device's or reporter's key. */

export { type Identity, type Opener, openFile } from "./age.ts";
export { ScryptIdentity } from "./age_scrypt.ts";
export { HeldIdentity, X25519Identity } from "./age_x25519.ts";
