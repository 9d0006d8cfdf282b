async () => {
  const text = (each) => each instanceof CryptoKey ? {kept: each.type, extractable: each.extractable}
    : each instanceof Uint8Array ? Array.from(each)
    : Array.isArray(each) ? each.map(text)
    : each !== null && typeof each === "object"
      ? Object.fromEntries(Object.entries(each).map(([name, value]) => [name, text(value)])) : each;
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const rows = [];
  for (const {name} of await indexedDB.databases()) {
    const db = await asked(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const table = db.transaction(store).objectStore(store);
      const keys = await asked(table.getAllKeys());
      for (const [place, row] of (await asked(table.getAll())).entries()) {
        rows.push({store, key: keys[place], row: text(row)});
      }
    }
    db.close();
  }
  return {rows, local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys()};
}
