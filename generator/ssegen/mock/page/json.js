import { element } from "./element.js";

/** Characters of one value that are shown; the rest is counted. */
const SHOWN = 100_000;
/** Tokens that get a colour; beyond, the text is shown plainly. */
const COLOURED = 4_000;
/** Characters up to which a value is shown on its line, without unfolding. */
const LINE = 140;

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Show the data of a frame: JSON in colours, and folded where it is long; other text as it is.
 *
 * JSON is laid out by its tokens rather than by its value, so that large numbers, double keys and the order of keys stay
 * as they came.
 */
export function shown(data) {
  if (data.length <= LINE && !data.includes("\n")) {
    const tokens = tokensOf(data);
    return element("code", { class: "data" }, ...(tokens ? compact(tokens) : [data]));
  }
  const preview = `${data.slice(0, LINE)}…`;
  const details = element("details", { class: "data" }, element("summary", {}, element("code", {}, preview)));
  const unfold = () => details.append(unfolded(data));
  details.addEventListener("toggle", unfold, { once: true });
  return details;
}

/** The same, unfolded. */
export function unfolded(data) {
  const tokens = tokensOf(data);
  return element("pre", { tabindex: 0 }, ...(tokens ? laidOut(tokens) : [bounded(data)]));
}

function tokensOf(data) {
  if (data.length > SHOWN) return null;
  try {
    JSON.parse(data);
  } catch {
    return null;
  }
  return data.match(TOKEN);
}

function bounded(text) {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}\n… ${text.length - SHOWN} more characters`;
}

function compact(tokens) {
  return coloured(tokens, (token) => (token === "," || token === ":" ? `${token} ` : token));
}

function laidOut(tokens) {
  let depth = 0;
  return coloured(tokens, (token, at) => {
    const empty = "{[".includes(tokens[at - 1] ?? " ") && "}]".includes(token);
    if (token === "{" || token === "[") {
      depth += 1;
      return "}]".includes(tokens[at + 1]) ? token : `${token}${newLine(depth)}`;
    }
    if (token === "}" || token === "]") {
      depth -= 1;
      return empty ? token : `${newLine(depth)}${token}`;
    }
    if (token === ",") return `,${newLine(depth)}`;
    return token === ":" ? ": " : token;
  });
}

function newLine(depth) {
  return `\n${"  ".repeat(Math.min(depth, 40))}`;
}

function coloured(tokens, spaced) {
  const plain = tokens.length > COLOURED;
  const nodes = [];
  let text = "";
  tokens.forEach((token, at) => {
    const kind = plain ? null : kindOf(token, tokens[at + 1]);
    if (kind === null) {
      text += spaced(token, at);
      return;
    }
    nodes.push(text, element("span", { class: kind }, decoded(token)));
    text = "";
  });
  return [...nodes, text];
}

function kindOf(token, next) {
  if (token[0] === '"') return next === ":" ? "key" : "string";
  return "{}[],:".includes(token) ? null : "literal";
}

/** Escapes that need not be are undone: what is shown is the text that is meant. */
function decoded(token) {
  return token[0] === '"' ? JSON.stringify(JSON.parse(token)) : token;
}
