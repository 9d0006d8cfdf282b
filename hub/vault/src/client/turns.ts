/** Work of which one runs at a time. */

/**
 * Let `act` run one at a time. Whoever asks while it runs gets the next run, which begins after this question:
 * what the first had seen by then may be older, as when the network is back in the middle of it.
 */
export function inTurn<T>(act: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let waiting: Promise<T> | undefined;
  const ask = (): Promise<T> => {
    if (running === undefined) {
      running = act().finally(() => (running = undefined));
      return running;
    }
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        return ask();
      });
    return waiting;
  };
  return ask;
}
