/**
 * Every page of this folder's kind over the stand-ins, chosen by the fragment; bundled by hand to look at.
 */

import { render, type VNode } from "preact";

import { Failure } from "../../src/client/views.ts";
import { DatesPage } from "../../src/pages/dates.tsx";
import { DevicesPage } from "../../src/pages/devices.tsx";
import { DoorPage } from "../../src/pages/door.tsx";
import { IntakePage } from "../../src/pages/intake.tsx";
import { InvitationPage } from "../../src/pages/invitation.tsx";
import { JoinPage } from "../../src/pages/join.tsx";
import { LiveRegion } from "../../src/pages/parts/index.ts";
import { ReportPage } from "../../src/pages/reporting.tsx";
import { ReceiptPage } from "../../src/pages/returning.tsx";
import { Standalone } from "../../src/pages/standalone.tsx";
import { fakeCase, fakeEmbargo, fakeGate, fakeVault } from "./fake_gate.ts";
import { fakeReporting } from "./fake_reporting.ts";

const moved = new Failure("moved", "uv has answered meanwhile.", "DP-7");
const open = (): void => document.body.setAttribute("data-opened", "yes");
const refresh = (): void => document.body.setAttribute("data-refreshed", "yes");
const {
  proposals: _proposals,
  windows: _windows,
  ready: _ready,
  t0: _t0,
  zone: _zone,
  ...blank
} = fakeEmbargo();
const none = {
  ...blank,
  state: "none",
  sentence: "Nobody has proposed a date.",
  proposals: [],
  windows: [],
  ready: [],
} as const;

const PAGES: Readonly<Record<string, () => VNode>> = {
  empty: () => <DoorPage gate={fakeGate("empty")} onOpen={open} />,
  locked: () => <DoorPage gate={fakeGate("locked")} onOpen={open} />,
  waiting: () => <DoorPage gate={fakeGate("waiting")} onOpen={open} />,
  ready: () => <DoorPage gate={fakeGate("ready")} onOpen={open} />,
  join: () => <JoinPage gate={fakeGate("empty")} onOpen={open} />,
  devices: () => <DevicesPage vault={fakeVault()} onLock={async () => location.reload()} />,
  invitation: () => <InvitationPage vault={fakeVault()} caseId="0" />,
  intake: () => <IntakePage vault={fakeVault()} intakeId="1" />,
  drop: () => <IntakePage vault={fakeVault()} intakeId="drop" />,
  dates: () => <DatesPage vault={fakeVault()} view={fakeCase()} refresh={refresh} />,
  none: () => <DatesPage vault={fakeVault()} view={fakeCase({ embargo: none })} refresh={refresh} />,
  moved: () => <DatesPage vault={fakeVault(moved)} view={fakeCase()} refresh={refresh} />,
};

const place = document.getElementById("app");
const name = location.hash.slice(1);
const inVault = PAGES[name];
if (place !== null && inVault !== undefined) {
  render(
    <>
      <header class="bar">
        <a class="brand" href="#/today">
          Accord
        </a>
      </header>
      <main id="main">
        {name === "dates" || name === "none" || name === "moved" ? (
          <div class="page wide">
            <h1>A case</h1>
            {inVault()}
          </div>
        ) : (
          inVault()
        )}
      </main>
      <LiveRegion />
    </>,
    place,
  );
} else if (place !== null) {
  const fails = name === "offline" ? new Failure("offline", "The hub does not answer.") : undefined;
  render(
    name === "receipt" ? (
      <Standalone here="receipt">
        <ReceiptPage reporting={fakeReporting()} />
      </Standalone>
    ) : (
      <Standalone here="report">
        <ReportPage reporting={fakeReporting(fails)} />
      </Standalone>
    ),
    place,
  );
}
