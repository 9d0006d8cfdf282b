/**
 * The picture of the negotiation: how long each team holds still, what all of them share, and the dates on
 * offer.
 */

import type { VNode } from "preact";

import type { EmbargoView, Instant } from "../../client/views.ts";
import { When } from "../parts/when.tsx";
import { bothTimes, Days, type Drawn, Picture, type Rule, Rules, topOf } from "./frame.tsx";
import { place, scaleOver, shared } from "./scale.ts";

const ROW = 40;
const EDGE = 2;

interface OverlapProps {
  readonly embargo: EmbargoView;
  readonly now: Instant;
}

/** The acceptable windows of a case; nothing while nobody has said how long. */
export function Overlap({ embargo, now }: OverlapProps): VNode | null {
  if (embargo.windows.length === 0) {
    return null;
  }
  return (
    <Picture
      title="How long each team holds still"
      description={description(embargo)}
      legend={offered(embargo)}
      draw={(width) => drawn(embargo, now, width)}
      table={() => <Table embargo={embargo} />}
    />
  );
}

function description({ windows, t0 }: EmbargoView): string {
  const each = windows.map(({ slug, until }) => `${slug} until ${bothTimes(until)}`).join(", ");
  const common = shared(windows);
  const all = common === undefined ? "No day suits all." : `All of them until ${bothTimes(common.until)}.`;
  return `${each}. ${all}${t0 === undefined ? "" : ` The date in force is ${bothTimes(t0)}.`}`;
}

/** The date in force and the dates on offer. */
function offered({ t0, proposals }: EmbargoView): readonly Rule[] {
  const offers = proposals.filter((each) => !each.inForce);
  return [
    ...(t0 === undefined ? [] : [{ at: t0, kind: "t0", text: "T0" } as const]),
    ...offers.map(({ by, t0: at }) => ({ at, kind: "offer", text: `${by} proposes` }) as const),
  ];
}

function rulesOf(embargo: EmbargoView, now: Instant): readonly Rule[] {
  return [{ at: now, kind: "now", text: "now" }, ...offered(embargo)];
}

function drawn(embargo: EmbargoView, now: Instant, width: number): Drawn {
  const rules = rulesOf(embargo, now);
  const ends = embargo.windows.flatMap(({ from, until }) => [from, until]);
  const scale = scaleOver([...ends, ...rules.map((each) => each.at)], EDGE, width - EDGE);
  const top = topOf(scale, rules);
  const foot = top + embargo.windows.length * ROW + 6;
  const common = shared(embargo.windows);
  const marks = (
    <>
      <Days scale={scale} top={top} foot={foot} />
      {common === undefined ? null : (
        <rect
          class="shared"
          x={place(scale, common.from)}
          y={top}
          width={place(scale, common.until) - place(scale, common.from)}
          height={foot - top}
        />
      )}
      {embargo.windows.map(({ slug, from, until }, at) => (
        <g key={slug} class="window">
          <text x={place(scale, from) + 2} y={top + at * ROW + 16}>
            {slug}
          </text>
          <rect
            x={place(scale, from)}
            y={top + at * ROW + 21}
            width={Math.max(3, place(scale, until) - place(scale, from))}
            height={12}
            rx={3}
          />
        </g>
      ))}
      <Rules scale={scale} rules={rules} foot={foot} />
    </>
  );
  return { height: foot + 24, marks };
}

function Table({ embargo }: { embargo: EmbargoView }): VNode {
  return (
    <table>
      <caption>How long each team holds still, and the dates on offer</caption>
      <thead>
        <tr>
          <th scope="col">Team</th>
          <th scope="col">Until</th>
          <th scope="col">Because</th>
        </tr>
      </thead>
      <tbody>
        {embargo.windows.map(({ slug, until, words }) => (
          <tr key={slug}>
            <th scope="row">{slug}</th>
            <td>
              <When at={until} utc />
            </td>
            <td>{words}</td>
          </tr>
        ))}
        {embargo.proposals.map(({ hash, by, t0, inForce }) => (
          <tr key={hash}>
            <th scope="row">{by}</th>
            <td>
              <When at={t0} utc />
            </td>
            <td>{inForce ? "proposed it: the date in force" : "proposes it"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
