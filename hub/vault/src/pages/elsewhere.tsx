/** An address that names no team where there are several, or one that is not open in this browser. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { ButtonLink, Empty, Page } from "./parts/index.ts";
import { ShutTeams, type ShutProps } from "./shut.tsx";

export interface ElsewhereProps extends ShutProps {
  /** The team that the address names. */
  readonly asked: string | undefined;
}

/** Says which team is meant and what opens it, or asks. */
export function ElsewherePage({ asked, ...props }: ElsewhereProps): VNode {
  const team = props.teams.find(({ slug }) => slug === asked);
  useEffect(() => (team === undefined ? props.onRetry() : undefined), []); // another tab may have added it
  if (asked === undefined) {
    return <WhichTeam teams={props.teams} />;
  }
  return team ? (
    <Page title={`${asked} is not open`}>
      <ShutTeams {...props} teams={[team]} />
      <p>
        <ButtonLink to="#/today">Back to Today</ButtonLink>
      </p>
    </Page>
  ) : (
    <Page title={`${asked} is not a team of this browser`}>
      <Empty title="This page belongs to a team that has not been added here">
        <p>
          Its join code or key file adds it. If another person sent you this address, they may be in a team
          that you are not in.
        </p>
        <p class="acts">
          <ButtonLink to="#/join">Add a team</ButtonLink> <ButtonLink to="#/today">Back to Today</ButtonLink>
        </p>
      </Empty>
    </Page>
  );
}

function WhichTeam({ teams }: Pick<ShutProps, "teams">): VNode {
  const place = location.hash.replace(/^#?\//, ""); // a route, or nobody would be asked
  return (
    <Page title="For which team?">
      <p>This browser is of several teams, and the address names none of them.</p>
      <p class="acts">
        {teams.map(({ tenant, slug }) => (
          <ButtonLink key={tenant} to={`#/@${slug}/${place}`}>
            Open it for {slug}
          </ButtonLink>
        ))}
      </p>
    </Page>
  );
}
