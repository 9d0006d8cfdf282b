async () => {
  const tried = {};
  const attempt = (name, act) => {
    try {
      act();
      tried[name] = "done";
    } catch (error) {
      tried[name] = error.name;
    }
  };
  attempt("innerHTML", () => { document.createElement("div").innerHTML = "<img src=x onerror=owned=1>"; });
  attempt("script text", () => { document.createElement("script").textContent = "window.owned = 'text'"; });
  attempt("script source", () => { document.createElement("script").src = "/assets/app.js"; });
  attempt("text as code", () => { setTimeout("window.owned = 'timer'"); });
  attempt("policy", () => { trustedTypes.createPolicy("own", {createHTML: (each) => each}); });
  const button = [...document.querySelectorAll("form")].at(-1).querySelector("button");
  const stopped = new Promise((resolve) => addEventListener("securitypolicyviolation",
    ({violatedDirective}) => violatedDirective === "form-action" && resolve()));
  button.click();
  await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, 10_000))]);
  await new Promise((resolve) => setTimeout(resolve, 200)); // and what would still come
  return {tried, owned: window.owned ?? null, base: document.baseURI};
}
