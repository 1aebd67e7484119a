// What pages do beyond links and forms. Everything works without it; nothing here writes text as HTML but through
// htmx, whose answers the service has escaped.
"use strict";

// On a phone the navigation is wider than the screen: the page that is open has to be in sight.
document.querySelector(".sections [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

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

// A list that changes while it is looked at: new rows are marked, and told to those who listen.
let known = new Set();
const rowsOf = (target) => [...target.querySelectorAll("tr[data-event]")];

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "rows") known = new Set(rowsOf(event.detail.target).map((row) => row.dataset.event));
});
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.id !== "rows") return;
  const fresh = rowsOf(target).filter((row) => !known.has(row.dataset.event));
  for (const row of fresh) row.classList.add("fresh");
  const live = document.getElementById("live");
  if (live && fresh.length) live.textContent = live.dataset.news.replace("{count}", String(fresh.length));
});
for (const [name, isOn] of [["htmx:sseOpen", true], ["htmx:sseError", false], ["htmx:sseClose", false]]) {
  document.addEventListener(name, () => {
    const live = document.getElementById("live");
    if (!live) return;
    live.classList.toggle("on", isOn);
    live.textContent = isOn ? live.dataset.on : live.dataset.off;
  });
}

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

// A download shows how far it has come, and can be stopped. data-download names the element that shows it. Without
// this, the link downloads as links do.
const SMALL = 4 * 1024 * 1024;

function show(box, words, rows, bytes) {
  const number = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
  const text = box.dataset[words].replace("{rows}", number(rows, 0)).replace("{size}", number(bytes / 1e6, 1));
  box.querySelector("[role=status]").textContent = text;
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

async function download(link, box) {
  const stop = new AbortController();
  const bar = box.querySelector(".download-bar");
  bar.querySelector("button").onclick = () => stop.abort();
  box.hidden = bar.hidden = false;
  let rows = -1;
  let bytes = 0;
  let quoted = false;
  let told = 0;
  const parts = [];
  let recent = [];
  let size = 0;
  try {
    const answer = await fetch(link.href, { signal: stop.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const reader = answer.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      for (const byte of value) {
        if (byte === 34) quoted = !quoted;
        else if (byte === 10 && !quoted) rows += 1;
      }
      bytes += value.length;
      size += value.length;
      recent.push(value);
      // Browsers may keep what is in a Blob outside of memory.
      if (size > SMALL) {
        parts.push(new Blob(recent));
        recent = [];
        size = 0;
      }
      if (performance.now() - told > 250) {
        told = performance.now();
        show(box, "running", Math.max(rows, 0), bytes);
      }
    }
    const named = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
    save(new Blob([...parts, ...recent], { type: "text/csv" }), named ? named[1] : "opt-outs.csv");
    show(box, "done", Math.max(rows, 0), bytes);
    bar.hidden = true;
  } catch (error) {
    bar.hidden = true;
    if (error.name === "AbortError") box.hidden = true;
    else show(box, "failed", 0, 0);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-download]");
  if (!link || !window.ReadableStream) return;
  event.preventDefault();
  link.closest("details")?.removeAttribute("open");
  download(link, document.getElementById(link.dataset.download));
});

// Menus close like menus do.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  }
});
