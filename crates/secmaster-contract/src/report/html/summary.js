// The head of the page: what was tested, when, and the sums.

function summary() {
  const { totals } = report;
  byId("endpoint").textContent = visible(report.endpoint);
  const sums = {
    "broken": totals.broken,
    "known-deviation": totals.known_deviations,
    "not-observable": totals.not_observable,
    "kept": totals.kept,
  };
  for (const [verdict, sum] of Object.entries(sums)) {
    if (sum === 0) continue;
    const part = make("span", { "data-verdict": verdict });
    part.style.flexGrow = sum;
    byId("bar").append(part);
  }
  const random = totals.random_cases ? `, ${totals.random_cases} at random` : "";
  const facts = [
    ["Started", report.started.replace("T", " ").replace(/(\.\d+)?Z$/, " UTC")],
    ["Took", `${totals.elapsed_seconds.toFixed(2)} s`],
    ["Cases", `${totals.cases}${random}`],
    ["Covers", `${count(totals.operations, "operation")}, ${count(totals.tables, "table")}, ${count(totals.rows, "row")}`],
    ["Phases", report.phases.join(", ")],
    ["Shard", report.shard],
    ["Mode", report.strict ? "strict" : undefined],
    ["Seed", String(report.seed)],
    ["Run", report.run],
    ["Harness", report.version],
  ];
  for (const [name, value] of facts) {
    if (value !== undefined) byId("facts").append(make("div", {}, make("dt", {}, name), make("dd", {}, visible(value))));
  }
}

/** Follows the system unless the reader wants it otherwise. */
function theme() {
  const button = byId("theme");
  const choices = ["auto", "light", "dark"];
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = (choice) => {
    document.documentElement.dataset.theme = choice;
    button.textContent = `◐ ${choice}`;
    button.setAttribute("aria-label", `Colours: ${choice}. Change`);
  };
  let choice = choices.includes(read()) ? read() : "auto";
  show(choice);
  button.addEventListener("click", () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length];
    show(choice);
    try { localStorage.setItem("theme", choice); } catch { /* it lasts as long as the page */ }
  });
}
