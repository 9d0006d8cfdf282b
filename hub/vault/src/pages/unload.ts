/** The browser's own question before a page is left, while something on it would be lost. */

import { useEffect } from "preact/hooks";

/** Ask before this page is left, as long as `unsaved`. */
export function useUnloadWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) {
      return;
    }
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);
}
