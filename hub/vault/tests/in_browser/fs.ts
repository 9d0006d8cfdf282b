/** What the runners of the vector files take from `node:fs`, for a page: its own origin holds the files. */

/** The text of a file; at once, as the runners read while they are imported. */
export function readFileSync(place: URL): string {
  const asked = new XMLHttpRequest();
  asked.open("GET", place, false);
  asked.send();
  if (asked.status !== 200) throw new Error(`there is no ${place.pathname}`);
  return asked.responseText;
}
