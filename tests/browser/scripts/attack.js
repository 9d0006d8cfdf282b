async ([vault, seconds]) => {
  const loot = {};
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const attempt = async (name, act) => {
    try {
      const found = await Promise.race([act(), pause(seconds * 1000)]);
      loot[name] = JSON.stringify(found) ?? "nothing";
    } catch (error) {
      loot[name] = "refused: " + (error.name ?? error);
    }
  };
  const heard = [];
  addEventListener("message", (event) => heard.push(event.data));
  const channel = new BroadcastChannel("accord-lock");
  channel.onmessage = (event) => heard.push(event.data);
  const read = (answer) => answer.text();
  await attempt("own page", () => fetch("/").then(read));
  await attempt("fetch", () => fetch(vault + "/api/v1/cases", {credentials: "include"}).then(read));
  await attempt("fetch page", () => fetch(vault + "/").then(read));
  await attempt("fetch opaque", () => fetch(vault + "/api/v1/cases", {mode: "no-cors"}).then(read));
  await attempt("module", () => import(vault + "/assets/place.js").then((each) => Object.keys(each)));
  await attempt("indexedDB", async () => (await indexedDB.databases()).map((each) => each.name));
  const kept = async () => [{...localStorage}, {...sessionStorage}, document.cookie, await caches.keys()];
  await attempt("storage", kept);
  await attempt("frame", async () => {
    const frame = document.createElement("iframe");
    frame.src = vault + "/";
    const loaded = new Promise((resolve) => { frame.onload = resolve; });
    document.body.append(frame);
    await loaded;
    frame.contentWindow.postMessage("locked", "*");
    return frame.contentWindow.document.body.innerText;
  });
  window.opened = open(vault + "/#/today");
  channel.postMessage("locked");
  await pause(300);
  loot.heard = JSON.stringify(heard);
  document.title = JSON.stringify(loot);
}
