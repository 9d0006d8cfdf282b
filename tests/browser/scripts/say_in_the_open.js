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
}
