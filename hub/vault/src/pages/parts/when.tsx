/** Instants: in the viewer's zone, with UTC beside or behind them, and how far away they are. */
import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Instant } from "../../client/views.ts";
import { announce } from "./live.tsx";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The viewer's zone, such as `Europe/Berlin`. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `Tue 1 Dec 2026, 16:00 CET`, in `zone` or the viewer's own. */
export function zonedText(at: Instant, zone?: string): string {
  const date = new Date(at);
  const parts = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const day = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: zone }).format(date).replace(",", "");
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
  return `${day}, ${new Intl.DateTimeFormat("en-GB", { ...clock, timeZone: zone }).format(date)}`;
}

/** `2026-12-01 15:00 UTC`. */
export function utcText(at: Instant): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

/** `in 9 days`, `in 1 hour 4 minutes`, `3 days ago`, from `now` in ms. */
export function distance(at: Instant, now: number): string {
  const ms = new Date(at).getTime() - now;
  const size = Math.abs(ms);
  if (size < MINUTE) {
    return ms >= 0 ? "in less than a minute" : "just now";
  }
  const words =
    size >= 2 * DAY ? count(size / DAY, "day") : size >= HOUR ? hours(size) : count(size / MINUTE, "minute");
  return ms >= 0 ? `in ${words}` : `${words} ago`;
}

function hours(size: number): string {
  const minutes = Math.floor((size % HOUR) / MINUTE);
  return minutes > 0 && size < 6 * HOUR
    ? `${count(size / HOUR, "hour")} ${count(minutes, "minute")}`
    : count(size / HOUR, "hour");
}

/**
 * `3 letters`, `1 letter`; the number is cut, not rounded, so that nobody is promised time they do not have.
 */
export function count(size: number, unit: string): string {
  const whole = Math.floor(size);
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}

/**
 * An instant in the viewer's zone; UTC is the title, and with `utc` also text. `short` leaves the year out.
 */
export function When(props: {
  readonly at: Instant;
  readonly utc?: boolean;
  readonly short?: boolean;
}): JSX.Element {
  const { at, utc, short } = props;
  const text = zonedText(at);
  const same = text.endsWith("UTC");
  return (
    <time dateTime={at} title={utcText(at)}>
      {short ? text.replace(/ \d{4},/, ",") : text}
      {utc && !same ? (
        <>
          {" "}
          <span class="quiet">({utcText(at)})</span>
        </>
      ) : null}
    </time>
  );
}

/** What this machine takes for the present, in ms since 1970. */
export const machine = (): number => Date.now();

/** The clock of the open vault; the machine's while none is open. */
export const clock = signal<() => number>(machine);

/** The present by the vault's clock, or `by` another, renewed every `every` ms. */
export function useNow(every: number, by: () => number = clock.value): number {
  const [now, setNow] = useState(by);
  useEffect(() => {
    const timer = setInterval(() => setNow(by()), every);
    return () => clearInterval(timer);
  }, [every, by]);
  return now;
}

/** How long until `to`. Read out only as it passes a day, an hour, ten minutes, one minute and zero. */
export function Countdown({ to, what }: { readonly to: Instant; readonly what?: string }): JSX.Element {
  const [every, setEvery] = useState(10_000);
  const now = useNow(every);
  const left = new Date(to).getTime() - now;
  const passed = MARKS.filter((mark) => left <= mark).length;
  const [told, setTold] = useState(passed);
  useEffect(() => {
    setEvery(left > 0 && left < 10 * MINUTE ? 1_000 : 10_000);
    if (passed > told) {
      setTold(passed);
      announce(`${what ?? "The date"}: ${distance(to, now)}.`);
    }
  }, [passed]);
  return (
    <span class={left < DAY ? "countdown near" : "countdown"} role="timer">
      {distance(to, now)}
    </span>
  );
}

const MARKS: readonly number[] = [DAY, HOUR, 10 * MINUTE, MINUTE, 0];
