/** The rounds of each open vault: sync, then the agent's work; seldom, but still, while nobody looks. */
import { type Signal, signal } from "@preact/signals";
import { fetchParts } from "../client/parts.ts";
import { inTurn } from "../client/turns.ts";
import type { Vault } from "../client/views.ts";
import { EVERY, isDue } from "./pace.ts";
import { announce } from "./parts/live.tsx";
import { cleared, interrupted, noticed, pulse } from "./parts/trouble.ts";

/** The teams, by slug, whose round went through or failed: before that an empty list may only be late. */
export const looked = signal<ReadonlySet<string>>(new Set());

/** The teams for whose others this browser does something right now. */
export const working = signal<ReadonlySet<string>>(new Set());

/** Start the rounds of `vault`; the returned function ends them. */
export function beginRounds(vault: Vault): () => void {
  let over = false;
  let last = -Infinity;
  const round = inTurn(async () => {
    if (over || !isDue(document.visibilityState, performance.now() - last)) {
      return;
    }
    last = performance.now();
    await oneRound(vault, () => over);
  });
  const wake = (): void => void round();
  const { slug } = vault.me;
  const lost = (): void => {
    if (!interrupted.value.has(slug)) {
      interrupted.value = new Map(interrupted.value).set(slug, "offline");
    }
  };
  const timer = setInterval(wake, EVERY);
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  window.addEventListener("offline", lost);
  wake();
  return () => {
    over = true;
    mark(looked, slug, false);
    clearInterval(timer);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    window.removeEventListener("offline", lost);
  };
}

async function oneRound(vault: Vault, over: () => boolean): Promise<void> {
  const { slug } = vault.me;
  try {
    await vault.sync();
    if (over()) {
      return;
    }
    cleared(slug);
    pulse.value += 1;
    mark(looked, slug, true);
    void fetchParts();
    mark(working, slug, true);
    const done = await vault.work();
    if (done.length > 0 && !over()) {
      announce(done.join(" "));
      pulse.value += 1;
    }
  } catch (error) {
    if (!over()) {
      noticed(error, slug);
    }
  } finally {
    mark(working, slug, false);
    if (!over()) {
      mark(looked, slug, true);
    }
  }
}

function mark(which: Signal<ReadonlySet<string>>, slug: string, is: boolean): void {
  if (which.value.has(slug) !== is) {
    const rest = [...which.value].filter((each) => each !== slug);
    which.value = new Set(is ? [...rest, slug] : rest);
  }
}
