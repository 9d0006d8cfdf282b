/** The pages before a vault is open, or beside one: one part, for whom the keys here do not let in. */
export { DoorPage } from "./door.tsx";
export { ElsewherePage } from "./elsewhere.tsx";
export { JoinPage } from "./join.tsx";
export { ShutTeams } from "./shut.tsx";
