/** The door: joining, coming back, and a further machine of somebody. */

import type { KeyFile, Vault } from "./vault.ts";

/** A device that was made here and counts once another one of its person has signed it (EN-6). */
export interface Waiting {
  readonly name: string;
  readonly slug: string;
  /** To be compared with the other screen. */
  readonly fingerprint: string;
  /** To be carried to the other device. */
  readonly request: string;
}

/** This browser as a further machine of somebody: the hub hears nothing before their other device signed. */
export interface Second {
  /** Check a pairing text: whose device it is of. */
  examine(text: string): Promise<{ readonly slug: string; readonly name: string; readonly hub: string }>;
  /** Make keys, key file and request; they are kept here, over a reload too, until it is signed or cancelled. */
  prepare(text: string, passphrase: string): Promise<KeyFile & Waiting>;
  /** What waits here. */
  waiting(): Promise<Waiting | undefined>;
  /** Its key file once more. */
  keyFile(): Promise<KeyFile>;
  /** Look into the directory: the vault once it is signed, nothing while it is not. */
  look(): Promise<Vault | undefined>;
  /** Forget the keys that wait here. */
  cancel(): Promise<void>;
}

/** A team whose device this browser keeps; `tenant` is its genesis. Locked, its key file is here and no keys. */
export interface TeamDoor {
  readonly tenant: string;
  readonly slug: string;
  readonly name: string;
  readonly state: "locked" | "ready";
}

/** The door of every team of this browser; where no `tenant` is given, the first that is ready is meant, or the first. */
export interface Gate {
  /** The teams of this browser, by name: none if nobody joined here. */
  teams(): Promise<readonly TeamDoor[]>;
  /** Sign in with the keys that are here. */
  open(tenant?: string): Promise<Vault>;
  unlock(passphrase: string, tenant?: string): Promise<Vault>;
  /** Restore from an exported key file (age, passphrase); one of another team adds that team. */
  restore(file: Uint8Array, passphrase: string): Promise<Vault>;
  /** Check a join code and say who invites: nothing is signed yet. */
  examine(code: string): Promise<{ readonly slug: string; readonly name: string; readonly role: string; readonly hub: string }>;
  /** Make the device's keys and its key file; the device becomes active with `activate`, after the file was saved. */
  prepare(code: string, passphrase: string): Promise<KeyFile & { readonly fingerprint: string }>;
  activate(): Promise<Vault>;
  readonly second: Second;
  /** The sealed key file of whoever is here, once more, though the keys are locked. */
  keyFile(tenant?: string): Promise<KeyFile>;
  /** As `Vault.remove`, from the door: then somebody else may come in. */
  remove(tenant?: string): Promise<void>;
  /** Called when another tab locked all teams or removed one: the vaults that ended here by it. */
  onLocked(listener: (ended: readonly Vault[]) => void): () => void;
  /** Called when somebody came in another tab: `teams` may have one more. */
  onJoined(listener: () => void): () => void;
}
