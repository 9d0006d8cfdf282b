/** rings.json: who holds a ring, and which epochs, shares and letters may stand in it. */

import { runLogs } from "./next_leaf.ts";

runLogs("rings");
