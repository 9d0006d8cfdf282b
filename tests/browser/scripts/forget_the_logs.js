async () => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open("accord");
    request.onsuccess = () => resolve(request.result);
  });
  const work = db.transaction(["entry", "leaf", "note", "fact", "draft", "file"], "readwrite");
  for (const name of work.objectStoreNames) work.objectStore(name).clear();
  await new Promise((resolve) => { work.oncomplete = resolve; });
  db.close();
}
