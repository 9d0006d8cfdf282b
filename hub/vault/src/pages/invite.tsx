/**
 * Inviting a team: suggestions with their reasons, matched in this browser, and the boundary that decides.
 */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { CaseView, Place, Suggestion, Vault } from "../client/views.ts";
import { inviteLine, type Inviting } from "./commands.ts";
import {
  announce,
  Button,
  Check,
  Command,
  Empty,
  FailureNotice,
  Field,
  Form,
  Group,
  Loaded,
  useAct,
  useLoad,
} from "./parts/index.ts";
import { instantAt } from "./zones.ts";

const EDGES: Readonly<Record<Suggestion["edge"], string>> = {
  allow: "Your boundary allows it.",
  ask: "Your boundary asks each time: inviting is your answer.",
  deny: "Your boundary does not let cases go there. An admin of your team can change it.",
};

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7;
const LONGEST = 30;

interface InviteProps {
  readonly vault: Vault;
  readonly view: CaseView;
}

/** Choose a team, and what it will read. */
export function InviteSection({ vault, view }: InviteProps): JSX.Element {
  const loaded = useLoad(`suggestions ${view.caseId}`, () => vault.suggestions(view.caseId));
  return (
    <section aria-labelledby="invite">
      <h2 id="invite">Invite a team</h2>
      <p class="quiet">
        Until it accepts the embargo it sees the code name, your team and the date, and no key exists. Teams
        that may be affected stand first; they are found in this browser, and the hub does not learn what you
        looked for.
      </p>
      <Loaded from={loaded} what="Looking for teams that may be affected">
        {(list) =>
          list.length > 0 ? (
            <Choose vault={vault} view={view} list={list} />
          ) : (
            <Empty title="No other team to invite">
              <p>Teams appear here once your team has an introduced boundary with them.</p>
              <Command lines={["accord boundary --help"]} />
            </Empty>
          )
        }
      </Loaded>
    </section>
  );
}

type Reads = Inviting["reads"];

const RINGS: Readonly<Record<Reads, readonly Place[]>> = {
  joint: ["joint"],
  both: ["joint", "record"],
  date: [],
};

function Choose({ vault, view, list }: InviteProps & { readonly list: readonly Suggestion[] }): JSX.Element {
  const [genesis, setGenesis] = useState<string>();
  const [reads, setReads] = useState<Reads>("joint");
  const [fromNow, setFromNow] = useState(false);
  const [days, setDays] = useState(String(WEEK));
  const act = useAct();
  const chosen = list.find((each) => each.genesis === genesis);
  const long = Number(days);
  const fault =
    Number.isInteger(long) && long >= 1 && long <= LONGEST ? undefined : `A number of days, 1 to ${LONGEST}.`;
  const invite = (): void =>
    act.run(async () => {
      if (chosen && fault === undefined) {
        await vault.invite(view.caseId, chosen.genesis, { rings: RINGS[reads], days: long, fromNow });
        setGenesis(undefined);
        announce(`${chosen.slug} is invited.`);
      }
    });
  // In whole hours, so that the line does not change while it is read.
  const hour = Math.floor(vault.now() / HOUR) * HOUR;
  const expires = fault !== undefined || long === WEEK ? undefined : instantAt(hour + long * DAY);
  return (
    <Form>
      <Group legend="Team">
        {list.map((each) => (
          <Check
            key={each.genesis}
            name="team"
            checked={genesis === each.genesis}
            disabled={each.edge === "deny"}
            label={
              <>
                <strong>{each.name}</strong> <span class="quiet">{each.slug}</span>
              </>
            }
            hint={`${each.because.join("; ")}${each.because.length > 0 ? ". " : ""}${EDGES[each.edge]}`}
            onChange={() => setGenesis(each.genesis)}
          />
        ))}
      </Group>
      <Group legend="It will read">
        <Check
          name="reads"
          checked={reads === "joint"}
          label="The joint letters"
          onChange={() => setReads("joint")}
        />
        <Check
          name="reads"
          checked={reads === "both"}
          label="The joint letters and the advisory drafts"
          onChange={() => setReads("both")}
        />
        <Check
          name="reads"
          checked={reads === "date"}
          label="Nothing: code name and date only"
          onChange={() => setReads("date")}
        />
        <Check
          checked={fromNow}
          disabled={reads === "date"}
          label="From now on only"
          hint="New keys are made first, so that what was written before stays closed to it."
          onChange={setFromNow}
        />
      </Group>
      <Field
        label="Days to answer"
        error={fault}
        control={(attributes) => (
          <input
            {...attributes}
            class="narrow"
            inputMode="numeric"
            value={days}
            onInput={(event) => setDays(event.currentTarget.value)}
          />
        )}
      />
      <FailureNotice failure={act.failure} />
      <Button kind="main" pending={act.pending} disabled={!chosen || fault !== undefined} onPress={invite}>
        {chosen ? `Invite ${chosen.slug}` : "Choose a team"}
      </Button>
      <Command
        lines={[inviteLine(view.codeName, { slug: chosen?.slug, reads, fromNow, expires })]}
      />
    </Form>
  );
}
