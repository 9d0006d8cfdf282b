/**
 * A member at work: everything an act needs, and the two ways to make it binding (`hub/client/desk.py`).
 *
 * An act is made of bodies, signed here and posted; it is done when a checkpoint covers its leaf and the fold
 * says that it counts. What is refused for its version was decided on old news: the caller syncs and decides
 * anew.
 */

import type { SignedStatement } from "../crypto/dsse.ts";
import type { Body } from "../crypto/kinds/index.ts";
import type { Author } from "../crypto/kinds/sharing.ts";
import { ReporterSecret } from "../crypto/unseal/signing.ts";
import { logTime, requireFresh, timeWarnings } from "./clock.ts";
import type { LogTime } from "./clock.ts";
import type { Known } from "./known.ts";
import { Folding } from "./known.ts";
import { CASES, DIRECTORY, INVITED, Mirror } from "./mirror.ts";
import type { LogName } from "./mirror.ts";
import { batch, covered, hasMoved, newId, readQueue, within } from "./posting.ts";
import type { Files, Posted, Queue, Receipt } from "./posting.ts";
import type { Store } from "./store.ts";
import type { BodyOf, BodyType, Given, How, Key, Tools } from "./tools.ts";
import type { Transport } from "./transport.ts";
import { inTurn } from "./turns.ts";
import { signIn } from "./unlock.ts";
import type { Instant, Warning } from "./views.ts";

export type { BodyOf, BodyType, Given, How, Key, Tools } from "./tools.ts";
export { batch, newId, wire } from "./posting.ts";
export type { Files, Queue, QueuedCase, QueuedInvitation, Receipt } from "./posting.ts";

const COVERED_WITHIN_MS = 20_000;
const ATTEMPTS = 5;
const NO_QUEUE: Queue = { cases: [], invitations: [] };

/** A member at work; `known`, `versions` and `queue` change with every sync. */
export class Desk {
  readonly store: Store;
  readonly transport: Transport;
  readonly key: Key;
  readonly persistent: boolean;
  known: Known;
  versions: ReadonlyMap<string, number> = new Map();
  queue: Queue = NO_QUEUE;
  readonly #clock: () => number;
  readonly #patience: number;
  readonly #folding: Folding;
  readonly #mirror: Mirror;
  readonly #listeners = new Set<() => void>();
  readonly #inTurn = inTurn(() => this.#sync());

  private constructor(tools: Tools, folding: Folding, known: Known) {
    this.store = tools.store;
    this.transport = tools.transport;
    this.key = tools.key;
    this.persistent = tools.persistent ?? false;
    this.#clock = tools.clock ?? Date.now;
    this.#patience = tools.patience ?? COVERED_WITHIN_MS;
    this.#folding = folding;
    this.#mirror = new Mirror(tools.store, tools.transport, tools.key.member, this.#clock);
    this.known = known;
  }

  /** A desk over what the store holds, not signed in and not synced: for joining, and for work offline. */
  static async over(tools: Tools): Promise<Desk> {
    const folding = new Folding(tools.store, tools.key.member);
    return new Desk(tools, folding, await folding.fold());
  }

  /** Sign in and sync; an expired token is met by signing in again, once. */
  static async open(tools: Tools): Promise<Desk> {
    const desk = await Desk.over(tools);
    const { transport, key } = tools;
    transport.onExpired = () => signIn(transport, key.member.hub, key.secret, desk.now);
    await transport.onExpired();
    await desk.sync();
    return desk;
  }

  /** The person id of the member at work. */
  get me(): string {
    return this.key.member.person;
  }

  /** The genesis of the member's tenant. */
  get tenant(): string {
    return this.key.member.tenant;
  }

  /** How this member, or reporter, is named in what they write. */
  get author(): Author {
    const { secret } = this.key;
    if (secret instanceof ReporterSecret) return { reporter: secret.fingerprint, sign: secret.keys.sign };
    return { tenant: this.tenant, person: this.me };
  }

  /** The time by the logs where they are ahead of this machine or its clock is wrong, else this machine's. */
  get now(): Instant {
    return this.#time.now;
  }

  /** Ms since 1970 by the clock of this vault, for countdowns: this machine's but in a demo (`place.ts`). */
  get millis(): number {
    return this.#clock();
  }

  /** Whether this machine's clock is off by more than an hour: behind the logs, or away from the hub's. */
  get clockOff(): boolean {
    return this.#time.off;
  }

  /** Whether the directory is too old to seal or sign on, by this machine; reading goes on (LO-4). */
  get stale(): boolean {
    return this.#time.stale;
  }

  get #time(): LogTime {
    return logTime(this.known.directoryTime, this.#clock(), this.transport.ahead);
  }

  /** What a person should know though nothing failed. */
  get warnings(): readonly Warning[] {
    return timeWarnings(this.#time);
  }

  /** Call `listener` after every sync; returns how to stop that. */
  onSync(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Copy the directory, then the cases this member is on or invited to, and fold them.
   *
   * One sync runs at a time; who asks meanwhile gets the next one, which begins after this question.
   */
  sync(): Promise<Known> {
    return this.#inTurn();
  }

  async #sync(): Promise<Known> {
    const mirror = this.#mirror;
    const [queue, copied] = await Promise.all([
      readQueue(this.transport),
      mirror.copyLeaves(),
      mirror.copyDirectory(),
    ]);
    const versions = new Map(queue.cases.map((each) => [each.case, each.version]));
    await mirror.copyEntries(copied, versions.keys());
    for (const each of queue.invitations) {
      await mirror.keepEntries(`${INVITED} ${each.case}`, each.entries);
    }
    let known = await this.#folding.fold();
    if (this.#folding.behind) {
      await mirror.copyDirectory(); // the case log went ahead between the two copies
      known = await this.#folding.fold();
    }
    [this.queue, this.versions, this.known] = [queue, versions, known];
    for (const listener of this.#listeners) listener();
    return known;
  }

  /** A body of `type` by this device, with the common fields (2.2); checked when it is signed. */
  body<T extends BodyType>(type: T, given: Given<T>): BodyOf<T> {
    const common = {
      type,
      hub: this.key.member.hub,
      id: newId(),
      created: this.now,
      log: this.known.point,
      by: this.key.secret.fingerprint,
    };
    return { ...common, ...given } as unknown as BodyOf<T>; // the union's member that `type` names
  }

  /** Sign a body; refused on a directory that is too old to decide on (LO-4). */
  async sign(body: Body): Promise<SignedStatement> {
    this.requireFresh();
    return this.key.secret.sign(body);
  }

  /** Return if the directory is fresh enough to seal and sign on (LO-4); before anything is sealed. */
  requireFresh(): void {
    requireFresh(this.#time);
  }

  /** Log directory statements and wait for the checkpoint over them; their hashes. */
  async postDirectory(statements: readonly SignedStatement[], files?: Files): Promise<readonly string[]> {
    const said = await this.transport.post<Posted>("directory/statements", batch(statements, files));
    return this.awaitCheckpoint(DIRECTORY, said.receipts);
  }

  /** Log the opening of a case. */
  async openCase(statements: readonly SignedStatement[], files?: Files): Promise<readonly string[]> {
    const said = await this.transport.post<Posted>("cases", batch(statements, files));
    return this.awaitCheckpoint(CASES, said.receipts);
  }

  /** Log statements on a case, decided on the version seen at the last sync; their hashes. */
  async postCase(
    caseId: string,
    statements: readonly SignedStatement[],
    files?: Files,
  ): Promise<readonly string[]> {
    const version = this.versions.get(caseId) ?? 0;
    const path = `cases/${caseId}/statements`;
    const said = await this.transport.post<Posted>(path, batch(statements, files), { version });
    return this.awaitCheckpoint(CASES, said.receipts);
  }

  /** Hand in an envelope and wait for the checkpoint over its manifest; its hash. */
  async putEnvelope(
    path: string,
    file: Uint8Array,
    manifest: SignedStatement,
    { taken, ...how }: How = {},
  ): Promise<string> {
    const said = await this.transport.put<{ receipt: Receipt }>(path, file, { ...how, manifest });
    taken?.();
    await this.awaitCheckpoint(CASES, [said.receipt]);
    return said.receipt.hash;
  }

  /** Do an act; if the case moved meanwhile (409, 412, or computed on old news), sync and try again. */
  async retried<T>(act: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (problem) {
        if (!hasMoved(problem) || attempt === ATTEMPTS) throw problem;
        await this.sync();
      }
    }
  }

  /** Wait until the receipts' leaves are signed off, and sync; the statements' hashes. */
  async awaitCheckpoint(log: LogName, receipts: readonly Receipt[]): Promise<readonly string[]> {
    await covered(this.transport, log, receipts, this.#patience);
    await this.sync();
    return receipts.map((each) => each.hash);
  }

  /** What `look` finds in the log that the hub has signed off, for what it says it has without a receipt. */
  async awaitFound<T>(look: () => T | undefined): Promise<T | undefined> {
    return within(this.#patience, async () => {
      await this.sync();
      return look();
    });
  }
}
