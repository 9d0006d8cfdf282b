/**
 * The frame of one page: its heading takes the focus on arrival and its title is the document's (WCAG 2.4.2,
 * 2.4.3).
 */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Load } from "./act.ts";
import { FailureNotice } from "./notice.tsx";
import { useHere } from "./team.ts";
import { visible } from "../visible.ts";

/** A page with its one `h1`. `kicker` stands above it behind the team that it acts for, `wide` lifts the measure for tables and threads. */
export function Page(props: {
  readonly title: string;
  /** The document’s title where the heading is plaintext: browsers write titles into their history. */
  readonly tab?: string | undefined;
  readonly kicker?: ComponentChildren;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  const { slug, several } = useHere();
  const team = several && slug !== "" ? <strong class="team">{slug}</strong> : null;
  useEffect(() => {
    document.title = visible(`${props.tab ?? props.title} · Accord`);
  }, [props.tab ?? props.title]);
  useEffect(() => arrived(heading.current), []);
  return (
    <div class={props.wide ? "page wide" : "page"}>
      {team || props.kicker ? (
        <p class="kicker">
          {team} {props.kicker}
        </p>
      ) : null}
      <h1 tabIndex={-1} ref={heading}>
        {props.title}
      </h1>
      {props.children}
    </div>
  );
}

/** The first page of a visit leaves the focus where the browser put it; every later one takes it. */
function arrived(heading: HTMLElement | null): void {
  if (visited) {
    heading?.focus();
  }
  visited = true;
}

let visited = false;

/** An empty list that teaches: what will stand here, and what to do so that it does. */
export function Empty(props: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  );
}

/** What was loaded, or that it is loading, or why it could not be. */
export function Loaded<T>(props: {
  readonly from: Load<T>;
  readonly what: string;
  readonly children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { value, failure, again } = props.from;
  if (value === undefined && !failure) {
    return (
      <p class="loading" role="status">
        {props.what}…
      </p>
    );
  }
  return (
    <>
      <FailureNotice failure={failure} retry={again} />
      {value === undefined ? null : props.children(value)}
    </>
  );
}
