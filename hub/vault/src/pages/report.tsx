/** The entry of `report.html`: hand in a report without an account. */

import { openReporting } from "../client/reporting.ts";
import { ReportPage } from "./reporting.tsx";
import { show, Standalone } from "./standalone.tsx";

show(() => (
  <Standalone here="report">
    <ReportPage reporting={openReporting()} />
  </Standalone>
));
