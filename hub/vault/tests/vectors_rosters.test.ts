/** rosters.json: who a team is and who may join it, leaf by leaf of the directory log. */

import { runLogs } from "./next_leaf.ts";

runLogs("rosters");
