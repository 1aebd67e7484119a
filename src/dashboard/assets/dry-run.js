// The dry run of files and of lists too long for a form: sent piece by piece to the filter's own stream, cut at the
// ends of records, so that neither side ever holds all of it. What comes back is kept in Blobs, which browsers may
// keep outside of memory.
// Proxies let through a megabyte if nobody has told them otherwise.
const PIECE = 512 * 1024;
const SHOWN = 500;
// A pasted list that is longer than this is sent like a file.
const PASTED = 512 * 1024;
const ENCODED = new TextEncoder();

const form = document.getElementById("dry-run");
const drop = document.getElementById("drop");
const chooser = document.getElementById("file");
const named = document.getElementById("file-name");
const column = document.getElementById("column");
const running = document.getElementById("running");
const said = {};
for (const name of document.querySelectorAll("#said dt")) said[name.textContent] = name.nextElementSibling.textContent;

const number = (value, digits = 0) =>
  value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });

function complain(text) {
  const box = document.getElementById("mistake");
  box.hidden = !text;
  box.querySelector("p").textContent = text ?? "";
}

// The file that was chosen, and whether it is a table with a header.
let file = null;
let table = null;

function cellsOf(line, delimiter) {
  const cells = [];
  let cell = "";
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) { cells.push(cell.trim()); cell = ""; }
    else cell += letter;
  }
  cells.push(cell.trim());
  return cells;
}

// A table has a first line of several cells, or a name that says so.
async function look(chosen) {
  const start = await chosen.slice(0, 64 * 1024).text();
  const first = (start.split(/\r?\n/, 1)[0] ?? "").replace(/^\uFEFF/, "");
  const delimiter = [";", "\t", ","].find((known) => cellsOf(first, known).length > 1) ?? ",";
  const cells = cellsOf(first, delimiter);
  const isTable = cells.length > 1 || (/\.(csv|tsv)$/i.test(chosen.name) && /\p{L}/u.test(first));
  return isTable ? cells : null;
}

async function choose(chosen) {
  file = chosen;
  complain();
  table = await look(chosen);
  named.hidden = false;
  named.querySelector("bdi").textContent = `${chosen.name} (${number(chosen.size / 1e6, 1)} MB)`;
  document.getElementById("recipients").disabled = true;
  const columns = (table ?? []).filter(Boolean);
  column.replaceChildren(...columns.map((name) => new Option(name, name)));
  const likely = columns.findIndex((name) => /phone|tel|cel|m[oó]vil|number|n[uú]mero|whats|recipient|destinat/i.test(name));
  if (likely >= 0) column.selectedIndex = likely;
  document.getElementById("column-field").hidden = !table;
}

function forget() {
  file = table = null;
  chooser.value = "";
  named.hidden = document.getElementById("column-field").hidden = true;
  document.getElementById("recipients").disabled = false;
}

// The length of the whole records at the start of these bytes; a line feed inside quotes ends none.
function whole(bytes) {
  let end = 0;
  let quoted = false;
  for (let at = 0; at < bytes.length; at += 1) {
    if (table && bytes[at] === 34) quoted = !quoted;
    else if (bytes[at] === 10 && !quoted) end = at + 1;
  }
  return end;
}

// Splits text into records, each with its line end.
function records(text) {
  if (!table) return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const found = [];
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === "\n" && !quoted) { found.push(text.slice(start, at + 1)); start = at + 1; }
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}

// A cell that spreadsheets neither compute nor turn into another number.
const cell = (text) => {
  const kept = /^[\s\u200b\ufeff]*[=+\-@.'\p{N}＝＋－＠]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(kept) ? `"${kept.replaceAll('"', '""')}"` : kept;
};

const TEXT_VERDICT = /^([^]*)\t(sendable|excluded|invalid)\t([a-z0-9_]*)\t([^\t]*)\n$/;
const TABLE_VERDICT = /^([^]*)[,;\t](sendable|excluded|invalid)[,;\t]([a-z0-9_]*)[,;\t]([^,;\t]*?)(\r?\n?)$/;

// What has come back so far.
function tally() {
  const head = table ? [] : ["\uFEFFrecipient,reason,opted_out_at\r\n"];
  return { received: 0, sendable: 0, excluded: 0, invalid: 0, on_list: 0, rows: [], sendableParts: [], leftOutParts: head, header: null };
}

function take(answer, found) {
  const mayBeSent = [];
  const leftOut = [];
  for (const record of records(answer)) {
    if (table && found.header === null) {
      // The column that the verdicts stand in is the last but two.
      found.header = record;
      leftOut.push(record);
      mayBeSent.push(record.replace(/[,;\t]optout_verdict[,;\t]optout_reason[,;\t]optout_opted_out_at/, ""));
      continue;
    }
    const parts = (table ? TABLE_VERDICT : TEXT_VERDICT).exec(record);
    if (!parts) continue;
    const [, recipient, verdict, reason, since] = parts;
    found.received += 1;
    found[verdict] += 1;
    if (since) found.on_list += 1;
    if (verdict === "sendable") mayBeSent.push(table ? recipient + parts[5] : `${recipient}\n`);
    else {
      leftOut.push(table ? record : `${cell(recipient)},${reason},${since}\r\n`);
      if (found.rows.length < SHOWN) found.rows.push([table ? shownOf(recipient) : recipient, verdict, reason, since]);
    }
  }
  if (mayBeSent.length) found.sendableParts.push(new Blob(mayBeSent));
  if (leftOut.length) found.leftOutParts.push(new Blob(leftOut));
}

// The recipient of a row, as far as it can be shown.
function shownOf(row) {
  const delimiter = [";", "\t", ","].find((known) => cellsOf(row, known).length === table.length) ?? ",";
  return cellsOf(row, delimiter)[table.indexOf(column.value)] ?? row;
}

async function send(piece, stop) {
  const query = new URLSearchParams({ category: form.elements.category.value });
  if (form.elements.exclude.checked) query.set("exclude", "on");
  if (form.elements.sender.value) query.set("sender", form.elements.sender.value);
  if (table) query.set("column", column.value);
  const answer = await fetch(`/dry-run/stream?${query}`, {
    method: "POST",
    signal: stop.signal,
    headers: { "content-type": table ? "text/csv" : "text/plain", "x-form-token": form.elements.token.value },
    body: piece,
  });
  // Signed out meanwhile: the page leads to the sign-in.
  if (answer.redirected) location.reload();
  if (!answer.ok || answer.redirected) throw new Error(answer.status === 400 && table ? "no_column" : "failed");
  return answer.text();
}

function show(found) {
  document.getElementById("result")?.remove();
  const part = document.getElementById("streamed").content.cloneNode(true);
  const at = (id) => part.getElementById(id);
  for (const total of part.querySelectorAll("[data-total]")) total.textContent = number(found[total.dataset.total]);
  const exempt = form.elements.category.value !== "MARKETING";
  at("rule").textContent = said[!form.elements.exclude.checked ? "flag_off" : exempt ? "category_exempt" : "applied"];
  const kind = table ? "text/csv" : "text/plain";
  for (const [id, parts, name] of [
    ["sendable", found.sendableParts, table ? "sendable.csv" : "sendable.txt"],
    ["left-out", found.leftOutParts, "left-out.csv"],
  ]) {
    at(id).href = URL.createObjectURL(new Blob(parts, { type: kind }));
    at(id).download = name;
  }
  const body = part.querySelector("tbody");
  for (const [recipient, verdict, reason, since] of found.rows) {
    const row = body.insertRow();
    const head = document.createElement("th");
    head.scope = "row";
    const name = document.createElement("bdi");
    name.className = "num wraps";
    name.textContent = recipient;
    head.append(name);
    row.append(head);
    const why = row.insertCell();
    why.dataset.label = body.dataset.why;
    const tag = document.createElement("span");
    tag.className = verdict === "excluded" ? "tag out" : "tag wait";
    tag.textContent = said[reason] ?? said.invalid;
    why.append(tag);
    const when = row.insertCell();
    when.dataset.label = body.dataset.since;
    if (since) when.textContent = new Date(since).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
  const left = found.excluded + found.invalid;
  at("left-out-rows").hidden = left === 0;
  at("nobody").hidden = left > 0;
  if (left > found.rows.length) at("more").textContent = `${number(left - found.rows.length)} ${said.more}`;
  document.querySelector("main").append(part);
  document.getElementById("result-heading").focus();
}

async function run(source) {
  const stop = new AbortController();
  const found = tally();
  running.hidden = false;
  running.querySelector("button").onclick = () => stop.abort();
  document.getElementById("result")?.remove();
  const bar = running.querySelector("progress");
  let head = null;
  let done = 0;
  try {
    while (done < source.size) {
      let room = PIECE;
      let bytes = new Uint8Array(await source.slice(done, done + room).arrayBuffer());
      let end = whole(bytes);
      // A record that is longer than a piece.
      while (end === 0 && done + bytes.length < source.size) {
        room *= 2;
        bytes = new Uint8Array(await source.slice(done, done + room).arrayBuffer());
        end = whole(bytes);
      }
      if (done + bytes.length >= source.size) end = bytes.length;
      let piece = bytes.subarray(0, end);
      if (table && head === null) {
        const first = piece.indexOf(10) + 1 || piece.length;
        head = piece.slice(0, first);
      } else if (table) {
        piece = new Blob([head, piece]);
      }
      const answer = await send(piece, stop);
      const isFirst = done === 0;
      take(table && !isFirst ? records(answer).slice(1).join("") : answer, found);
      done += end;
      bar.value = done / source.size;
      running.querySelector("[role=status]").textContent = said.running
        .replace("{done}", number(done / 1e6, 1)).replace("{size}", number(source.size / 1e6, 1)).replace("{rows}", number(found.received));
    }
    show(found);
  } catch (error) {
    if (error.name !== "AbortError") complain(said[error.message] ?? said.failed);
  } finally {
    running.hidden = true;
  }
}

drop.hidden = false;
chooser.addEventListener("change", () => { if (chooser.files[0]) choose(chooser.files[0]); });
named.querySelector("button").addEventListener("click", forget);
for (const kind of ["dragover", "drop"]) {
  form.addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files[0]) choose(event.dataTransfer.files[0]);
  });
}
form.addEventListener("dragleave", () => drop.classList.remove("over"));
form.addEventListener("submit", (event) => {
  complain();
  const pasted = file ? null : ENCODED.encode(form.elements.recipients.value);
  if (!file && pasted.length <= PASTED) return;
  event.preventDefault();
  if (!file) table = null;
  const source = file ?? new Blob([pasted]);
  if (source.size === 0) complain(said.no_recipients);
  else run(source);
});
