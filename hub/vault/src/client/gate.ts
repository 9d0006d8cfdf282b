/**
 * The door: joining by a code, coming back by passphrase or key file, signing in with the keys that are here.
 *
 * A newcomer trusts nothing but the join code, and signs nothing before the directory that the hub shows was
 * found to be the code's (EN-1). The device becomes active only after its key file was handed out to be
 * saved.
 */

import { JoinCode } from "../crypto/enrolment.ts";
import type { DeviceSecret } from "../crypto/unseal/signing.ts";
import type { Carrier } from "./carrier.ts";
import { enter } from "./entering.ts";
import { failureOf } from "./errors.ts";
import { isOnePerson, isPinnedAlike, membershipIn } from "./home.ts";
import type { DeviceRecord } from "./home.ts";
import { examine, examineFile, makeDevice, proven } from "./joining.ts";
import type { Examined, Made, Outside } from "./joining.ts";
import { hubOfDesk } from "./loopback.ts";
import { Store } from "./store.ts";
import { Transport } from "./transport.ts";
import { exported, openKeyFile, secretIn, secretOf } from "./unlock.ts";
import { openVault } from "./vault.ts";
import type { Endable } from "./vault.ts";
import { Failure } from "./views.ts";
import type { Door, Gate, KeyFile, Vault } from "./views.ts";

const CHANNEL = "accord-lock";
/** What one tab tells the others of this origin. */
type Said = "locked" | "removed";

/** Where this vault is served and how it reaches its hub; a page's own by default. */
export interface Setting {
  /** Host and port of the page: `vault.<hub>`, `vault.<role>.<hub>`, or the desk's on loopback. */
  readonly host: string;
  /** The API's address. */
  readonly base?: string;
  readonly carry?: Carrier;
  readonly clock?: () => number;
  /** The name of the database. */
  readonly database?: string;
  /** log2 of the work to open a key file (DV-4); below 15 for tests alone. */
  readonly workFactor?: number;
}

interface Newcomer extends Examined {
  readonly code: JoinCode;
  readonly made?: Made;
}

/** The door of this page's vault. */
export function openGate(setting: Setting = { host: location.host }): Gate {
  const inside = new Inside(setting);
  const failing = async <T>(act: Promise<T>): Promise<T> => {
    try {
      return await act;
    } catch (error) {
      throw failureOf(error);
    }
  };
  return {
    door: () => failing(inside.door()),
    open: () => failing(inside.open()),
    unlock: (passphrase) => failing(inside.unlock(passphrase)),
    restore: (file, passphrase) => failing(inside.restore(file, passphrase)),
    examine: (code) => failing(inside.examine(code)),
    prepare: (code, passphrase) => failing(inside.prepare(code, passphrase)),
    activate: () => failing(inside.activate()),
    keyFile: () => failing(inside.keyFile()),
    remove: () => failing(inside.remove()),
    onLocked: (listener) => inside.onLocked(listener),
  };
}

/** Whether a page on `host` is the vault of `hub`. */
export function isVaultOf(host: string, hub: string): boolean {
  return host === `vault.${hub}` || (host.startsWith("vault.") && host.endsWith(`.${hub}`));
}

class Inside {
  readonly #setting: Setting;
  #transport: Transport;
  readonly #channel = new BroadcastChannel(CHANNEL);
  #opened: Promise<Store> | undefined;
  #newcomer: Newcomer | undefined;
  readonly #open = new Set<Endable>();
  readonly #listeners = new Set<() => void>();
  /** By how many ms the clock of whoever is in is ahead of the machine's: in a demo alone. */
  #ahead = 0;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#transport = new Transport(setting.base, setting.carry);
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => this.#heard(data);
    (this.#channel as { unref?: () => void }).unref?.(); // Node alone waits for it at its end
  }

  async door(): Promise<Door> {
    const record = await (await this.#store()).device();
    if (record === undefined || !isSomebodys(record)) return { state: "empty" };
    return { state: secretOf(record) ? "ready" : "locked", name: record.name, slug: record.slug };
  }

  async open(): Promise<Vault> {
    const record = await this.#mine();
    const secret = secretOf(record);
    if (secret === undefined) throw new Failure("expired", "the keys are locked away: type your passphrase");
    return this.#enter(record, secret);
  }

  async unlock(passphrase: string): Promise<Vault> {
    const record = await this.#mine();
    const secret = await secretIn(await openKeyFile(record.file, passphrase));
    return this.#enter(record, secret);
  }

  async restore(file: Uint8Array, passphrase: string): Promise<Vault> {
    const opened = await openKeyFile(file, passphrase);
    const member = membershipIn(opened);
    await this.#requireOurs(member.hub, "the key file");
    const store = await this.#store();
    const before = await store.device();
    if (before !== undefined && isSomebodys(before)) {
      if (!isOnePerson(before.member, member)) throw taken(before);
      if (!isPinnedAlike(before.member, member)) throw pinnedOtherwise();
    }
    await examineFile(this.#outside(store), member);
    const secret = await secretIn(opened);
    const { fingerprint, keys } = secret;
    const { name, slug, ahead = 0 } = before ?? { name: "", slug: "" }; // the directory's own words come later
    const record = { member, fingerprint, keys, file, state: "active", name, slug, ahead } as const;
    try {
      return await this.#enter(record, secret);
    } catch (error) {
      await store.dropDevice();
      if (before !== undefined) await store.keepDevice(before);
      throw error;
    }
  }

  async examine(text: string): ReturnType<Gate["examine"]> {
    const code = codeIn(text);
    await this.#requireOurs(code.hub, "the join code");
    const store = await this.#store();
    const before = await store.device();
    if (before !== undefined && isSomebodys(before)) throw taken(before);
    const found = await examine(this.#outside(store), code);
    this.#newcomer = { ...found, code };
    const { name, role } = found.invited.body;
    return { slug: found.known.slug(code.tenant), name, role, hub: code.hub };
  }

  async prepare(text: string, passphrase: string): ReturnType<Gate["prepare"]> {
    const { code } = this.#newcomer ?? {};
    if (code === undefined || JoinCode.toText(code) !== text.trim()) await this.examine(text);
    const newcomer = this.#newcomer as Newcomer; // set by `examine`, which throws otherwise
    const made = await makeDevice(newcomer, passphrase, this.#setting.workFactor);
    await (await this.#store()).keepDevice(made.record);
    this.#newcomer = { ...newcomer, made };
    const { fingerprint, slug, name, file } = made.record;
    const word = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const blob = new Blob([file as BlobPart], { type: "application/octet-stream" });
    return { file: blob, fileName: `accord-${slug}-${word || "device"}.age`, fingerprint };
  }

  async activate(): Promise<Vault> {
    const { code, made } = this.#newcomer ?? {};
    if (code === undefined || made === undefined) {
      throw new Failure("bad-input", "type the join code again: it is kept nowhere");
    }
    const store = await this.#store();
    const record = { ...made.record, pending: await proven(this.#outside(store), code, made) };
    await store.keepDevice(record); // before it is posted: nobody could make it anew
    const vault = await this.#enter(record, made.secret);
    this.#newcomer = undefined;
    return vault;
  }

  async keyFile(): Promise<KeyFile> {
    return exported(await this.#mine());
  }

  async remove(): Promise<void> {
    const { fingerprint } = await this.#mine();
    await this.#remove(await this.#store(), fingerprint);
  }

  onLocked(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Locked or removed in another tab: shut here, and nothing stays open to be read. */
  #heard(said: Said): void {
    this.#shut(said);
    for (const each of [...this.#listeners]) each();
  }

  #tell(said: Said): void {
    this.#channel.postMessage(said);
  }

  async #lock(store: Store, fingerprint: string): Promise<void> {
    const record = await this.#leave(store, fingerprint, "locked");
    if (record === undefined) return;
    await store.dropKeys();
    this.#tell("locked");
  }

  async #remove(store: Store, fingerprint: string): Promise<void> {
    const record = await this.#leave(store, fingerprint, "removed");
    if (record === undefined) return;
    this.#newcomer = undefined;
    this.#ahead = 0;
    await store.clear("everything");
    this.#tell("removed");
  }

  /** Shut the vault; its device if it is still the one here, for a tab may be older than who came since. */
  async #leave(store: Store, fingerprint: string, said: Said): Promise<DeviceRecord | undefined> {
    this.#shut(said);
    const record = await store.device();
    return record?.fingerprint === fingerprint ? record : undefined;
  }

  /** What the open vault still does gets nowhere; who comes next begins anew. */
  #shut(said: Said): void {
    for (const each of this.#open) each.end(said);
    this.#open.clear();
    this.#transport.close();
    this.#transport = new Transport(this.#setting.base, this.#setting.carry);
  }

  async #requireOurs(hub: string, what: string): Promise<void> {
    const { host, carry } = this.#setting;
    if (isVaultOf(host, hub)) return;
    const named = await hubOfDesk(host, carry);
    if (named === hub) return;
    const here =
      named === undefined
        ? "this page is not its vault"
        : `this desk speaks to ${named}: start it with \`accord desk --url\` and the address of that hub`;
    throw new Failure("refused", `${what} is of the hub ${hub}, and ${here}`, "EN-1");
  }

  #enter(record: DeviceRecord, secret: DeviceSecret): Promise<Vault> {
    return this.#store().then(async (store) => {
      this.#ahead = (record.ahead ?? 0) * 1000;
      const outside = this.#outside(store);
      const desk = await enter({ ...outside, record, secret });
      if (outside.transport !== this.#transport) throw lockedMeanwhile();
      const { fingerprint } = secret;
      const lock = (): Promise<void> => this.#lock(store, fingerprint);
      const vault = openVault(desk, { lock, remove: () => this.#remove(store, fingerprint) });
      this.#open.add(vault);
      return vault;
    });
  }

  async #mine(): Promise<DeviceRecord> {
    const record = await (await this.#store()).device();
    if (record !== undefined) return record;
    const what = "join by a code, or restore from a key file";
    throw new Failure("not-found", `nobody has joined in this browser: ${what}`);
  }

  #outside(store: Store): Outside {
    const clock = (): number => (this.#setting.clock ?? Date.now)() + this.#ahead;
    return { store, transport: this.#transport, clock };
  }

  #store(): Promise<Store> {
    this.#opened ??= Store.open(this.#setting.database);
    this.#opened.catch(() => (this.#opened = undefined)); // another try may find room
    return this.#opened;
  }
}

function codeIn(text: string): JoinCode {
  try {
    return JoinCode.fromText(text.trim());
  } catch (error) {
    const found = failureOf(error);
    throw new Failure("bad-input", `this is no whole join code: ${found.message}`, found.rule);
  }
}

/** Whether a device counts, or may: one that was only prepared is nobody's. */
function isSomebodys({ state, pending }: DeviceRecord): boolean {
  return state === "active" || pending !== undefined;
}

function lockedMeanwhile(): Failure {
  return new Failure("expired", "another tab locked this vault meanwhile: type your passphrase");
}

function pinnedOtherwise(): Failure {
  const what = "this browser was joined to another log than the key file is of, and nothing was opened";
  return new Failure("refused", `${what}: ask an admin of your team which is right`, "EN-1");
}

function taken({ name, slug }: DeviceRecord): Failure {
  const what = "remove their device on its locked page first, or use another profile of this browser";
  return new Failure("refused", `this browser belongs to ${name} (${slug}) already: ${what}`);
}
