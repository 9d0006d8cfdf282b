/**
 * The homes of this browser, one a team: each with a database, keys, logs, drafts and a way to the hub of its
 * own, as `ACCORD_HOME` holds one membership at the command line (`hub/client/home.py`).
 *
 * Nothing of one is ever written to another, so that a team can go and leave no trace with the rest. Which
 * homes there are is asked of the browser: a list kept beside them could say something else than they do.
 */

import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import type { Carrier } from "./carrier.ts";
import { enter } from "./entering.ts";
import { waitingOf } from "./home.ts";
import type { DeviceRecord } from "./home.ts";
import type { Outside } from "./joining.ts";
import { newId } from "./posting.ts";
import { Store } from "./store.ts";
import { Transport } from "./transport.ts";
import { openVault } from "./vault.ts";
import type { Endable, Leaving } from "./vault.ts";
import { Failure } from "./views.ts";
import type { Vault } from "./views.ts";

/** The database of who joined first; every other home adds an id of its own to its name. */
const FIRST = "accord";

/** Where this vault is served and how it reaches its hub; a page's own by default. */
export interface Setting {
  /** Host and port of the page: `vault.<hub>`, `vault.<role>.<hub>`, or the desk's on loopback. */
  readonly host: string;
  /** The API's address. */
  readonly base?: string;
  readonly carry?: Carrier;
  readonly clock?: () => number;
  /** The name of the first database. */
  readonly database?: string;
  /** log2 of the work to open a key file (DV-4); below 15 for tests alone. */
  readonly workFactor?: number;
}

/** How a vault ends in this tab. */
export type Ending = "locked" | "removed";

/** A home that is somebody's. */
export interface Kept {
  readonly home: Home;
  readonly record: DeviceRecord;
}

/** One home: it keeps at most one device, and knows the vaults that are open over it in this tab. */
export class Home {
  readonly database: string;
  readonly #setting: Setting;
  #transport: Transport;
  #opened: Promise<Store> | undefined;
  readonly #open = new Set<Endable>();
  /** By how many ms the clock of whoever is in is ahead of the machine's: in a demo alone. */
  #ahead = 0;

  constructor(database: string, setting: Setting) {
    this.database = database;
    this.#setting = setting;
    this.#transport = new Transport(setting.base, setting.carry);
  }

  /** Its database. */
  store(): Promise<Store> {
    this.#opened ??= Store.open(this.database);
    this.#opened.catch(() => (this.#opened = undefined)); // another try may find room
    return this.#opened;
  }

  /** The device that counts here, or may; one that was only prepared is nobody's. */
  async record(): Promise<DeviceRecord | undefined> {
    const record = await (await this.store()).device();
    return record?.state === "active" || record?.pending !== undefined ? record : undefined;
  }

  /** The device that waits here for its person's other one to sign it. */
  async waits(): Promise<DeviceRecord | undefined> {
    const record = await (await this.store()).device();
    return record && waitingOf(record) && record;
  }

  /** Go by the clock of a demo that is so many seconds ahead of this machine. */
  follow(ahead: number): void {
    this.#ahead = ahead * 1000;
  }

  /** The hub as it is reached from here. */
  async outside(): Promise<Outside> {
    const store = await this.store();
    const clock = (): number => (this.#setting.clock ?? Date.now)() + this.#ahead;
    return { store, transport: this.#transport, clock };
  }

  /** Go in with the keys at hand. */
  async enter(record: DeviceRecord, secret: DeviceSecret, leaving: Leaving): Promise<Vault> {
    this.follow(record.ahead ?? 0);
    const outside = await this.outside();
    const desk = await enter({ ...outside, record, secret });
    if (outside.transport !== this.#transport) throw lockedMeanwhile();
    const vault = openVault(desk, leaving);
    this.#open.add(vault);
    return vault;
  }

  /** What the open vaults still do gets nowhere, and who comes next begins anew. Returns those that ended. */
  shut(how: Ending): readonly Vault[] {
    const ended = [...this.#open];
    for (const each of ended) each.end(how);
    this.#open.clear();
    this.#transport.close();
    this.#transport = new Transport(this.#setting.base, this.#setting.carry);
    return ended;
  }

  /** Whether the device of this fingerprint is still the one here: a tab may be older than who came since. */
  async isOf(fingerprint: string): Promise<boolean> {
    return (await (await this.store()).device())?.fingerprint === fingerprint;
  }

  /** Forget the keys, and before them the files that the hub gives out again. */
  async lock(): Promise<void> {
    const store = await this.store();
    await store.dropFiles().catch(() => undefined); // locking does not fail for them
    await store.dropKeys();
  }

  /** Forget everything; of every home but the first its database goes, too. */
  async empty(): Promise<void> {
    this.#ahead = 0;
    await this.#part();
    const store = await this.store();
    await store.clear("everything");
    if (this.#isFirst) return;
    store.close();
    this.#opened = undefined;
    void Store.remove(this.database).catch(() => undefined); // it is empty, and waits for other tabs alone
  }

  /** Another tab emptied it: what this one wrote since goes too, unless somebody has come in meanwhile. */
  async emptied(): Promise<void> {
    await this.#part();
    if (!this.#isFirst) return; // its database goes with all that was written
    const store = await this.store();
    if ((await store.device()) === undefined) await store.clear("everything");
  }

  get #isFirst(): boolean {
    return this.database === (this.#setting.database ?? FIRST);
  }

  /** From the connection so far: what a vault still writes over it, having sealed it meanwhile, fails. */
  async #part(): Promise<void> {
    (await this.store()).leave();
    this.#opened = undefined;
  }
}

/** All homes of this browser. */
export class Homes {
  readonly #setting: Setting;
  readonly #homes = new Map<string, Home>();

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Those that this tab has looked into. */
  get begun(): readonly Home[] {
    return [...this.#homes.values()];
  }

  /** Those that are somebody's, by the names of their teams. */
  async kept(): Promise<readonly Kept[]> {
    const found: Kept[] = [];
    for (const home of await this.#all()) {
      const record = await home.record();
      if (record !== undefined) found.push({ home, record });
    }
    return found.sort((a, b) => (a.record.slug < b.record.slug ? -1 : 1));
  }

  /** The one in which a device waits to be signed. */
  async waiting(): Promise<Kept | undefined> {
    for (const home of await this.#all()) {
      const record = await home.waits();
      if (record !== undefined) return { home, record };
    }
    return undefined;
  }

  /** A home that is nobody's, and in which no device waits. */
  async vacant(): Promise<Home> {
    for (const home of await this.#all()) {
      if (((await home.record()) ?? (await home.waits())) === undefined) return home;
    }
    return this.#home(`${this.#first} ${newId()}`);
  }

  /** One that was emptied is looked for anew. */
  forget(home: Home): void {
    this.#homes.delete(home.database);
  }

  get #first(): string {
    return this.#setting.database ?? FIRST;
  }

  async #all(): Promise<readonly Home[]> {
    return (await databasesFrom(this.#first)).map((each) => this.#home(each));
  }

  #home(database: string): Home {
    const home = this.#homes.get(database) ?? new Home(database, this.#setting);
    this.#homes.set(database, home);
    return home;
  }
}

/** The first database, there or not, and those whose names begin with its name and a space. */
async function databasesFrom(first: string): Promise<readonly string[]> {
  const names = await globalThis.indexedDB?.databases?.().catch(() => []);
  const others = (names ?? []).flatMap(({ name }) => (name?.startsWith(`${first} `) ? [name] : []));
  return [first, ...others.sort()];
}

function lockedMeanwhile(): Failure {
  return new Failure("expired", "another tab locked this vault meanwhile: type your passphrase");
}
