/** The pages before a vault is open: one part, for whom the keys that are here do not let in. */
export { DoorPage } from "./door.tsx";
export { JoinPage } from "./join.tsx";
