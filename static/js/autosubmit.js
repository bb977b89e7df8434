// A filter bar sends itself when a choice or a date changes; its button stays for typing and for no script.
// Choices that are made together (data-together) wait for the button.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && !event.target.closest("[data-together]") && event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) {
    form.requestSubmit();
  }
});
