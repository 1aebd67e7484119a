// The review queue by keyboard: j and k or the arrows go through it, c confirms, d dismisses.
const queue = document.getElementById("queue");
const undecided = () => [...queue.querySelectorAll(":scope > li:not(.decided)")];

function go(step) {
  const reviews = undecided();
  const at = reviews.indexOf(document.activeElement.closest("#queue > li"));
  const to = at < 0 ? (step > 0 ? 0 : reviews.length - 1) : at + step;
  const review = reviews[Math.min(Math.max(to, 0), reviews.length - 1)];
  if (!review) return;
  review.focus();
  review.scrollIntoView({ block: "nearest" });
}

function decide(key) {
  document.activeElement.closest("#queue > li")?.querySelector(`[data-key="${key}"]`)?.click();
}

if (queue) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const act = {
      j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
      c: () => decide("c"), d: () => decide("d"),
    }[event.key];
    // Arrows scroll until somebody has begun to go through the queue.
    const begun = document.activeElement.closest("#queue > li");
    if (!act || (event.key.startsWith("Arrow") && !begun)) return;
    event.preventDefault();
    act();
  });

  // What was decided is said to screen readers, and the next one has its turn.
  let next = null;
  queue.addEventListener("htmx:beforeSwap", (event) => {
    const reviews = undecided();
    const at = reviews.indexOf(event.detail.target);
    next = event.detail.target.contains(document.activeElement) ? (reviews[at + 1] ?? reviews[at - 1]) : null;
  });
  queue.addEventListener("htmx:afterSwap", (event) => {
    const said = event.detail.elt.querySelector(".tag");
    if (said) document.getElementById("decided").textContent = said.textContent;
    next?.focus();
    next = null;
  });
}
