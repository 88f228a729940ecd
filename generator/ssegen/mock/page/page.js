import { element } from "./element.js";
import { fieldsOf } from "./form.js";
import { Log, ROWS, noteRow, outcomeRow } from "./log.js";
import { curlOf, requestOf } from "./request.js";
import { Run } from "./run.js";
import { Timeline } from "./timeline.js";

const base = new URL(".", document.baseURI).href;
const at = (id) => document.getElementById(id);

const timeline = new Timeline(at("timeline"), ROWS);
const log = new Log(at("log"), at("gone"), () => {
  timeline.draw();
  at("counts").textContent = latest?.summary() ?? "";
  at("empty").hidden = at("log").childElementCount > 0;
});

/** The operation that is shown, and its fields. */
let operation = null;
let fields = null;
/** Fields by operation, so that what was entered is there on return. */
const known = new Map();
/** The run that goes on; and the latest, which may be over. */
let running = null;
let latest = null;

/** Tell the state, and to those who only hear it, more. */
function tell(text, kind = "", more = "") {
  at("status").replaceChildren(text, element("span", { class: "unseen" }, more && `; ${more}`));
  at("status").className = kind;
}

function settle() {
  const id = latest?.lastEventId;
  const focused = document.activeElement;
  at("start").disabled = running !== null || operation === null;
  at("stop").disabled = running === null;
  at("resume").disabled = running !== null || !id || fields.reader() === "EventSource";
  at("resume-from").textContent = id ? `after ${id}` : "";
  // A button that is disabled loses the focus; the other one of the pair takes it.
  if (focused === at("start") && running !== null) at("stop").focus();
  if (focused === at("resume") && running !== null) at("stop").focus();
  if (focused === at("stop") && running === null) at("start").focus();
}

/** The request as it stands, without what its reader cannot send. */
function request(lastEventId) {
  const entered = fields.entered();
  const from = lastEventId ?? entered.lastEventId;
  const headers = [...entered.headers, ...(from ? [["Last-Event-ID", from]] : [])];
  const made = requestOf(operation, { ...entered, headers }, base);
  if (fields.reader() === "fetch") return { ...made, unsent: [] };
  const own = made.headers.filter(([name]) => name !== "Accept").map(([name]) => name);
  return { ...made, headers: [["Accept", operation.media_type]], unsent: own };
}

async function start(before = null) {
  if (running !== null || operation === null || !at("form").reportValidity()) return;
  if (before === null) clear();
  const run = new Run(base, operation, { log, timeline, changed: tell }, before);
  let made;
  try {
    made = request(before?.lastEventId ?? null);
  } catch (error) {
    const message = `not sent: ${error.message}`;
    log.add(() => outcomeRow({ kind: "refused", message }));
    tell(message, "refused");
    return;
  }
  running = latest = run;
  tell("connecting");
  at("stream").scrollIntoView({ block: "nearest" });
  settle();
  if (before !== null) log.add(() => noteRow(`resumed after ${before.lastEventId}`));
  if (made.unsent.length > 0) log.add(() => noteRow(`EventSource does not send ${made.unsent.join(", ")}`));
  const outcome = await run.follow(made, fields.reader());
  if (running !== run) return; // another operation was chosen meanwhile
  running = null;
  tell(outcome.message, outcome.kind);
  settle();
  await run.checked();
  if (latest !== run) return; // it goes on, or something else is shown
  tell(outcome.message, outcome.kind, run.summary());
  log.schedule();
}

function resume() {
  if (!at("resume").disabled) start(latest);
}

function clear() {
  if (running === null) latest = null;
  timeline.clear();
  log.clear();
  tell("ready");
  settle();
}

function showCurl() {
  try {
    at("curl").textContent = curlOf(request(null));
    at("copy").disabled = false;
  } catch (error) {
    at("curl").textContent = error.message;
    at("copy").disabled = true;
  }
}

async function copyCurl() {
  const text = at("curl").textContent;
  try {
    await navigator.clipboard.writeText(text);
    at("copied").textContent = "Copied";
  } catch {
    // Without leave, or over plain HTTP from another machine: the user copies what is selected.
    getSelection().selectAllChildren(at("curl"));
    at("copied").textContent = "Selected";
  }
}

function choose(chosen) {
  running?.leave();
  running = latest = null;
  operation = chosen;
  if (!known.has(chosen.key)) known.set(chosen.key, fieldsOf(chosen));
  fields = known.get(chosen.key);
  at("method").textContent = chosen.method.toUpperCase();
  at("path").replaceChildren(...breakable(chosen.path));
  at("summary").textContent = chosen.summary ?? "";
  at("form").replaceChildren(fields.element);
  for (const link of at("operations").querySelectorAll("a")) {
    if (link.hash === hashOf(chosen)) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  clear();
  showCurl();
}

function hashOf({ key }) {
  return `#${encodeURIComponent(key)}`;
}

/** A path, which may be broken after its slashes. */
function breakable(path) {
  return path.split(/(?<=[/_-])/).flatMap((part) => [part, element("wbr")]);
}

function itemOf(shown) {
  const method = element("span", { class: "method" }, shown.method.toUpperCase());
  const path = element("span", { class: "path" }, ...breakable(shown.path));
  const head = element("span", { class: "route" }, method, " ", path);
  const summary = element("span", { class: "summary" }, shown.summary || shown.id || "");
  return element("li", {}, element("a", { href: hashOf(shown) }, head, summary));
}

function filter() {
  const words = at("filter").value.toLowerCase().split(/\s+/);
  const items = [...at("operations").children];
  for (const item of items) {
    const text = item.textContent.toLowerCase();
    item.hidden = !words.every((word) => text.includes(word));
  }
  at("nothing").hidden = items.some((item) => !item.hidden);
}

/** Move the focus along the list, from the filter too. */
function move(step) {
  const links = [...at("operations").querySelectorAll("li:not([hidden]) a")];
  const next = links.indexOf(document.activeElement) + step;
  if (next < 0) at("filter").focus();
  else links[next]?.focus();
}

const THEMES = ["system", "light", "dark"];

function theme(name) {
  document.documentElement.dataset.theme = name;
  at("theme").textContent = `Theme: ${name}`;
  timeline.draw();
}

function nextTheme() {
  const name = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  theme(name);
  try {
    localStorage.setItem("theme", name);
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}

function keptTheme() {
  try {
    return THEMES.find((name) => name === localStorage.getItem("theme")) ?? "system";
  } catch {
    return "system";
  }
}

function pressed(event) {
  const typing = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (event.shiftKey) resume();
    else start();
  } else if (event.key === "Escape") running?.stop();
  else if (event.key === "/" && !typing) {
    event.preventDefault();
    at("filter").focus();
  } else if (event.key.startsWith("Arrow") && event.target.closest("nav")) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(step);
  }
}

async function open() {
  theme(keptTheme());
  const response = await fetch(`${base}_mock/operations`);
  if (!response.ok) throw new Error(`the mock answers ${response.status}`);
  const { title, version, operations } = await response.json();
  document.title = `${title} · mock`;
  at("title").textContent = title;
  at("version").textContent = version;
  const streaming = operations.filter((shown) => shown.streams);
  at("operations").replaceChildren(...streaming.map(itemOf));
  filter();
  if (streaming.length === 0) return tell("No operation of this document streams");
  const byHash = () => streaming.find((shown) => hashOf(shown) === location.hash) ?? streaming[0];
  addEventListener("hashchange", () => choose(byHash()));
  choose(byHash());
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
at("form").addEventListener("input", () => {
  showCurl();
  settle();
});
at("stop").addEventListener("click", () => running?.stop());
at("resume").addEventListener("click", resume);
at("clear").addEventListener("click", clear);
at("copy").addEventListener("click", copyCurl);
at("theme").addEventListener("click", nextTheme);
at("filter").addEventListener("input", filter);
addEventListener("keydown", pressed);
addEventListener("resize", () => timeline.draw());
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => timeline.draw());
open().catch((error) => tell(`The mock does not say what it serves: ${error.message}`, "refused"));
