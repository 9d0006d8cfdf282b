/** Fetches the role's device once, puts it in place and opens Today. Of the demo alone. */

import { place } from "/assets/place.js";

const said = document.getElementById("said");

try {
  const answer = await fetch(location.pathname, { method: "POST", credentials: "omit" });
  if (answer.ok) {
    await place(await answer.json());
    location.replace("/#/today");
  } else if (answer.status === 404) {
    said.textContent = "This link was used already. If it was in this browser, open the vault; else ask for new links by starting the demo again on its --data directory.";
  } else {
    said.textContent = `The demo did not hand the device out (${answer.status}). Try again in a minute.`;
  }
} catch (error) {
  said.textContent = `The device could not be put in place: ${error.message}. Is this a private window?`;
}
