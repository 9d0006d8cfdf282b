/** Whether what is stored stays: by the browser's word, which pages pass on (`Me.persistent`). */

/** Ask the browser to keep what is stored; false where it may throw it away (private window, full disk). */
export async function askToPersist(): Promise<boolean> {
  const { storage } = globalThis.navigator ?? {};
  if (storage?.persist === undefined) return false;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return false;
  }
}
