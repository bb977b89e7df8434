// For pages that carry Segment's snippet: its calls, taken by Baton's own script instead of Segment's.
((w) => {
  const early = w.analytics || [], { api } = w.baton;
  const texts = (said) => said.filter((part) => typeof part === "string");
  const table = (said) => said.find((part) => part && typeof part === "object");
  const analytics = {
    page: (...said) => {
      const [name, category] = texts(said).reverse();
      api.add("page", { name, category, properties: table(said) });
    },
    track: (event, properties) => api.track(event, properties),
    identify: (...said) => api.identify(texts(said)[0], table(said)),
    group: (groupId, traits) => api.add("group", { groupId, traits }),
    alias: (userId, previousId) => api.add("alias", { userId, previousId }),
    reset: () => api.reset(),
    ready: (call) => call(),
    user: () => ({ id: () => localStorage.baton_user, traits: () => ({}) }),
  };
  for (const name of early.methods || []) analytics[name] = analytics[name] || (() => analytics);
  w.analytics = analytics;
  early.forEach(([name, ...said]) => analytics[name] && analytics[name](...said));
})(window);
