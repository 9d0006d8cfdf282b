/** One polite live region for the whole page: what happened, read out once (WCAG 4.1.3). */
import { signal } from "@preact/signals";
import type { JSX } from "preact";

const said = signal("");

/** Have `sentence` read out. Saying the same again reads it again: a no-break space makes it another text. */
export function announce(sentence: string): void {
  said.value = said.value === sentence ? `${sentence}\u00a0` : sentence;
}

/** Stands once in every page, always, so that screen readers watch it. */
export function LiveRegion(): JSX.Element {
  return (
    <p class="unseen" role="status" aria-live="polite">
      {said.value}
    </p>
  );
}
