/** What the runners of the vector files take from `node:test`, for a page: tests are named first and run when asked. */

/** How a test ended; `fault` says why it failed. */
export interface Outcome {
  readonly name: string;
  readonly fault?: string;
}

interface Named {
  readonly name: string;
  readonly act: () => unknown;
}

const waiting: Named[] = [];

/** Name a test. */
export function test(name: string, act: () => unknown): void {
  waiting.push({ name, act });
}

/** Run what was named since the last time, one after the other. */
export async function outcomes(): Promise<readonly Outcome[]> {
  const found: Outcome[] = [];
  for (const { name, act } of waiting.splice(0)) {
    try {
      await act();
      found.push({ name });
    } catch (error) {
      found.push({ name, fault: String(error) });
    }
  }
  return found;
}
