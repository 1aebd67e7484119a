// What the page of settings does beyond its forms: names in the reader's language, and texts as people will see them.
const locale = document.documentElement.lang;

function names(kind) {
  const known = new Intl.DisplayNames(locale, { type: kind, fallback: "code" });
  return (code) => {
    try { return known.of(code); } catch { return code; }
  };
}

for (const select of document.querySelectorAll("select[data-names]")) {
  const nameOf = names(select.dataset.names);
  const chosen = select.value;
  const [first, ...rest] = select.options;
  for (const option of rest) option.text = option.text.replace(option.value, nameOf(option.value));
  rest.sort((one, other) => one.text.localeCompare(other.text, locale));
  select.append(first, ...rest);
  // Moving options chooses another one.
  select.value = chosen;
}
for (const name of document.querySelectorAll('[data-name="language"]')) {
  name.textContent = names("language")(name.textContent);
}

for (const bubble of document.querySelectorAll("[data-preview]")) {
  const field = document.getElementById(bubble.dataset.preview);
  field.addEventListener("input", () => {
    bubble.querySelector("bdi").textContent = field.value.trim() || field.placeholder;
  });
}
