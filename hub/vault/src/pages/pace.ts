/** How often an open vault goes round: often while somebody looks, seldom in a tab behind others. */

export const EVERY = 30_000;
export const HIDDEN_EVERY = 120_000;

/** Whether a tab that was woken goes round, `since` ms after it last did: others wait for what it seals. */
export function isDue(visibility: DocumentVisibilityState, since: number): boolean {
  return visibility === "visible" || since >= HIDDEN_EVERY;
}
