/** The entry of `index.html`: the vault of a member. */
import { render } from "preact";
import { openGate } from "../client/gate.ts";
import { maskTexts } from "./masking.ts";
import { findHub } from "./parts/index.ts";
import { App } from "./vault.tsx";

const place = document.getElementById("app");
if (place) {
  maskTexts();
  void findHub();
  place.replaceChildren(); // what stood there spoke to a browser without scripts
  render(<App gate={openGate()} />, place);
}
