async () => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open("accord");
    request.onsuccess = () => resolve(request.result);
  });
  const keys = await new Promise((resolve) => {
    const request = db.transaction("device").objectStore("device").get("keys");
    request.onsuccess = () => resolve(request.result);
  });
  db.close();
  const tried = {};
  for (const name of ["signKey", "sealKey"]) {
    for (const form of ["pkcs8", "jwk", "raw"]) {
      tried[name + " " + form] = await crypto.subtle.exportKey(form, keys[name]).then(
        () => "exported", (error) => error.name);
    }
  }
  return tried;
}
