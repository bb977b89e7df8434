// Baton's tracking script; docs/tracking.md says what it sends and when it may.
((w, d, n) => {
  const tag = d.currentScript, src = new URL(tag.src), store = localStorage;
  const { key = /wk_\w+|$/.exec(src.pathname)[0], consent } = tag.dataset;
  const url = `${src.origin}/v1/batch?writeKey=${key}`;
  const told = /^(e-?mail|(first|last|full|company)?[-_ ]?name|phone|company|job ?title|website|country|city)$/i;
  let queue = [], timer, pause = 1e3;

  const get = (name) => (d.cookie.match(`\\b${name}=([^;]+)`) || [])[1];
  const set = (name, value, age = 31536e3) => {
    d.cookie = `${name}=${value};path=/;max-age=${age};samesite=lax${w.isSecureContext ? ";secure" : ""}`;
    return value;
  };
  const may = () => (get("baton_consent") || (consent ? "no" : "yes")) === "yes";
  const uuid = () => ([1e7] + -1e3 + -4e3 + -8e3 + -1e11).replace(/[018]/g, (c) => (c ^ ((Math.random() * 16) >> (c / 4))).toString(16));
  const body = (batch) => JSON.stringify({ batch, sentAt: new Date() });

  const add = (type, more) => {
    if (!may()) return;
    const page = { url: location.href, path: location.pathname, title: d.title, referrer: d.referrer };
    queue.push({
      type,
      messageId: uuid(),
      timestamp: new Date(),
      anonymousId: set("baton_id", get("baton_id") || uuid()),
      userId: store.baton_user,
      context: { library: { name: "track.js" }, userAgent: n.userAgent, page },
      ...more,
    });
    keep();
    timer = timer || setTimeout(send, 9);
  };
  const keep = () => (store.baton = JSON.stringify((queue = queue.slice(-50))));
  const send = async () => {
    const batch = queue.slice(0, 20);
    const { ok, status } = await fetch(url, { method: "POST", body: body(batch), keepalive: true }).catch(() => 0);
    // What is wrong stays wrong; all else goes again with the same ids, so it counts once.
    const done = ok || (status < 500 && status !== 429);
    if (done) queue = queue.filter((event) => !batch.includes(event));
    if (may()) keep();
    pause = done ? 1e3 : Math.min(pause * 2, 6e5);
    timer = queue[0] && setTimeout(send, done ? 0 : pause);
  };
  const api = {
    add,
    page: (name, properties) => add("page", { name, properties }),
    track: (event, properties) => add("track", { event, properties }),
    identify(userId, traits) {
      if (userId && may()) store.baton_user = userId;
      add("identify", { traits });
    },
    reset() {
      set("baton_id", "", 0);
      delete store.baton;
      delete store.baton_user;
      queue = [];
    },
    consent(given) {
      set("baton_consent", given ? "yes" : "no");
      api[given ? "page" : "reset"]();
    },
  };
  const run = ([name, ...said]) => api[name](...said);

  d.addEventListener("submit", ({ target: form }) => {
    const name = form.dataset.baton, traits = {};
    if (name === undefined) return;
    new FormData(form).forEach((value, field) => {
      if (value.trim && told.test(field)) traits[field.replace(/\W|_/g, "").toLowerCase()] = value;
    });
    if (traits.email) api.identify("", traits);
    api.track(name || "Form Submitted", { form: form.id });
  }, true);
  w.addEventListener("pagehide", () => queue[0] && n.sendBeacon(url, body(queue)));

  if (may()) queue = JSON.parse(store.baton || "[]");
  const early = (w.baton || 0).q || [];
  w.baton = (...said) => run(said);
  w.baton.api = api;
  if (!w.analytics) api.page();
  early.forEach(run);
})(window, document, navigator);
