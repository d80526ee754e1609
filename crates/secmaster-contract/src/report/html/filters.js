// The filters: which cells and findings are shown; and the address, which can name them.

const filter = { verdicts: new Set(), operation: "", text: "" };

function filters() {
  const sums = report.totals;
  const numbers = { "broken": sums.broken, "known-deviation": sums.known_deviations, "not-observable": sums.not_observable, "kept": sums.kept };
  for (const [verdict, { glyph, word }] of Object.entries(VERDICTS)) {
    const chip = make("button", { type: "button", class: "chip", "aria-pressed": "false", "data-verdict": verdict, "aria-label": `${word}: ${numbers[verdict]}` },
      make("span", { class: "swatch", "aria-hidden": "true" }, glyph), make("span", { class: "word" }, word), make("b", {}, String(numbers[verdict])));
    chip.addEventListener("click", () => {
      if (!filter.verdicts.delete(verdict)) filter.verdicts.add(verdict);
      changed();
    });
    byId("verdicts").append(chip);
  }
  byId("operation").append(make("option", { value: "" }, "All operations"),
    ...report.operations.map(({ name }) => make("option", { value: name }, name)));
  byId("operation").addEventListener("change", (event) => { filter.operation = event.target.value; changed(); });
  byId("text").addEventListener("input", (event) => { filter.text = event.target.value; changed(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches?.("input, select, textarea");
    if (event.key === "/" && !isTyping) {
      event.preventDefault();
      byId("text").focus();
    } else if (event.key === "Escape" && !byId("detail").hidden) {
      shut();
    }
  });
  window.addEventListener("hashchange", follow);
}

function changed() {
  const query = new URLSearchParams();
  if (filter.verdicts.size) query.set("verdict", [...filter.verdicts].join(","));
  if (filter.operation) query.set("operation", filter.operation);
  if (filter.text) query.set("text", filter.text);
  remember(query.size ? `#?${query}` : " ");
  apply();
}

function takes(verdict, operation, ...texts) {
  const wanted = filter.text.trim().toLowerCase();
  return (filter.verdicts.size === 0 || filter.verdicts.has(verdict))
    && (filter.operation === "" || filter.operation === operation)
    && (wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted)));
}

function apply() {
  let shown = 0;
  const lines = new Map();
  for (const { rule, operation, button, line } of cells) {
    const isShown = takes(rule.verdict, operation, rule.id, rule.statement);
    button.disabled = !isShown;
    lines.set(line, lines.get(line) || isShown);
    shown += isShown ? 1 : 0;
  }
  for (const [line, isShown] of lines) line.hidden = !isShown;
  for (const holder of document.querySelectorAll(".block, .operation")) {
    holder.hidden = !holder.querySelector(".line:not([hidden]) .cell");
  }
  for (const { finding, node } of cards) {
    node.hidden = !takes("broken", finding.rule.split("/")[0], finding.rule, finding.statement, finding.case);
  }
  const first = cells.find((cell) => !cell.button.disabled);
  if (first && !cells.some((cell) => cell.button.tabIndex === 0 && !cell.button.disabled)) first.button.tabIndex = 0;
  byId("shown").textContent = `${shown} of ${count(cells.length, "rule")}`;
  for (const chip of byId("verdicts").children) {
    chip.setAttribute("aria-pressed", String(filter.verdicts.has(chip.dataset.verdict)));
  }
  byId("operation").value = filter.operation;
  if (byId("text").value !== filter.text) byId("text").value = filter.text;
}

/** Goes where the address points: a rule, a finding, or a choice of filters. */
function follow() {
  const raw = location.hash.slice(1);
  if (raw.startsWith("?")) {
    const query = new URLSearchParams(raw.slice(1));
    const verdicts = (query.get("verdict") ?? "").split(",").filter((verdict) => verdict in VERDICTS);
    Object.assign(filter, { verdicts: new Set(verdicts), operation: query.get("operation") ?? "", text: query.get("text") ?? "" });
    apply();
    return;
  }
  let id = raw;
  try { id = decodeURIComponent(raw); } catch { /* taken as it is */ }
  const cell = cells.find((one) => one.rule.id === id);
  const card = cards.find((one) => one.node.id === id);
  if (cell || card) {
    if (cell ? cell.button.disabled : card.node.hidden) {
      Object.assign(filter, { verdicts: new Set(), operation: "", text: "" });
      apply();
    }
    if (cell) {
      open(cell);
      cell.button.scrollIntoView({ block: "center" });
    } else {
      card.node.open = true;
      card.node.scrollIntoView();
      card.node.querySelector("summary").focus({ preventScroll: true });
    }
  }
}
