async ([word, hex, twelve, large]) => {
  const bytes = new Uint8Array(large);
  bytes.set(new TextEncoder().encode(word), large - word.length);
  const put = new XMLHttpRequest();
  const gone = new Promise((resolve) => { put.onloadend = resolve; });
  put.upload.onprogress = () => {};
  put.open("PUT", "/api/v1/nothing");
  put.send(bytes);
  await gone;
  await fetch("/api/v1/hub?" + new URLSearchParams({word: btoa(word)}));
  await fetch("/api/v1/hub", {headers: {"X-Key": hex}});
  await fetch("/api/v1/hub?" + twelve);
  // No listener of the browser's sees into these; the last has nothing in it.
  const form = new FormData();
  form.append("said", "in the open");
  form.append("file", new Blob([word]));
  navigator.sendBeacon("/api/v1/nothing?beacon", new Blob([word]));
  await fetch("/api/v1/nothing?blob", {method: "POST", body: new Blob([word])});
  await fetch("/api/v1/nothing?form", {method: "PUT", body: form});
  await fetch("/api/v1/nothing?empty", {method: "POST"});
}
