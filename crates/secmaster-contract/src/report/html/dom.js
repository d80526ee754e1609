// Building blocks. Whatever comes from the report becomes text, never markup.

const report = JSON.parse(document.getElementById("report").textContent);

const VERDICTS = {
  "broken": { glyph: "✕", word: "broken" },
  "known-deviation": { glyph: "≈", word: "known deviation" },
  "not-observable": { glyph: "?", word: "not observable" },
  "kept": { glyph: "✓", word: "kept" },
};

/** An element with attributes; strings among the children become text. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

/** The text with a sign in place of each letter that would not be seen, or would turn the others. */
function visible(text) {
  const sign = (letter) => {
    const code = letter.codePointAt(0);
    return code < 0x20 ? String.fromCodePoint(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  };
  return String(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, sign);
}

/** A sentence in which what stands between backticks is code. */
function prose(text) {
  return visible(text).split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

function badge(verdict, more = "") {
  const { glyph, word } = VERDICTS[verdict];
  return make("span", { class: "badge", "data-verdict": verdict }, `${glyph} ${word}${more}`);
}

function ruleLink(id) {
  return make("a", { class: "rule", href: `#${id}` }, id);
}

function copyButton(text) {
  const button = make("button", { type: "button", class: "quiet copy" }, "Copy");
  button.addEventListener("click", async () => {
    const done = await copied(text);
    button.textContent = done ? "Copied" : "Select it by hand";
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });
  return button;
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = make("textarea", { class: "away" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
