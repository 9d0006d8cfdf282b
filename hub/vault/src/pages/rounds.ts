/** The rounds of an open vault: sync, then the agent's work; seldom, but still, while nobody looks. */
import { signal } from "@preact/signals";
import { fetchParts } from "../client/parts.ts";
import type { Vault } from "../client/views.ts";
import { EVERY, isDue } from "./pace.ts";
import { announce } from "./parts/live.tsx";
import { interrupted, noticed, pulse } from "./parts/trouble.ts";

/** True once a round went through or failed: before that an empty list may only be late. */
export const looked = signal(false);

/** What this browser does for others right now, in words; empty when idle. */
export const working = signal("");

/** Start the rounds of `vault`; the returned function ends them. */
export function beginRounds(vault: Vault): () => void {
  let busy = false;
  let over = false;
  let last = -Infinity;
  const round = async (): Promise<void> => {
    if (busy || over || !isDue(document.visibilityState, performance.now() - last)) {
      return;
    }
    busy = true;
    last = performance.now();
    await oneRound(vault, () => over);
    busy = false;
  };
  const wake = (): void => void round();
  const lost = (): void => void (interrupted.value ??= "offline");
  const timer = setInterval(wake, EVERY);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("offline", lost);
  wake();
  return () => {
    over = true;
    looked.value = false;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", lost);
  };
}

async function oneRound(vault: Vault, over: () => boolean): Promise<void> {
  try {
    await vault.sync();
    if (over()) {
      return;
    }
    interrupted.value = undefined;
    pulse.value += 1;
    looked.value = true;
    void fetchParts();
    working.value = "Doing what waits for your client…";
    const done = await vault.work();
    if (done.length > 0 && !over()) {
      announce(done.join(" "));
      pulse.value += 1;
    }
  } catch (error) {
    if (!over()) {
      noticed(error);
    }
  } finally {
    working.value = "";
    looked.value = !over();
  }
}
