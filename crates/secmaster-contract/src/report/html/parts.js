// The parts below the matrix, each left out if there is nothing to say, and the links to them.

function part(id, title, explanation, content) {
  return make("section", { class: "part", id },
    make("h2", {}, title),
    explanation ? make("p", { class: "faint" }, explanation) : null,
    content);
}

function parts() {
  const all = [findings(), deviations(), undocumented(), unseen(), notes(), cleanUp(), mistakes()].filter(Boolean);
  byId("parts").append(...all);
  byId("contents").append(
    make("a", { href: "#matrix" }, `${count(report.totals.rules, "rule")}`),
    ...all.map((one) => make("a", { href: `#${one.id}` }, one.querySelector("h2").textContent)),
    make("span", { class: "faint" }, "The cells of a row: presence, type, values"));
}

function deviations() {
  if (report.deviations.length === 0) return null;
  return part("deviations", count(report.deviations.length, "known deviation"),
    "Places where the sources of the API disagree, and the endpoint follows another one than its tables.",
    make("div", { class: "cards" }, report.deviations.map((deviation) =>
      make("article", { class: "card", id: `deviation-${deviation.number}` },
        make("h3", {}, make("span", { class: "number" }, String(deviation.number)), make("span", {}, visible(deviation.title))),
        readings(deviation),
        make("p", { class: "faint" }, `Met in ${count(deviation.answers, "answer")}.`),
        make("ul", { class: "links" }, deviation.rules.map((id) => make("li", {}, ruleLink(id))))))));
}

function undocumented() {
  if (report.undocumented.length === 0) return null;
  return part("undocumented", count(report.undocumented.length, "undocumented member"), "Members of answers that no table lists.",
    make("ul", { class: "list" }, report.undocumented.map((one) => make("li", {},
      make("code", {}, visible(one.pointer)),
      make("span", { class: "faint" }, ` ${one.operation}, Table ${one.table}, in ${count(one.answers, "answer")}`)))));
}

function unseen() {
  if (report.unseen_deviations.length === 0) return null;
  return part("unseen", `${count(report.unseen_deviations.length, "deviation")} not met`,
    "Known deviations that this run could have met, and did not.",
    make("ul", { class: "list" }, report.unseen_deviations.map((one) => make("li", {}, make("b", {}, String(one.number)), ` ${visible(one.title)}`))));
}

function notes() {
  if (report.notes.length === 0) return null;
  return part("notes", count(report.notes.length, "note on examples", "notes on examples"),
    "Where the documented examples of answers contradict the tables: no fault of the endpoint.",
    make("ul", { class: "list" }, report.notes.map((note) => make("li", {},
      ruleLink(note.rule), make("span", { class: "faint" }, ` in ${note.example}`),
      make("br"), prose(note.text), note.deviation ? ` (deviation ${note.deviation})` : ""))));
}

function cleanUp() {
  const { created, deleted, problems, left } = report.clean_up;
  if (created === 0 && problems.length === 0 && left.length === 0) return null;
  const isDone = problems.length === 0 && left.length === 0;
  return part("clean-up", "Clean-up", `${created} created, ${deleted} deleted again${isDone ? ": nothing is left behind." : "."}`, [
    ...problems.map((problem) => make("p", { class: "notice" }, visible(problem))),
    left.length ? make("details", { class: "also", open: left.length < 6 }, make("summary", {}, `${left.length} left behind`),
      make("ul", {}, left.map((id) => make("li", { class: "rule" }, visible(id))))) : null,
  ]);
}

function mistakes() {
  const all = [...report.left_out, ...report.internal_errors];
  if (all.length === 0) return null;
  return part("mistakes", "Left out, and mistakes of the harness", "", make("ul", { class: "list" }, all.map((text) => make("li", {}, visible(text)))));
}
