// One entry of the plan, opened: differences side by side, rendered bodies, losses, privacy decisions.
// Texts of the export become text nodes; its rendered bodies go into frames that may run and load nothing.
"use strict";

const index = JSON.parse(document.getElementById("index").textContent);
const MARKS = Object.fromEntries(index.run.fates);
const STYLE = document.querySelector("style").textContent;
const number = (count) => count.toLocaleString("en");

function build(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "click") node.addEventListener("click", value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

function mark(fate) {
  return build("span", { class: `mark ${fate}`, role: "img", "aria-label": fate, title: fate }, MARKS[fate]);
}

function details(entry, found) {
  if (found.omitted) return [build("p", { class: "quiet" }, "The report is full: the JSON report has this entry's differences.")];
  const parts = [build("p", { class: "facts" },
    build("code", {}, entry.source), ` ${entry.type}${entry.status ? `, ${entry.status}` : ""}`)];
  if (found.losses) {
    parts.push(notes("Lost", "loss", found.losses.map(([kind, field, detail]) =>
      [build("b", {}, kind), field ? [" in ", build("code", {}, field)] : "", detail ? `: ${detail}` : ""].flat())));
  }
  if (found.withheld) {
    parts.push(notes("Left out for privacy", "withheld", found.withheld.map(([what, reason, count]) =>
      [build("b", {}, `${number(count)} ${what}`), `: ${reason}`])));
  }
  parts.push(...found.changes.map(change));
  const rest = [
    found.more ? `${number(found.more)} more changes are not shown here; the JSON report has them.` : "",
    found.unchanged ? `${number(found.unchanged)} unchanged.` : "",
  ].filter(Boolean).join(" ");
  if (rest) parts.push(build("p", { class: "quiet" }, rest));
  if (!found.changes.length && !rest) parts.push(build("p", { class: "quiet" }, "Nothing would change."));
  return parts;
}

function notes(title, kind, lists) {
  return build("div", { class: `notes ${kind}` }, build("h3", {}, title),
    build("ul", {}, lists.map((children) => build("li", {}, ...children))));
}

function change(one) {
  const head = build("h3", {}, mark(one.fate), " ",
    one.old ? [build("code", {}, one.old), " → "] : null, build("code", {}, one.name),
    one.size ? build("span", { class: "quiet" }, ` ${one.size}`) : null,
    one.reason ? build("span", { class: "reason" }, one.reason) : null);
  const difference = build("div", { class: "difference" },
    one.none && one.none !== "unchanged" ? build("p", { class: "quiet" }, `Not shown: ${one.none}.`) : null,
    one.same ? build("p", { class: "quiet" }, "The text stays as it is.") : null,
    (one.views || []).map(view), fields(one));
  const section = build("section", { class: `change ${one.fate}` }, head, difference);
  if (one.rendered) section.insertBefore(tabs(difference, one.rendered), difference);
  return section;
}

function tabs(difference, rendered) {
  let pages = null;
  const buttons = ["Text", "Rendered"].map((label, index) => build("button", {
    type: "button", "aria-pressed": String(index === 0), click: () => {
      if (index && !pages) {
        pages = build("div", { class: "pages" }, rendered.map(frames));
        difference.after(pages);
      }
      difference.hidden = index === 1;
      if (pages) pages.hidden = index === 0;
      buttons.forEach((button, other) => button.setAttribute("aria-pressed", String(other === index)));
    },
  }, label));
  return build("div", { class: "tabs", role: "group", "aria-label": "Show as" }, buttons);
}

function frames([label, before, after]) {
  const frame = (title, html) => build("figure", {},
    build("figcaption", {}, label ? `${label}, ${title.toLowerCase()}` : title),
    html === null ? build("p", { class: "quiet" }, "Nothing, or not rendered.") : build("iframe", {
      class: html.length < 700 ? "small" : null, sandbox: "", referrerpolicy: "no-referrer", title: `Rendered: ${title.toLowerCase()}`,
      srcdoc: `<!doctype html><meta charset="utf-8"><meta name="color-scheme" content="light dark"><style>${STYLE}</style><body class="preview" dir="auto">${html}`,
    }));
  if (before === null) return build("div", { class: "frames" }, frame("New", after));
  if (after === null) return build("div", { class: "frames" }, frame("There now", before));
  return build("div", { class: "frames two" }, frame("There now", before), frame("New", after));
}

function view([label, content, sign]) {
  const shownView = Array.isArray(content) ? diff(content)
    : build("pre", { class: `whole ${sign === "+" ? "added" : "removed"}`, dir: "auto", tabindex: "0" }, content);
  return label ? build("div", {}, build("h4", {}, label), shownView) : shownView;
}

function diff(rows) {
  const cell = (kind, children) => build("td", { class: kind, dir: "auto" }, children);
  const line = (count) => build("td", { class: "line" }, count ? String(count) : "");
  const columns = ["line", "text", "line", "text"].map((kind) => build("col", { class: kind }));
  return build("table", { class: "diff" }, build("colgroup", {}, columns), build("tbody", {}, rows.map((one) => {
    switch (one[0]) {
      case "=": return build("tr", { class: "same" }, line(one[1]), cell("", one[3]), line(one[2]), cell("right", one[3]));
      case "-": return build("tr", { class: "only-left" }, line(one[1]), cell("removed", one[2] || "\u00a0"), line(), cell("none", ""));
      case "+": return build("tr", { class: "only-right" }, line(), cell("none", ""), line(one[1]), cell("added", one[2] || "\u00a0"));
      case "~": return build("tr", {}, line(one[1]), cell("removed", pieces(one[3], "del")), line(one[2]), cell("added", pieces(one[4], "ins")));
      case "…": return build("tr", { class: "gap" }, build("td", { colspan: "4" }, `${number(one[1])} unchanged ${one[1] === 1 ? "line" : "lines"}`));
      default: return build("tr", { class: "gap" }, build("td", { colspan: "4" }, one[1]));
    }
  })));
}

const pieces = (texts, tag) => texts.map((text, index) => (index % 2 ? build(tag, {}, text) : text));

function fields(one) {
  if (!one.fields) return null;
  const columns = [["written", "Last written"], ["before", "There now"], ["after", "New"]]
    .filter(([key]) => one.fields.some((field) => key in field));
  const value = (field, key, side) => {
    if (field[key] === null) return build("td", { class: "null" }, "none");
    const marked = field.words && key !== "written" ? pieces(field.words[side], side ? "ins" : "del") : String(field[key]);
    return build("td", { class: key === "after" ? "added" : key === "before" ? "removed" : "", dir: "auto" }, marked);
  };
  const body = one.fields.map((field) => build("tr", {}, build("th", { scope: "row" }, field.name),
    field.rows
      ? build("td", { colspan: String(columns.length || 1), class: "wide" },
        field.edited ? [build("h4", {}, "Last written → there now"), diff(field.edited), build("h4", {}, "There now → new")] : null,
        diff(field.rows))
      : columns.map(([key]) => (key in field ? value(field, key, key === "after" ? 1 : 0) : build("td")))));
  return build("table", { class: "fields" },
    columns.length > 1 ? build("thead", {}, build("tr", {}, build("td"), columns.map(([, label]) => build("th", { scope: "col" }, label)))) : null,
    build("tbody", {}, body));
}
