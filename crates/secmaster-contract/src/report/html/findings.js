// The findings: each a card that opens, with all it takes to understand and repeat it.

const cards = [];

function findings() {
  if (report.findings.length === 0) return null;
  const few = report.findings.length <= 3;
  return part("findings", `${count(report.findings.length, "finding")}`, "", report.findings.map((finding, index) => {
    const node = card(finding);
    node.open = few || index === 0;
    cards.push({ finding, node });
    return node;
  }));
}

function card(finding) {
  const row = finding.documented;
  const facts = [
    ["Row", [finding.subject, row ? make("span", { class: "faint" }, ` ${row.type}${row.mandatory === "-" ? "" : `, mandatory: ${row.mandatory}`}`) : ""]],
    ["Promise", prose(finding.statement)],
    ["Made for", finding.made_for && prose(finding.made_for)],
    ["Case", [make("span", { class: "rule" }, finding.case), make("span", { class: "faint" }, " ", prose(finding.title))]],
    ["Known", finding.deviation && `deviation ${finding.deviation}; with --profile lenient it counts as that`],
  ].filter(([, value]) => value);
  return make("details", { class: "finding", id: `finding-${finding.number}` },
    make("summary", {},
      make("span", { class: "number" }, String(finding.number)),
      make("span", { class: "gist" },
        make("span", { class: "rule" }, finding.rule),
        make("span", { class: "faint" }, prose(finding.statement)))),
    make("div", { class: "inside" },
      finding.blocks_operation
        ? make("p", { class: "notice" }, "Nothing else can be said about this operation while this is so.") : null,
      finding.again === "not-shown"
        ? make("p", { class: "notice" }, "Sent again, it did not show: it comes and goes, or depends on other requests.") : null,
      make("div", { class: "contrast" },
        make("div", { class: "expected" }, make("h4", {}, "Expected"), make("p", {}, prose(finding.expected))),
        make("div", { class: "got" }, make("h4", {}, "Got"), make("p", {}, prose(finding.got)))),
      make("dl", { class: "pair" }, facts.map(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
      finding.steps.length ? steps(finding.steps) : null,
      exchange(finding),
      make("div", { class: "repeat" },
        make("div", { class: "line" }, make("h4", {}, "Repeat it"), copyButton(finding.curl)),
        make("pre", {}, visible(finding.curl))),
      finding.also.length
        ? make("details", { class: "also" }, make("summary", {}, `${count(finding.also.length, "other case")} show${finding.also.length === 1 ? "s" : ""} it`),
          make("ul", {}, finding.also.map((id) => make("li", { class: "rule" }, id)))) : null,
      make("p", {}, make("a", { href: `#${finding.rule}` }, "Show its cell"))));
}

function steps(all) {
  return make("div", { class: "steps" }, make("h4", {}, "What led to it"),
    make("ol", {}, all.map((step) => make("li", {},
      make("details", {},
        make("summary", {}, visible(step.title), make("span", { class: "faint" }, step.received ? ` → ${step.received.status}` : " → no answer")),
        exchange(step))))));
}

/** Request and answer, side by side where there is room. */
function exchange({ sent, received, smallest }) {
  const sentHead = `${sent.method} ${sent.path}`;
  const took = received?.elapsed_seconds === undefined ? "" : `${(received.elapsed_seconds * 1000).toFixed(1)} ms`;
  return make("div", { class: "exchange" },
    message("Request", smallest ? make("span", { class: "tag" }, "smallest failing input") : "", sentHead, sent.headers, sent.body),
    received
      ? message("Answer", make("span", { class: "faint" }, took), String(received.status), received.headers, received.body)
      : make("div", { class: "message" }, make("h4", {}, "Answer"), make("p", { class: "faint" }, "None came.")));
}

function message(title, note, head, headers, body) {
  return make("div", { class: "message" },
    make("div", { class: "line" }, make("h4", {}, title), note),
    make("pre", { tabindex: 0 },
      make("b", {}, visible(head)), "\n",
      headers.map(([name, value]) => [make("span", { class: "faint" }, `${visible(name)}: `), visible(value), "\n"]),
      body ? ["\n", visible(laidOut(body))] : []));
}

/** JSON with line breaks; anything else as it came. */
function laidOut(body) {
  try { return JSON.stringify(JSON.parse(body), null, 2); } catch { return body; }
}
