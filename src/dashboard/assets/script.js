// What pages do beyond links and forms. Everything works without it; nothing here writes text as HTML but through
// htmx, whose answers the service has escaped.
"use strict";

// A form that asks for a list leaves out what was not filled in, so that its URL says only what it filters.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get") return;
  for (const field of form.elements) {
    if (field.name && field.value === "") {
      field.disabled = true;
      setTimeout(() => { field.disabled = false; }, 0);
    }
  }
});

// What a part of a page was refused with is shown in words; screen readers read it out.
document.addEventListener("htmx:responseError", (event) => {
  const messages = document.getElementById("messages");
  if (messages) htmx.swap(messages, event.detail.xhr.responseText, { swapStyle: "innerHTML" });
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.getElementById("messages")?.replaceChildren();
});

// Buttons that copy: data-copy names the element whose text or value is taken.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const from = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(from.value ?? from.textContent);
  const said = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = said; }, 2000);
});
