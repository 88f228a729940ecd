import { element } from "./element.js";
import { shown, unfolded } from "./json.js";

/** Rows that are kept; older ones go. */
export const ROWS = 2_000;
/** Rows made between two pictures, so that input is answered meanwhile. */
const AT_ONCE = 250;

/**
 * The list of what came, in the order of time. Writes are gathered and made once per picture, however fast things come.
 */
export class Log {
  #list;
  #gone;
  #queue = [];
  #removed = 0;
  #widths = {};
  #scheduled = false;
  #drawn;

  /** Takes the list, the place that tells how many rows are gone, and what to call after each change. */
  constructor(list, gone, drawn) {
    this.#list = list;
    this.#gone = gone;
    this.#drawn = drawn;
  }

  clear() {
    this.#queue = [];
    this.#removed = 0;
    this.#list.replaceChildren();
    this.#list.className = "";
    this.#widths = {};
    this.#tellGone();
    this.#drawn();
  }

  /** Add a row: a function that makes it when it is its turn. */
  add(make) {
    this.#queue.push(make);
    // A window in the background draws nothing, and must not gather without end.
    if (this.#queue.length > 2 * ROWS) this.#removed += this.#queue.splice(0, ROWS).length;
    this.schedule();
  }

  /** Have a column, `events` or `ids`, wide enough for this text. */
  widen(column, text) {
    this.#list.classList.add(column);
    if (text.length <= (this.#widths[column] ?? 0)) return;
    this.#widths[column] = text.length;
    this.#list.style.setProperty(`--${column}`, `${text.length}ch`);
  }

  /** Have the next picture drawn, with whatever there is by then. */
  schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.#scheduled = false;
    const list = this.#list;
    const followed = list.scrollHeight - list.scrollTop - list.clientHeight < 24;
    list.append(...this.#queue.splice(0, AT_ONCE).map((make) => make()));
    for (; list.childElementCount > ROWS; this.#removed += 1) list.firstElementChild.remove();
    this.#tellGone();
    if (followed) list.scrollTop = list.scrollHeight;
    if (this.#queue.length > 0) this.schedule();
    this.#drawn();
  }

  #tellGone() {
    this.#gone.hidden = this.#removed === 0;
    this.#gone.textContent = `${this.#removed.toLocaleString("en")} earlier rows are no longer shown`;
  }
}

/**
 * An entry is `{index, frame, gap, id, sentinel, problems, row}`: `gap` in milliseconds and null for the first, `id` where it
 * is a new one.
 */
export function frameRow(entry) {
  const { frame, index, gap, id, sentinel } = entry;
  const row = element(
    "li",
    { class: sentinel ? "frame sentinel" : "frame" },
    element("span", { class: "index" }, sentinel ? "" : String(index)),
    gapOf(gap),
    element("span", { class: "event", title: frame.event }, frame.event ?? ""),
    element("span", { class: "id", title: id }, id ?? ""),
    frame.data === null ? element("span", { class: "data none" }, "no data: browsers drop this event") : shown(frame.data),
  );
  if (sentinel) row.append(element("span", { class: "remark" }, "sentinel"));
  if (frame.retry !== null) row.append(element("span", { class: "remark" }, `retry: ${frame.retry} ms`));
  entry.row = row;
  markProblems(entry);
  return row;
}

/** Show the problems of an entry, once both they and its row are there. */
export function markProblems(entry) {
  if (!entry.row || entry.problems.length === 0) return;
  entry.row.classList.add("unfit");
  const items = entry.problems.map(({ path, message }) =>
    element("li", {}, element("code", {}, path), " ", message),
  );
  entry.row.append(element("ul", { class: "problems", "aria-label": "Problems" }, ...items));
}

export function commentRow(comment, gap) {
  return element("li", { class: "comment" }, element("span", { class: "index" }), gapOf(gap), element("span", { class: "data" }, `: ${comment}`));
}

export function noteRow(text) {
  return element("li", { class: "note" }, text);
}

export function responseRow(response, milliseconds) {
  const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
  const type = response.headers.get("content-type") ?? "no content type";
  const line = `${response.status} ${response.statusText} · ${type} · after ${duration(milliseconds)}`;
  return element("li", { class: "note" }, element("details", {}, element("summary", {}, line), element("pre", { tabindex: 0 }, headers)));
}

export function outcomeRow({ kind, message, body }) {
  const row = element("li", { class: `outcome ${kind}` }, element("strong", {}, message));
  if (body) row.append(unfolded(body));
  return row;
}

export function duration(milliseconds) {
  if (milliseconds >= 10_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  if (milliseconds >= 1_000) return `${(milliseconds / 1_000).toFixed(2)} s`;
  return `${milliseconds < 10 ? Number(milliseconds.toFixed(1)) : Math.round(milliseconds)} ms`;
}

/** The time since the frame before, with a bar: a tenth of its width for a millisecond, all of it for ten seconds. */
function gapOf(gap) {
  const shownGap = element("span", { class: "gap" }, gap === null ? "" : `+${duration(gap)}`);
  if (gap !== null) shownGap.style.setProperty("--share", String(Math.min(1, Math.log10(1 + gap) / 4)));
  return shownGap;
}
