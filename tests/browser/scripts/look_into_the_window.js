() => {
  try {
    opened.postMessage("locked", "*");
    return opened.document.body.innerText + opened.localStorage.length;
  } catch (error) {
    return error.name;
  }
}
