/**
 * Work that waits until an element comes near the window, and eyes that rest on it: one observer for each.
 */

type Callback = () => void;

interface Watch {
  readonly observe: (element: Element, callback: Callback) => Callback;
}

const RESTS = 900;

/** Call back once when the element is at most a screen away. */
export const whenNear = watching("100% 0px 100% 0px", 0);

/** Call back once when the element has been in the window for about a second: it can have been read. */
export const whenSeen = watching("-10% 0px -10% 0px", RESTS);

function watching(rootMargin: string, rests: number): Watch["observe"] {
  const callbacks = new Map<Element, Callback>();
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  let observer: IntersectionObserver | undefined;
  const forget = (element: Element): void => {
    clearTimeout(timers.get(element));
    timers.delete(element);
    callbacks.delete(element);
    observer?.unobserve(element);
  };
  const fire = (element: Element): void => {
    const callback = callbacks.get(element);
    forget(element);
    callback?.();
  };
  const changed = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { target, isIntersecting } of entries) {
      clearTimeout(timers.get(target));
      if (isIntersecting) {
        timers.set(
          target,
          setTimeout(() => fire(target), rests),
        );
      }
    }
  };
  return (element, callback) => {
    observer ??= new IntersectionObserver(changed, { rootMargin });
    callbacks.set(element, callback);
    observer.observe(element);
    return () => forget(element);
  };
}

/** Bring a letter into the window, with the focus. */
export function focusLetter(envelope: string): void {
  const heading = document.getElementById(`letter-${envelope}`);
  heading?.focus({ preventScroll: true });
  stay(() => heading?.closest("article")?.scrollIntoView({ block: "start", behavior: "instant" }));
}

/** Let Home and End lead to the ends of a page that is laid out as one comes near; how to stop that. */
export function landAtEnds(): Callback {
  const follow = (event: KeyboardEvent): void => {
    const end = ENDS.get(event.key);
    if (end && !event.defaultPrevented && !event.shiftKey && !event.altKey && !movesWithin(event.target)) {
      event.preventDefault();
      stay(() => window.scrollTo({ top: end(), behavior: "instant" }));
    }
  };
  window.addEventListener("keydown", follow);
  return () => window.removeEventListener("keydown", follow);
}

const ENDS: ReadonlyMap<string, () => number> = new Map([
  ["Home", () => 0],
  ["End", () => document.documentElement.scrollHeight],
]);

/** Whether the keys mean what is typed there, or a text that scrolls by itself. */
function movesWithin(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, pre") !== null;
}

/** As long as heights change around a place, and for a moment after that, it is landed at anew. */
const CALM = 1_000;
/** Something that never comes to rest holds nobody longer than that. */
const LONGEST = 6_000;
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

let release: Callback = () => undefined;

/** Land somewhere though the heights on the way are guesses until one is there; any move ends it. */
function stay(land: Callback): void {
  release();
  const until = performance.now() + LONGEST;
  let calm: ReturnType<typeof setTimeout>;
  const again = (): void => {
    clearTimeout(calm);
    if (performance.now() > until) {
      over();
      return;
    }
    land();
    calm = setTimeout(over, CALM);
  };
  const sizes = new ResizeObserver(again);
  const over = (): void => {
    clearTimeout(calm);
    sizes.disconnect();
    MOVES.forEach((move) => window.removeEventListener(move, over, true));
  };
  release = over;
  MOVES.forEach((move) => window.addEventListener(move, over, { capture: true, passive: true }));
  sizes.observe(document.body);
  again();
}
