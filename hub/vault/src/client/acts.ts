/** Acts that Today and reading a case go without: one part, fetched together. */
export { accept, decline, invitationView } from "./consenting.ts";
export { checkCopy } from "./audit.ts";
export { answerImpact } from "./impact.ts";
export { takeOn } from "./opening.ts";
export { SecondMachine } from "./pairing.ts";
export { proofOf } from "./proofs.ts";
export { suggestionsFor } from "./suggestions.ts";
export { pairingOf, readRequest, signRequest } from "./vouching.ts";
export { send, sent } from "./writing.ts";
