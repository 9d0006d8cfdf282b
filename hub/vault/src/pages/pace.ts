/** How often an open vault goes round: often while somebody looks, seldom in a tab behind others. */

export const EVERY = 30_000;
export const HIDDEN_EVERY = 120_000;

/** Whether a tab that was woken goes round, `since` ms after it last did: others wait for what it seals. */
export function isDue(visibility: DocumentVisibilityState, since: number): boolean {
  return visibility === "visible" || since >= HIDDEN_EVERY;
}

/**
 * Let `act` run one at a time. Whoever asks while it runs has it run once more: what it had seen by then may be
 * older than what they ask for, as when the network is back in the middle of a round that fails without it.
 */
export function inTurn(act: () => Promise<void>): () => Promise<void> {
  let [busy, wanted] = [false, false];
  return async () => {
    wanted = true;
    if (busy) {
      return;
    }
    busy = true;
    try {
      while (wanted) {
        wanted = false;
        await act();
      }
    } finally {
      busy = false;
    }
  };
}
