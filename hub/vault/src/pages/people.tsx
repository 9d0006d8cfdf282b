/**
 * Who takes part: the teams and where each stands, the colleagues who read, and the way to invite another
 * team.
 */
import type { JSX } from "preact";
import type { CaseView, PartyView, Vault } from "../client/views.ts";
import { grantLine } from "./commands.ts";
import { InviteSection } from "./invite.tsx";
import { announce, Button, Command, FailureNotice, useAct } from "./parts/index.ts";
import { command } from "./shell.ts";

const ROLES: Readonly<Record<PartyView["role"], string>> = {
  owner: "owns the case",
  participant: "takes part",
  invited: "invited",
  declined: "declined",
  lapsed: "did not answer in time",
};

interface PeopleProps {
  readonly vault: Vault;
  readonly view: CaseView;
}

/** The people of a case. */
export function PeopleSection({ vault, view }: PeopleProps): JSX.Element {
  return (
    <>
      <section aria-labelledby="teams">
        <h2 id="teams">Teams</h2>
        <Teams parties={view.parties} />
        <Command lines={[command("accord", "show", view.codeName)]} />
      </section>
      <section aria-labelledby="colleagues">
        <h2 id="colleagues">Who of {vault.me.slug} reads</h2>
        <p class="quiet">
          Only the people named here. Their clients get the keys of the case; ending it makes new keys, and
          what was read stays read.
        </p>
        <ul class="rows">
          {view.colleagues.map((each) => (
            <Colleague key={each.person} vault={vault} view={view} colleague={each} />
          ))}
        </ul>
        <Command either lines={view.colleagues.map((each) => grantLine(view.codeName, each))} />
      </section>
      {view.role === "owner" ? <InviteSection vault={vault} view={view} /> : null}
    </>
  );
}

function Teams({ parties }: { readonly parties: readonly PartyView[] }): JSX.Element {
  return (
    <table class="stack">
      <thead>
        <tr>
          {["Team", "Consent", "Report", "Fix", "“Affected?”"].map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parties.map((party) => (
          <tr key={party.slug}>
            <th scope="row">
              {party.slug} <span class="quiet">{ROLES[party.role]}</span>
              {party.people.length > 0 ? <p class="quiet">{party.people.join(", ")}</p> : null}
              {party.waitsFor ? <p class="waits">{party.waitsFor}</p> : null}
            </th>
            <td data-label="Consent">{party.consent}</td>
            <td data-label="Report">{party.report}</td>
            <td data-label="Fix">{party.fix}</td>
            <td data-label="“Affected?”">{party.impact}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Colleague(props: PeopleProps & { readonly colleague: CaseView["colleagues"][number] }): JSX.Element {
  const { vault, view, colleague } = props;
  const act = useAct();
  const change = (): void =>
    act.run(async () => {
      await vault.grant(view.caseId, colleague.person, !colleague.reads);
      announce(colleague.reads ? `${colleague.name} no longer reads.` : `${colleague.name} can read.`);
    });
  return (
    <li>
      <span>
        {colleague.name} <span class="quiet">{colleague.reads ? "reads" : "does not read"}</span>
      </span>
      <Button
        pending={act.pending}
        label={`${colleague.reads ? "End" : "Let read"}: ${colleague.name}`}
        onPress={change}
      >
        {colleague.reads ? "End" : "Let read"}
      </Button>
      <FailureNotice failure={act.failure} />
    </li>
  );
}
