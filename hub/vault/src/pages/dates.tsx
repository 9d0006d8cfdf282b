/**
 * The embargo of a case: the date in force, what is proposed, and how far each team is.
 *
 * Every act says what it does before it is done; every act is a signed statement that stays (FORMATS.md 5).
 */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { CaseView, EmbargoState, EmbargoView, ProposalView, Vault } from "../client/views.ts";
import {
  announce,
  Button,
  Command,
  Empty,
  FailureNotice,
  useAct,
  useNow,
  utcText,
  When,
  zonedText,
} from "./parts/index.ts";
import { EarlyEnd } from "./early.tsx";
import { Overlap } from "./pictures/overlap.tsx";
import { Timeline } from "./pictures/timeline.tsx";
import { ProposeForm } from "./propose.tsx";
import { Readiness } from "./readiness.tsx";
import { command } from "./shell.ts";
import { instantAt } from "./zones.ts";

export interface DatesProps {
  readonly vault: Vault;
  readonly view: CaseView;
  readonly refresh: () => void;
}

const HEADINGS: Readonly<Record<EmbargoState, string>> = {
  none: "No date yet",
  proposed: "A date is proposed",
  active: "The date stands",
  revise: "The date stands, and another is proposed",
  exited: "The embargo has ended",
};

/** The section of a case about its date. */
export function DatesPage({ vault, view, refresh }: DatesProps): VNode {
  const { embargo } = view;
  const now = instantAt(Math.floor(useNow(60_000) / 60_000) * 60_000);
  const [offer, setOffer] = useState<string>();
  const [asked, setAsked] = useState(0);
  const counter = (at: string): void => {
    setOffer(at);
    setAsked((count) => count + 1); // asked again, the form begins again
  };
  const disclosed = embargo.ended?.early === false && !isUrgent(embargo); // then it is public by everybody's will
  const early = disclosed ? null : <EarlyEnd key="early" vault={vault} view={view} refresh={refresh} />;
  const urgent = isUrgent(embargo); // what waits for an answer stands first; the rest is for the bad day
  return (
    <div class="dates">
      <State embargo={embargo} />
      {urgent ? early : null}
      {embargo.state === "exited" ? null : <Overlap embargo={embargo} now={now} />}
      {embargo.state === "exited" ? null : (
        <>
          <Proposals vault={vault} view={view} refresh={refresh} onCounter={counter} />
          {embargo.t0 === undefined ? null : <Readiness vault={vault} view={view} refresh={refresh} />}
          <section aria-labelledby="propose">
            <h2 id="propose">{embargo.proposals.length === 0 ? "Propose a date" : "Propose another date"}</h2>
            <ProposeForm key={asked} vault={vault} view={view} refresh={refresh} now={now} begin={offer} />
          </section>
        </>
      )}
      {urgent ? null : early}
      <section aria-labelledby="course">
        <h2 id="course">So far</h2>
        <Timeline view={view} now={now} />
      </section>
    </div>
  );
}

function isUrgent({ known, agreedEnd }: EmbargoView): boolean {
  return known.some((each) => each.state === "reported") || (agreedEnd?.signed.length ?? 0) > 0;
}

/** What the case's own header leaves out: how far the date binds, and in whose zone it was agreed. */
function State({ embargo }: { embargo: EmbargoView }): VNode {
  const { state, t0, zone, agreed, revision, ended } = embargo;
  return (
    <section class="embargo" aria-labelledby="embargo">
      <h2 id="embargo">{HEADINGS[state]}</h2>
      {ended === undefined ? null : (
        <p>
          Ended <When at={ended.at} utc />: {ended.reason}. Ending publishes nothing by itself
          {ended.early ? ", and what was armed for the day was erased: each team publishes its own." : "."}
        </p>
      )}
      {t0 === undefined || ended !== undefined ? null : (
        <p>
          {agreed ? "Every team has agreed to it" : "Not every team has agreed to it yet"}; revision{" "}
          {revision}.
          {zone === undefined || zone === "UTC"
            ? ""
            : ` It was proposed as ${zonedText(t0, zone)} (${zone}).`}
        </p>
      )}
    </section>
  );
}

interface ProposalsProps extends DatesProps {
  readonly onCounter: (at: string) => void;
}

function Proposals({ vault, view, refresh, onCounter }: ProposalsProps): VNode {
  const { proposals } = view.embargo;
  return (
    <section aria-labelledby="proposals">
      <h2 id="proposals" tabIndex={-1}>
        Proposals
      </h2>
      {proposals.length === 0 ? (
        <Empty title="Nobody has proposed a date">
          <p>
            Any team may. The earliest proposal stands; a later one waits until every team has signed it.
            Without a date nothing is under embargo.
          </p>
        </Empty>
      ) : (
        <ul class="proposals">
          {proposals.map((each) => (
            <Proposal
              key={each.hash}
              vault={vault}
              view={view}
              refresh={refresh}
              proposal={each}
              onCounter={onCounter}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

interface ProposalProps extends ProposalsProps {
  readonly proposal: ProposalView;
}

function Proposal({ vault, view, refresh, proposal, onCounter }: ProposalProps): VNode {
  const { hash, by, t0, zone, inForce, mine, answers, accepting, rejecting } = proposal;
  const act = useAct();
  const ours = answers.find((each) => each.slug === vault.me.slug)?.answer ?? "none";
  const respond = (answer: "accept" | "reject"): void =>
    act.run(async () => {
      await vault.respond(view.caseId, hash, answer);
      document.getElementById("proposals")?.focus(); // the buttons go, and the focus would go with them
      announce(answer === "accept" ? "Accepted and signed." : "Rejected and signed.");
      refresh();
    });
  return (
    <li class={inForce ? "proposal in-force" : "proposal"}>
      <h3>
        <When at={t0} utc />
      </h3>
      <p>
        {mine ? "Proposed by your team" : `Proposed by ${by}`}
        {zone === "UTC" ? "" : `, as ${zonedText(t0, zone)}`}
        {inForce ? ". In force." : "."}
      </p>
      <ul class="answers" aria-label="Answers">
        {answers.map(({ slug, answer }) => (
          <li key={slug} class={answer}>
            {slug} {ANSWERS[answer]}
          </li>
        ))}
      </ul>
      {ours !== "none" ? (
        <p class="quiet">{`Your team ${ANSWERS[ours]}${mine ? " it, having proposed it" : ""}.`}</p>
      ) : (
        <dl class="choices">
          <div class="choice">
            <dt>
              <Button
                kind="main"
                pending={act.pending}
                label={`Accept ${utcText(t0)}`}
                onPress={() => respond("accept")}
              >
                Accept
              </Button>
            </dt>
            <dd>{accepting}</dd>
          </div>
          <div class="choice" hidden={inForce}>
            <dt>
              <Button pending={act.pending} label={`Reject ${utcText(t0)}`} onPress={() => respond("reject")}>
                Reject
              </Button>
            </dt>
            <dd>{rejecting}</dd>
          </div>
          <div class="choice">
            <dt>
              <Button label={`Counter ${utcText(t0)} with another date`} onPress={() => onCounter(t0)}>
                Counter
              </Button>
            </dt>
            <dd>Propose another date below; this one stays on the table until it is answered.</dd>
          </div>
        </dl>
      )}
      <FailureNotice failure={act.failure} />
      {ours !== "none" ? null : (
        <Command
          either
          lines={(inForce ? ["accept"] : ["accept", "reject"]).map((word) =>
            command("accord", "respond", view.codeName, hash.slice(0, 12), word),
          )}
        />
      )}
    </li>
  );
}

const ANSWERS = { accept: "accepted", reject: "rejected", none: "has not answered" } as const;
