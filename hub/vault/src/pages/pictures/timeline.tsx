/**
 * The picture of a case so far: what was signed, by kind and in time, up to the date that everybody works to.
 */

import type { VNode } from "preact";

import type { CaseView, HistoryLine, Instant } from "../../client/views.ts";
import { When } from "../parts/when.tsx";
import { visible } from "../visible.ts";
import { instantAt } from "../zones.ts";
import { bothTimes, Days, type Drawn, Picture, type Rule, Rules, topOf } from "./frame.tsx";
import { lanes, place, scaleOver } from "./scale.ts";

const GUTTER = 74; // the longest name of a row, in bold
const EDGE = 8;
const DOT = 5;
const CAP = 90 * 86_400_000;

/** The rows from top to bottom; keys and their epochs say nothing about the course of a case. */
const ROWS: readonly (readonly [string, ReadonlySet<string>])[] = [
  ["Case", new Set(["case", "case-roll", "grant", "recusal", "status"])],
  ["Teams", new Set(["invitation", "accept", "decline"])],
  ["Letters", new Set(["manifest"])],
  ["Date", new Set(["proposal", "response", "termination"])],
  ["Numbers", new Set(["id-request", "id-decision", "third-party-id", "review"])],
  ["Release", new Set(["readiness", "arming", "disarming"])],
];

interface TimelineProps {
  readonly view: CaseView;
  readonly now: Instant;
}

/** A case from its report to its date. */
export function Timeline({ view, now }: TimelineProps): VNode {
  const lines = view.history.filter(({ type }) => ROWS.some(([, types]) => types.has(type)));
  return (
    <Picture
      title={`The course of ${view.codeName}`}
      description={description(view, lines.length)}
      legend={[{ at: view.received, text: "Reported" }, end(view)]}
      draw={(width) => drawn(view, lines, now, width)}
      table={() => <Table lines={lines} />}
    />
  );
}

function description({ received, embargo }: CaseView, count: number): string {
  const date =
    embargo.t0 === undefined ? "No date is agreed yet." : `Disclosure is on ${bothTimes(embargo.t0)}.`;
  return `Reported on ${bothTimes(received)}; ${count} signed acts since. ${date}`;
}

/** What the case works to, or where its embargo ended. */
function end({ received, embargo }: CaseView): Rule {
  const t0 = embargo.ended?.at ?? embargo.t0;
  return t0 === undefined
    ? { at: instantAt(Date.parse(received) + CAP), kind: "limit", text: "90 days" }
    : { at: t0, kind: "t0", text: embargo.ended === undefined ? "T0" : "ended" };
}

function rulesOf(view: CaseView, now: Instant): readonly Rule[] {
  return [{ at: now, kind: "now", text: "now" }, end(view)];
}

function drawn(view: CaseView, lines: readonly HistoryLine[], now: Instant, width: number): Drawn {
  const rules = rulesOf(view, now);
  const instants = [view.received, ...lines.map((each) => each.at), ...rules.map((each) => each.at)];
  const scale = scaleOver(instants, GUTTER, width - EDGE);
  const top = topOf(scale, rules);
  let y = top;
  const rows: VNode[] = [];
  for (const [name, types] of ROWS) {
    const mine = lines.filter(({ type }) => types.has(type));
    if (mine.length > 0) {
      const stack = lanes(
        mine.map(({ at }) => place(scale, at)),
        DOT * 2,
      );
      const height = 14 + Math.min(3, Math.max(...stack) + 1) * (DOT * 2 + 2);
      rows.push(<Row key={name} name={name} lines={mine} stack={stack} y={y + height / 2} scale={scale} />);
      y += height;
    }
  }
  const foot = y + 4;
  const marks = (
    <>
      <Days scale={scale} top={top} foot={foot} />
      {rows}
      <Rules scale={scale} rules={rules} foot={foot} />
    </>
  );
  return { height: foot + 24, marks };
}

interface RowProps {
  readonly name: string;
  readonly lines: readonly HistoryLine[];
  readonly stack: readonly number[];
  readonly y: number;
  readonly scale: ReturnType<typeof scaleOver>;
}

function Row({ name, lines, stack, y, scale }: RowProps): VNode {
  const most = Math.min(2, Math.max(...stack));
  return (
    <g class="lane">
      <text x={0} y={y + 4}>
        {name}
      </text>
      <line x1={scale.left} x2={scale.right} y1={y} y2={y} />
      {lines.map(({ index, at, sentence }, which) => (
        <circle
          key={index}
          cx={place(scale, at)}
          cy={y + (Math.min(2, stack[which] ?? 0) - most / 2) * (DOT * 2 + 2)}
          r={DOT}
        >
          <title>{visible(`${bothTimes(at)}: ${sentence}`)}</title>
        </circle>
      ))}
    </g>
  );
}

function Table({ lines }: { lines: readonly HistoryLine[] }): VNode {
  return (
    <table>
      <caption>What was signed, oldest first</caption>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">What</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ index, at, who, sentence }) => (
          <tr key={index}>
            <td>
              <When at={at} utc />
            </td>
            <td>{visible(who)}</td>
            <td>{visible(sentence)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
