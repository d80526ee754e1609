// The matrix: each documented table a block, each row a line, each rule a cell.

/** Every cell: its rule, where it stands, and its button. */
const cells = [];

/** Rules of one sort stand below each other. */
const SLOTS = { mandatory: 0, optional: 0, present: 0, type: 1 };

function kindOf(rule) {
  return rule.id.slice(rule.id.lastIndexOf("/") + 1);
}

function matrix() {
  for (const operation of report.operations) {
    const blocks = operation.tables.map((table) => tableBlock(operation, table));
    if (operation.statuses.length) {
      blocks.push(rowlessBlock(operation, "Statuses", "what each status promises", operation.statuses));
    }
    if (operation.promises.length) {
      blocks.push(rowlessBlock(operation, "Promises", "beyond rows and statuses", operation.promises));
    }
    byId("matrix").append(make("section", { class: "operation" },
      make("h2", {}, operation.name, make("code", {}, operation.request)),
      make("div", { class: "blocks" }, blocks)));
  }
  if (cells.length) cells[0].button.tabIndex = 0;
  byId("matrix").addEventListener("keydown", walk);
}

function tableBlock(operation, table) {
  const title = `Table ${table.number}`;
  const place = table.place.replace("-", " ") + (table.status ? `, ${table.status}` : "");
  const lines = table.rows.map((row) => {
    const name = row.id.slice(row.id.lastIndexOf("/") + 1);
    return line(operation, `${operation.name}, ${title}, ${name}`, name, row.rules);
  });
  return block(title, table.title, place, lines);
}

/** Rules without a row, by what they are about: a status, the answer, the request. */
function rowlessBlock(operation, title, place, rules) {
  const about = new Map();
  for (const rule of rules) {
    const name = rule.id.split("/")[1];
    about.set(name, [...(about.get(name) ?? []), rule]);
  }
  const lines = [...about].map(([name, some]) => line(operation, `${operation.name}, ${name}`, name, some, true));
  return block(title, "", place, lines);
}

function block(title, subject, place, lines) {
  close(cells.filter((cell) => lines.includes(cell.line)));
  const isBroken = lines.some((one) => one.querySelector("[data-verdict=broken]"));
  return make("section", { class: "block", "aria-label": `${title} ${subject}`, "data-broken": isBroken },
    make("h3", { title: subject || undefined }, title, make("span", {}, subject)),
    make("p", { class: "place" }, place),
    lines);
}

/** Takes out the slots that no row of a block uses, and puts the rest to the right. */
function close(some) {
  const used = [...new Set(some.map((cell) => cell.slot))].sort((left, right) => left - right);
  for (const cell of some) {
    cell.button.style.gridColumn = used.indexOf(cell.slot) + 1;
    cell.button.parentElement.style.gridTemplateColumns = `repeat(${used.length}, var(--cell))`;
  }
}

function line(operation, subject, name, rules, isLoose = false) {
  const holder = make("div", { class: "cells" });
  const made = make("div", { class: "line" }, make("span", { class: "name", title: name }, name), holder);
  let free = 2;
  for (const rule of rules) {
    const slot = isLoose ? holder.childElementCount : SLOTS[kindOf(rule)] ?? free++;
    const { glyph, word } = VERDICTS[rule.verdict];
    const button = make("button", {
      type: "button", class: "cell", id: `rule:${rule.id}`, tabindex: -1, "data-verdict": rule.verdict,
      "aria-label": `${rule.id}: ${word}. ${visible(rule.statement)}`,
    }, glyph);
    holder.append(button);
    const cell = { rule, operation: operation.name, subject, button, line: made, slot };
    cells.push(cell);
    button.addEventListener("click", () => open(cell));
    button.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") hint(cell); });
    button.addEventListener("pointerleave", () => hint(null));
    button.addEventListener("focus", () => focused(cell));
    button.addEventListener("blur", () => hint(null));
  }
  return made;
}

/** One stop for the tab key; the arrows go from cell to cell. */
function focused(cell) {
  for (const other of cells) other.button.tabIndex = other === cell ? 0 : -1;
  if (byId("detail").hidden) {
    if (cell.button.matches(":focus-visible")) hint(cell);
  } else {
    open(cell);
  }
}

function walk(event) {
  const shown = cells.filter((cell) => !cell.button.disabled);
  const at = shown.findIndex((cell) => cell.button === event.target);
  if (at < 0) return;
  const here = shown[at];
  const nearest = (line) => {
    const there = shown.filter((cell) => cell.line === line);
    return there.reduce((best, cell) => (Math.abs(cell.slot - here.slot) < Math.abs(best.slot - here.slot) ? cell : best));
  };
  const lines = [...new Set(shown.map((cell) => cell.line))];
  const row = lines.indexOf(here.line);
  const next = {
    ArrowRight: () => shown[at + 1],
    ArrowLeft: () => shown[at - 1],
    ArrowDown: () => lines[row + 1] && nearest(lines[row + 1]),
    ArrowUp: () => lines[row - 1] && nearest(lines[row - 1]),
    Home: () => shown[0],
    End: () => shown[shown.length - 1],
  }[event.key]?.();
  if (next) {
    event.preventDefault();
    next.button.focus();
  }
}
