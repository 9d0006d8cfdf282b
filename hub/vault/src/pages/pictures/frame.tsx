/**
 * What both pictures share: an SVG as wide as its place, so that its letters keep their size at every zoom,
 * with a title and a description for who cannot see it, its dates in words, and the same data as a table. Days
 * are those of the viewer; beside every time stands UTC.
 */

import type { ComponentChildren, RefObject, VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";

import type { Instant } from "../../client/views.ts";
import { utcText, viewerZone, When, zonedText } from "../parts/when.tsx";
import { labelled, place, type Scale, ticks, weekends } from "./scale.ts";

const NARROWEST = 240;

/** The width in px of the element that the reference is put on; it follows the window. */
export function useWidth(begin: number): readonly [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(begin);
  useEffect(() => {
    const element = ref.current;
    if (element === null) {
      return;
    }
    const watch = new ResizeObserver(([entry]) => {
      setWidth(Math.max(NARROWEST, Math.floor(entry?.contentRect.width ?? begin)));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, [begin]);
  return [ref, width];
}

/** What was drawn, and how high it became. */
export interface Drawn {
  readonly height: number;
  readonly marks: ComponentChildren;
}

interface PictureProps {
  readonly title: string;
  readonly description: string;
  /** What its lines stand for, with the time of each. */
  readonly legend: readonly { readonly text: string; readonly at: Instant }[];
  readonly draw: (width: number) => Drawn;
  readonly table: () => VNode;
}

/** A picture and its table; the table is made when somebody opens it. */
export function Picture({ title, description, legend, draw, table }: PictureProps): VNode {
  const [ref, width] = useWidth(640);
  const [open, setOpen] = useState(false);
  const id = useId();
  const { height, marks } = draw(width);
  return (
    <figure class="picture">
      <div ref={ref}>
        <svg
          role="img"
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-description`}
          viewBox={`0 0 ${width} ${height}`}
          width={width}
          height={height}
        >
          <title id={`${id}-title`}>{title}</title>
          <desc id={`${id}-description`}>{description}</desc>
          {marks}
        </svg>
      </div>
      <figcaption>
        <ul class="legend">
          {legend.map(({ text, at }) => (
            <li key={text + at}>
              {text}: <When at={at} utc />
            </li>
          ))}
        </ul>
        <p class="quiet">Days begin at midnight in {viewerZone()}.</p>
      </figcaption>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>The same as a table</summary>
        {open ? <div class="scrolls">{table()}</div> : null}
      </details>
    </figure>
  );
}

/** The days: weekends shaded, and a date at each tick along the foot. */
export function Days({ scale, top, foot }: { scale: Scale; top: number; foot: number }): VNode {
  return (
    <g>
      {weekends(scale).map((each) => (
        <rect key={each.x} class="weekend" x={each.x} y={top} width={each.width} height={foot - top} />
      ))}
      <line class="axis" x1={scale.left} x2={scale.right} y1={foot} y2={foot} />
      {ticks(scale).map((at) => {
        const x = place(scale, at);
        const near = x > scale.right - 20 ? "end" : x < scale.left + 20 ? "start" : "middle";
        return (
          <g key={at}>
            <line class="axis" x1={x} x2={x} y1={foot} y2={foot + 5} />
            <text class="tick" x={x} y={foot + 18} text-anchor={near}>
              {shortDay(at)}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** An instant that all rows share, as a line from the top with its name beside it. */
export interface Rule {
  readonly at: string;
  readonly kind: "now" | "t0" | "limit" | "offer";
  readonly text: string;
}

const ROW = 15;

/** How far down the rows begin, below the names of these rules. */
export function topOf(scale: Scale, rules: readonly Rule[]): number {
  return 8 + ROW * Math.max(1, ...namesOf(scale, rules).map((each) => each.row + 1));
}

/** The rules, each name in a row of its own where two would overlap. */
export function Rules({ scale, rules, foot }: { scale: Scale; rules: readonly Rule[]; foot: number }): VNode {
  const names = namesOf(scale, rules);
  const top = topOf(scale, rules);
  return (
    <g>
      {rules.map(({ at, kind, text }, index) => {
        const x = place(scale, at);
        const { anchor, row } = names[index] ?? { anchor: "start", row: 0 };
        const y = top - 8 - row * ROW;
        return (
          <g key={kind + at} class={`mark ${kind}`}>
            <line x1={x} x2={x} y1={y - 9} y2={foot} />
            <text x={anchor === "end" ? x - 4 : x + 4} y={y} text-anchor={anchor}>
              {text}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function namesOf(scale: Scale, rules: readonly Rule[]): ReturnType<typeof labelled> {
  return labelled(
    scale,
    rules.map(({ at, text }) => ({ x: place(scale, at), text })),
  );
}

/** "2 Nov", by the viewer's day. */
export function shortDay(at: string | number): string {
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }).format(new Date(at));
}

/** `Tue 1 Dec 2026, 16:00 CET (2026-12-01 15:00 UTC)`, where a text is all there can be. */
export function bothTimes(at: Instant): string {
  const own = zonedText(at);
  return own.endsWith("UTC") ? own : `${own} (${utcText(at)})`;
}
