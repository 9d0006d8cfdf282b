/**
 * An invitation: what is known before anything is signed, what accepting means, and who will read (design
 * 3.6).
 *
 * Until the acceptance is in the log no key exists for this team (P4), so there is nothing here but a code
 * name, the inviter and a date.
 */

import type { VNode } from "preact";
import { useState } from "preact/hooks";

import type { InvitationView, Place, Vault } from "../client/views.ts";
import { Colleagues, namesOf } from "./colleagues.tsx";
import {
  announce,
  Button,
  ButtonLink,
  Command,
  Countdown,
  FailureNotice,
  Loaded,
  Notice,
  Page,
  useAct,
  useLoad,
  When,
  zonedText,
} from "./parts/index.ts";
import { command } from "./shell.ts";

/** CA-6: one to eight people. */
const MOST = 8;

interface InvitationProps {
  readonly vault: Vault;
  readonly caseId: string;
}

/** The page of one invitation; after the answer it says what happens next. */
export function InvitationPage({ vault, caseId }: InvitationProps): VNode {
  const [answered, setAnswered] = useState<{ readonly view: InvitationView; readonly accepted: boolean }>();
  const invitation = useLoad(`invitation/${caseId}`, async () => answered?.view ?? vault.invitation(caseId));
  return (
    <Page title="An invitation" kicker={invitation.value?.codeName ?? answered?.view.codeName}>
      {answered === undefined ? (
        <Loaded from={invitation} what="Reading the invitation">
          {(view) => (
            <>
              <Facts view={view} />
              <Meaning view={view} />
              <Answer vault={vault} view={view} onAnswer={(accepted) => setAnswered({ view, accepted })} />
            </>
          )}
        </Loaded>
      ) : (
        <Answered view={answered.view} accepted={answered.accepted} />
      )}
    </Page>
  );
}

function Facts({ view }: { view: InvitationView }): VNode {
  const { inviter, codeName, t0, zone, expires, rings, history } = view;
  return (
    <dl class="facts">
      <dt>From</dt>
      <dd>
        <strong>{inviter}</strong>
      </dd>
      <dt>Case</dt>
      <dd>
        {codeName}: a name without meaning. What it is about is shown to those you name, after you accept.
      </dd>
      <dt>Disclosure</dt>
      <dd>
        {t0 === undefined ? (
          "No date yet. You take part in agreeing on one."
        ) : (
          <>
            <When at={t0} utc /> (<Countdown to={t0} what="The disclosure" />)
            {zone === undefined || zone === "UTC" ? "" : `, agreed as ${zonedText(t0, zone)}`}
          </>
        )}
      </dd>
      <dt>Answer by</dt>
      <dd>
        <When at={expires} utc /> (<Countdown to={expires} what="Your answer" />)
      </dd>
      <dt>You will read</dt>
      <dd>
        {rings.length === 0 ? "Nothing: you keep the date." : rings.map((ring) => RINGS[ring]).join(" and ")}
        {rings.length === 0 ? "" : `; ${history}`}
      </dd>
    </dl>
  );
}

const RINGS: Readonly<Record<Place, string>> = {
  joint: "what the teams write to each other",
  reporter: "what is written with the reporter",
  tenant: "your own team’s notes",
  record: "the advisory drafts",
};

function Meaning({ view }: { view: InvitationView }): VNode {
  return (
    <section aria-labelledby="meaning">
      <h2 id="meaning">What accepting means</h2>
      <ul>
        <li>
          {view.t0 === undefined ? "Until a date is agreed and reached" : "Until the date"} your team keeps
          quiet <strong>and keeps still</strong>: no public fix, no early mitigation, no hint, unless all
          teams agree.
        </li>
        <li>Keys are sealed to the people you name below and to nobody else of your team.</li>
        <li>You may propose another date. An earlier one stands at once; a later one needs every team.</li>
        <li>You may leave later; what was read stays read. Your answer is signed and stays in the log.</li>
      </ul>
    </section>
  );
}

interface AnswerProps {
  readonly vault: Vault;
  readonly view: InvitationView;
  readonly onAnswer: (accepted: boolean) => void;
}

function Answer({ vault, view, onAnswer }: AnswerProps): VNode {
  const { caseId, codeName, colleagues } = view;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(colleagues.filter(({ me }) => me).map(({ person }) => person)),
  );
  const [declining, setDeclining] = useState(false);
  const act = useAct();
  if (!view.lead) {
    return (
      <Notice kind="plain" title="An admin or coordinator of your team answers">
        <p>Tell one of them that {codeName} waits; say no more than the code name.</p>
      </Notice>
    );
  }
  const answer = (accepted: boolean): void =>
    act.run(async () => {
      await (accepted ? vault.accept(caseId, [...chosen]) : vault.decline(caseId));
      document.querySelector("h1")?.focus(); // the form goes, and the focus would go with it
      announce(accepted ? "Accepted and signed." : "Declined and signed.");
      onAnswer(accepted);
    });
  const fault =
    chosen.size === 0 ? "Name at least one." : chosen.size > MOST ? `Name ${MOST} at most.` : undefined;
  return (
    <section aria-label="Your answer">
      <Colleagues
        legend="Who of your team will read"
        people={colleagues}
        chosen={chosen}
        onChange={setChosen}
      />
      {fault === undefined ? null : (
        <p class="error" role="alert">
          {fault}
        </p>
      )}
      <FailureNotice failure={act.failure} />
      <p class="acts">
        <Button kind="main" pending={act.pending} disabled={fault !== undefined} onPress={() => answer(true)}>
          Accept the embargo
        </Button>{" "}
        {declining ? null : (
          <Button disabled={act.pending} onPress={() => setDeclining(true)}>
            Decline
          </Button>
        )}
      </p>
      {declining ? (
        <Notice kind="warn" title="Decline?">
          <p>
            Your team keeps the code name, the inviter and the date, and learns nothing else before the
            disclosure. {view.inviter} is told. To come back you need a new invitation.
          </p>
          <Button kind="danger" pending={act.pending} onPress={() => answer(false)}>
            Decline and sign it
          </Button>{" "}
          <Button disabled={act.pending} onPress={() => setDeclining(false)}>
            Not yet
          </Button>
        </Notice>
      ) : null}
      <Command
        either
        lines={[
          command("accord", "accept", codeName, "--people", namesOf(colleagues, chosen).join(",")),
          command("accord", "decline", codeName),
        ]}
      />
    </section>
  );
}

function Answered({ view, accepted }: { view: InvitationView; accepted: boolean }): VNode {
  return accepted ? (
    <>
      <Notice kind="calm" title={`Accepted. Waiting for ${view.inviter}’s client`}>
        <p>
          The keys are sealed to your people by the next client of {view.inviter} that looks; nobody else
          could. Until then you see the code name and the date. You need not wait here: the case appears on
          Today.
        </p>
      </Notice>
      <ButtonLink to="#/today">To Today</ButtonLink>
    </>
  ) : (
    <>
      <Notice kind="plain" title="Declined">
        <p>{view.inviter} is told. Nothing more of this case reaches your team before its disclosure.</p>
      </Notice>
      <ButtonLink to="#/today">To Today</ButtonLink>
    </>
  );
}
