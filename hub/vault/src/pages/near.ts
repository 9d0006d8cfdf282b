/**
 * Work that waits until an element comes near the window, and eyes that rest on it: one observer for each.
 */

type Callback = () => void;

interface Watch {
  readonly observe: (element: Element, callback: Callback) => Callback;
}

const RESTS = 900;

/** Frames until the heights around a letter have settled. */
const SETTLES = 4;

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

/** Bring a letter into the window, with the focus. What comes near is laid out only now and moves it. */
export function focusLetter(envelope: string): void {
  const heading = document.getElementById(`letter-${envelope}`);
  const bring = (more: number): void => {
    heading?.closest("article")?.scrollIntoView({ block: "start", behavior: "instant" });
    if (more > 0) {
      requestAnimationFrame(() => bring(more - 1));
    }
  };
  heading?.focus({ preventScroll: true });
  bring(SETTLES);
}
