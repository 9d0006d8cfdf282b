/** What a desk is made of: whose keys, which store and hub, and the fields of a body that an act gives. */

import type { BodyNamed, TypeName } from "../crypto/kinds/index.ts";
import type { DeviceSecret, ReporterSecret } from "../crypto/unseal/signing.ts";
import type { Membership } from "./home.ts";
import type { Store } from "./store.ts";
import type { Progress, Transport } from "./transport.ts";

/** A member, or a reporter, and their unlocked keys. */
export interface Key {
  readonly member: Membership;
  readonly secret: DeviceSecret | ReporterSecret;
}

export type BodyType = TypeName;
export type BodyOf<T extends BodyType> = BodyNamed<T>;
type Common = "v" | "type" | "hub" | "id" | "created" | "log" | "by";
/** The fields of a kind besides the common ones (FORMATS.md 2.2). */
export type Given<T extends BodyType> = Omit<BodyOf<T>, Common>;

/** Upload progress and the way to stop it. */
export interface How {
  readonly progress?: Progress;
  readonly stop?: AbortSignal;
  /** Told of each try without an answer, and of the answer that it was taken. */
  readonly lost?: () => void;
  readonly taken?: () => void;
}

/** What a desk works with; `clock` is this machine's, in ms since 1970. */
export interface Tools {
  readonly store: Store;
  readonly transport: Transport;
  readonly key: Key;
  readonly clock?: () => number;
  /** Whether the browser promised to keep what is stored (`storage.persist`). */
  readonly persistent?: boolean;
  /** How long a checkpoint is waited for, in ms. */
  readonly patience?: number;
}
