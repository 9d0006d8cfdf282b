/** The entry of `receipt.html`: come back to a report with its twelve words. */

import { openReporting } from "../client/reporting.ts";
import { ReceiptPage } from "./returning.tsx";
import { show, Standalone } from "./standalone.tsx";

show(() => (
  <Standalone here="receipt">
    <ReceiptPage reporting={openReporting()} />
  </Standalone>
));
