/** What a case has beside its letters, and the pages that Today leads to: one part, fetched together. */
export { Composer } from "./composer.tsx";
export { DatesPage } from "./dates.tsx";
export { DevicesPage } from "./devices.tsx";
export { DraftSection } from "./draft.tsx";
export { HistorySection } from "./history.tsx";
export { IntakePage } from "./intake.tsx";
export { InvitationPage } from "./invitation.tsx";
export { TeamsPage } from "./memberships.tsx";
export { PeopleSection } from "./people.tsx";
