// One rule: a hint while the pointer is on its cell, and a panel once it is chosen.

function told(rule) {
  const verdict = badge(rule.verdict, rule.deviation ? ` ${rule.deviation}` : "");
  const seen = rule.cases === 0 ? "no case was sent" : `${count(rule.cases, "case")}, ${rule.observed} could tell`;
  return { verdict, seen };
}

function hint(cell) {
  const box = byId("hint");
  box.hidden = !cell || !byId("detail").hidden;
  if (box.hidden) return;
  const { verdict, seen } = told(cell.rule);
  box.replaceChildren(
    make("p", { class: "statement" }, prose(cell.rule.statement)),
    make("p", {}, verdict, ` ${seen}`),
    make("p", { class: "rule" }, cell.rule.id));
  const at = cell.button.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 12), document.documentElement.clientWidth - box.offsetWidth - 8);
  const above = at.top - box.offsetHeight - 8;
  box.style.left = `${left}px`;
  box.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

/** Shows the rule in the panel, and in the address. */
function open(cell) {
  hint(null);
  const { rule } = cell;
  const { verdict, seen } = told(rule);
  const finding = report.findings.find((one) => one.rule === rule.id);
  const deviation = report.deviations.find((one) => one.number === rule.deviation);
  const close = make("button", { type: "button", class: "quiet", "aria-label": "Close" }, "✕");
  close.addEventListener("click", shut);
  byId("detail").replaceChildren(
    make("div", { class: "line" }, verdict, close),
    make("p", { class: "statement" }, prose(rule.statement)),
    make("p", { class: "faint" }, cell.subject),
    make("p", { class: "rule" }, rule.id),
    make("p", {}, seen, rule.reason ? `: ${visible(rule.reason)}` : ""),
    ...(finding ? [
      make("dl", { class: "pair" },
        make("dt", {}, "expected"), make("dd", {}, prose(finding.expected)),
        make("dt", {}, "got"), make("dd", {}, prose(finding.got))),
      make("p", {}, make("a", { class: "go", href: `#finding-${finding.number}` }, `Finding ${finding.number} →`)),
    ] : []),
    ...(deviation ? [readings(deviation)] : []));
  const at = cell.button.getBoundingClientRect();
  byId("detail").classList.toggle("left", at.left > document.documentElement.clientWidth / 2);
  byId("detail").hidden = false;
  document.body.classList.add("has-detail");
  for (const other of cells) other.button.toggleAttribute("aria-current", other === cell);
  remember(`#${rule.id}`);
}

function shut() {
  byId("detail").hidden = true;
  document.body.classList.remove("has-detail");
  for (const cell of cells) cell.button.removeAttribute("aria-current");
  remember(" ");
}

function remember(fragment) {
  try { history.replaceState(null, "", fragment === " " ? location.pathname + location.search : fragment); } catch { /* the address stays */ }
}

/** What each source says of a deviation, and how it is read. */
function readings(deviation) {
  return make("dl", { class: "readings" },
    deviation.says.map((said) => make("div", {}, make("dt", {}, visible(said.source)), make("dd", {}, prose(said.value)))),
    make("div", { class: "reading" }, make("dt", {}, "Read here as"), make("dd", {}, prose(deviation.reading))));
}
