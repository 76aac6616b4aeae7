// The list of entries: what is shown of it, search, filters, keys. (entry.js stands before this in the same script.)

const entries = index.entries.map(([title, source, type, status, fate, short, found, losses, withheld, count], number) => ({
  number, title, source, type: type || "other", status, fate, short, losses, withheld, count,
  text: [title, source, type, short, found].join("\n").toLowerCase(),
}));
const { run } = index;
const FATES = run.fates.map(([name, mark, words]) => ({ name, mark, words, count: run.totals.entries[name] || 0 }));
const BATCH = 150;
const PRINTED = 3000;
const OPENED = 100;
const find = (id) => document.getElementById(id);

// ---- What is shown

const state = { fates: new Set(), query: "", inTexts: new Set(), searched: 1 };
const choices = {};
let visible = [];
let shown = 0;
const open = new Set();
let search = 0;

function defaults() {
  const changed = FATES.filter((fate) => fate.count && fate.name !== "unchanged").map((fate) => fate.name);
  state.fates = new Set(changed.length ? changed : ["unchanged"]);
  state.query = "";
  state.inTexts = new Set();
  state.searched = 1;
  search += 1;
}

const wanted = () => state.query.toLowerCase().split(/\s+/).filter(Boolean);

function chosen(entry) {
  return state.fates.has(entry.fate)
    && (!choices.type.value || entry.type === choices.type.value)
    && (!choices.status.value || entry.status === choices.status.value)
    && (!choices.loss.value || (choices.loss.value === "*" ? entry.losses.length : entry.losses.includes(choices.loss.value)))
    && (!choices.withheld.value
      || (choices.withheld.value === "*" ? entry.withheld.length : entry.withheld.includes(choices.withheld.value)));
}

const rank = Object.fromEntries(FATES.map((fate, index) => [fate.name, index]));
const collator = new Intl.Collator("en", { numeric: true });
const ORDERS = {
  "": (a, b) => rank[a.fate] - rank[b.fate],
  export: null,
  title: (a, b) => collator.compare(a.title, b.title),
  type: (a, b) => collator.compare(a.type, b.type),
  changes: (a, b) => b.count - a.count,
  losses: (a, b) => b.losses.length - a.losses.length,
};

function update() {
  const words = wanted();
  visible = entries.filter((entry) => chosen(entry)
    && (words.every((word) => entry.text.includes(word)) || state.inTexts.has(entry.number)));
  const order = ORDERS[choices.sort.value];
  if (order) visible.sort((a, b) => order(a, b) || a.number - b.number);
  shown = 0;
  find("list").replaceChildren();
  more(BATCH);
  for (const button of find("fates").children) {
    button.setAttribute("aria-pressed", state.fates.has(button.dataset.fate));
  }
}

function more(count) {
  const rows = visible.slice(shown, shown + count).map(row);
  shown += rows.length;
  find("list").append(...rows);
  find("more").hidden = shown >= visible.length;
  tell();
}

function tell() {
  const all = visible.length === entries.length ? number(entries.length)
    : `${number(visible.length)} of ${number(entries.length)}`;
  const searching = state.searched < 1 ? `, searching the texts: ${Math.floor(100 * state.searched)} %` : "";
  find("status").textContent = `${all} ${entries.length === 1 ? "entry" : "entries"}${searching}`;
}

function row(entry) {
  const badges = [
    entry.losses.length ? build("span", { class: "badge loss", title: entry.losses.join(", ") }, "loss") : null,
    entry.withheld.length ? build("span", { class: "badge withheld", title: entry.withheld.join(", ") }, "left out") : null,
    entry.status && entry.status !== "public" ? build("span", { class: "badge" }, entry.status) : null,
    build("span", { class: "badge type" }, entry.type),
  ];
  const button = build("button", { type: "button", class: "row", "aria-expanded": "false" },
    mark(entry.fate),
    build("bdi", { class: "title" }, entry.title),
    build("bdi", { class: "short" }, entry.short || entry.source),
    build("span", { class: "badges" }, badges));
  const item = build("li", { class: `entry ${entry.fate}` }, button);
  button.addEventListener("click", () => toggle(entry, item));
  if (open.has(entry.number)) toggle(entry, item);
  return item;
}

async function toggle(entry, item) {
  const button = item.firstChild;
  const opening = button.getAttribute("aria-expanded") === "false";
  button.setAttribute("aria-expanded", opening);
  if (!opening) {
    open.delete(entry.number);
    item.lastChild.remove();
    return;
  }
  open.add(entry.number);
  const place = build("div", { class: "opened" }, build("p", { class: "quiet" }, "…"));
  item.append(place);
  const found = await detailsOf(entry.number);
  place.replaceChildren(...details(entry, found));
}

// ---- Details: blocks of deflated JSON, a line for each entry

const loaded = new Promise((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done);
  else done();
});
const unpacked = new Map();

async function blocks() {
  await loaded;
  return Array.from(document.querySelectorAll("script.details"));
}

async function unpack(script) {
  const first = Number(script.dataset.first);
  if (!unpacked.has(first)) {
    const bytes = Uint8Array.from(atob(script.textContent), (character) => character.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    if (unpacked.size > 15) unpacked.delete(unpacked.keys().next().value);
    unpacked.set(first, (await new Response(stream).text()).split("\n"));
  }
  return unpacked.get(first);
}

async function detailsOf(wantedNumber) {
  const script = (await blocks()).findLast((one) => Number(one.dataset.first) <= wantedNumber);
  const block = await unpack(script);
  return JSON.parse(block[wantedNumber - Number(script.dataset.first)]);
}

// ---- Search: the list at once, then what is in the blocks

async function searchTexts() {
  const mine = ++search;
  const words = wanted();
  state.inTexts = new Set();
  state.searched = words.length ? 0 : 1;
  tell();
  if (!words.length) return;
  const scripts = await blocks();
  const hits = new Set();
  for (const [index, script] of scripts.entries()) {
    const first = Number(script.dataset.first);
    const block = await unpack(script);
    if (mine !== search) return;
    block.forEach((line, offset) => {
      const entry = entries[first + offset];
      const rest = words.filter((word) => !entry.text.includes(word));
      if (!rest.length) return;
      const low = line.toLowerCase();
      if (rest.every((word) => low.includes(JSON.stringify(longestRun(word)).slice(1, -1)))) {
        const text = texts(JSON.parse(line)).toLowerCase();
        if (rest.every((word) => text.includes(word))) hits.add(entry.number);
      }
    });
    state.searched = index / scripts.length;
    if (index % 8 === 7) tell();
  }
  state.searched = 1;
  state.inTexts = hits;
  if (hits.size) update();
  else tell();
}

// A word is never cut by a mark of change, a phrase with signs in it may be.
const longestRun = (word) => (word.match(/[\p{L}\p{N}_]+/gu) || [""]).reduce((a, b) => (b.length > a.length ? b : a));

function texts(found) {
  const rowText = (one) => {
    if (one[0] === "~") return `${one[3].join("")}\n${one[4].join("")}`;
    return one[0] === "…" ? "" : String(one[one.length - 1]);
  };
  const viewText = (view) => (Array.isArray(view[1]) ? view[1].map(rowText).join("\n") : view[1]);
  const parts = [];
  for (const change of found.changes || []) {
    parts.push(change.name, change.old, change.reason, ...(change.views || []).map(viewText));
    for (const field of change.fields || []) {
      parts.push(field.name, field.written, field.before, field.after, ...(field.rows || []).map(rowText));
    }
  }
  parts.push(...(found.losses || []).flat(), ...(found.withheld || []).flat());
  return parts.filter((part) => part !== null && part !== undefined).join("\n");
}

// ---- The page around the list

function select(name, label, options) {
  const node = build("select", { "aria-label": label },
    options.map(([value, text]) => build("option", { value }, text)));
  node.addEventListener("change", update);
  choices[name] = node;
  if (options.length > 1) find("choices").append(node);
}

function tally(pick) {
  const counts = new Map();
  for (const entry of entries) for (const key of pick(entry)) counts.set(key, (counts.get(key) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([key, count]) => [key, `${key} (${number(count)})`]);
}

function card(title, rows, choose) {
  if (!rows.length) return null;
  const body = rows.map(([key, ...cells]) => build("tr", {},
    build("th", { scope: "row" }, choose ? build("button", { type: "button", click: () => choose(key) }, key) : key),
    cells.map((cell) => build("td", {}, cell))));
  return build("details", { class: "card", open: matchMedia("(min-width: 821px)").matches ? "" : null }, build("summary", {}, title),
    build("div", { class: "scroll", tabindex: "0" }, build("table", {}, build("tbody", {}, body))));
}

function choose(name) {
  return (value) => {
    defaults();
    for (const fate of FATES) if (fate.count) state.fates.add(fate.name);
    for (const node of Object.values(choices)) node.value = "";
    choices[name].value = value;
    find("search").value = "";
    update();
    find("tools").scrollIntoView();
  };
}

function start() {
  const { head, totals } = run;
  find("site").textContent = head.site;
  find("run").append(build("code", {}, head.export), " → ", build("code", {}, head.destination),
    ` as ${head.target}`, head.version ? `, wxr-migrate ${head.version}` : "", head.started ? `, ${head.started.replace("T", " ").replace("+00:00", " UTC")}` : "");
  find("warnings").append(...(head.warnings || []).map((text) => build("p", { class: "warning" }, text)));
  for (const fate of FATES.filter((one) => one.count)) {
    const button = build("button", { type: "button", class: `fate ${fate.name}`, "data-fate": fate.name,
      click: () => {
        if (!state.fates.delete(fate.name)) state.fates.add(fate.name);
        update();
      } }, build("b", {}, number(fate.count)), build("span", {}, `${fate.mark} ${fate.words}`));
    find("fates").append(button);
    const part = build("i", { class: fate.name });
    part.style.flexGrow = fate.count;
    find("bar").append(part);
  }
  const byType = Object.entries(totals.types || {}).map(([type, counts]) => [type || "other",
    FATES.filter((fate) => counts[fate.name]).flatMap((fate) => [
      build("span", { class: fate.name }, `${fate.mark} ${number(counts[fate.name])}`), " "])]);
  const sums = (counts) => Object.entries(counts || {}).sort((a, b) => b[1] - a[1]).map(([key, count]) => [key, number(count)]);
  const options = Object.entries(head.options || {}).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]);
  const cards = [
    card("By type", byType, choose("type")), card("Losses", sums(totals.losses), choose("loss")),
    card("Left out for privacy", sums(totals.withheld), choose("withheld")), card("What was read", run.ledger || []),
    card("Options", options),
  ];
  find("cards").append(...cards.filter(Boolean));
  select("type", "Type", [["", "Type: all"], ...tally((entry) => [entry.type])]);
  select("status", "Visibility", [["", "Visibility: all"], ...tally((entry) => (entry.status ? [entry.status] : []))]);
  const losses = tally((entry) => entry.losses);
  select("loss", "Losses", [["", "Losses: all"], ...(losses.length ? [["*", "any"], ...losses] : [])]);
  const withheld = tally((entry) => entry.withheld);
  select("withheld", "Privacy", [["", "Privacy: all"], ...(withheld.length ? [["*", "any"], ...withheld] : [])]);
  select("sort", "Sort by", [["", "Order: by action"], ["export", "as exported"], ["title", "by title"],
    ["type", "by type"], ["changes", "most changes first"], ["losses", "most losses first"]]);
  defaults();
  listen();
  update();
}

function listen() {
  let typing = 0;
  find("search").addEventListener("input", (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      state.query = event.target.value;
      searchTexts();
      update();
    }, 120);
  });
  find("tools").addEventListener("submit", (event) => event.preventDefault());
  find("reset").addEventListener("click", () => {
    defaults();
    find("search").value = "";
    for (const node of Object.values(choices)) node.value = "";
    update();
  });
  find("open").addEventListener("click", () => {
    const closed = Array.from(document.querySelectorAll('.row[aria-expanded="false"]')).slice(0, OPENED);
    const all = closed.length ? closed : document.querySelectorAll('.row[aria-expanded="true"]');
    all.forEach((button) => button.click());
  });
  find("more").addEventListener("click", () => more(BATCH));
  new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting) && shown < visible.length) more(BATCH);
  }, { rootMargin: "800px" }).observe(find("more"));
  addEventListener("beforeprint", () => more(Math.max(0, PRINTED - shown)));
  document.addEventListener("keydown", key);
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = find("search");
  if (event.key === "Escape" && event.target === field) {
    field.value = "";
    field.dispatchEvent(new Event("input"));
    field.blur();
  } else if (event.target.matches("input, select, textarea")) {
    return;
  } else if (event.key === "/") {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "j" || event.key === "k") {
    const rows = Array.from(document.querySelectorAll(".row"));
    const here = rows.findIndex((one) => one.parentNode.contains(document.activeElement));
    const next = rows[here < 0 ? 0 : here + (event.key === "j" ? 1 : -1)];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
    if (rows.indexOf(next) > rows.length - 10 && shown < visible.length) more(BATCH);
  }
}

start();
