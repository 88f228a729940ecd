import { Checker } from "./checker.js";
import { commentRow, duration, frameRow, markProblems, noteRow, outcomeRow, responseRow } from "./log.js";
import { readByEventSource, readByFetch } from "./stream.js";

const NOWHERE = {
  log: { add() {}, widen() {}, schedule() {} },
  timeline: { add() {} },
  changed() {},
};

/** One request and what comes of it, written into the log and the timeline as it arrives. */
export class Run {
  /** Where to go on from; null where the server gave no id. */
  lastEventId;
  /** Frames so far, those of the runs that this one goes on after included, and without the sentinel. */
  count;
  /** Frames that do not fit their schema. */
  unfit = 0;

  #operation;
  #view;
  #stopper = new AbortController();
  #started = performance.now();
  #latest = null;
  #first = null;
  #longest = 0;
  #id = null;
  #checker;

  /** Takes the mock's URL, the operation, a view `{log, timeline, changed}`, and the run that this one goes on after. */
  constructor(base, operation, view, before = null) {
    this.#operation = operation;
    this.#view = view;
    this.count = before?.count ?? 0;
    this.unfit = before?.unfit ?? 0;
    this.lastEventId = before?.lastEventId ?? null;
    this.#checker = new Checker(base, operation.key, (entry) => {
      this.unfit += 1;
      markProblems(entry);
      this.#view.log.schedule();
    });
  }

  stop() {
    this.#stopper.abort();
  }

  /** Stop, and show nothing more, for something else is shown there. */
  leave() {
    this.#view = NOWHERE;
    this.stop();
  }

  /** Send the request, and give the outcome when it is over. */
  async follow(request, reader) {
    const { signal } = this.#stopper;
    const { sentinel, events = [] } = this.#operation;
    const options = { sentinel, events, signal, lastEventId: this.lastEventId };
    const outcome = await (reader === "EventSource" ? readByEventSource : readByFetch)(request, options, this);
    this.#view.log.add(() => outcomeRow(outcome));
    return outcome;
  }

  /** Resolves when every frame is checked. */
  async checked() {
    try {
      await this.#checker.settled();
    } catch (error) {
      this.#view.log.add(() => noteRow(`frames are not checked: ${error.message}`));
    }
  }

  /** The numbers so far, in a line. */
  summary() {
    const parts = [`${this.count.toLocaleString("en")} ${this.count === 1 ? "event" : "events"}`];
    if (this.unfit > 0) parts.push(`${this.unfit} ${this.unfit === 1 ? "does" : "do"} not fit`);
    if (this.#first !== null) parts.push(`first after ${duration(this.#first)}`);
    if (this.#longest > 0) parts.push(`longest gap ${duration(this.#longest)}`);
    return parts.join(" · ");
  }

  opened(response) {
    const after = performance.now() - this.#started;
    this.#view.log.add(() => responseRow(response, after));
    this.#view.changed("streaming");
  }

  note(text) {
    this.#view.log.add(() => noteRow(text));
    this.#view.changed("streaming");
  }

  items(items, decoder) {
    const at = performance.now();
    for (const item of items) {
      const gap = this.#latest === null ? null : at - this.#latest;
      this.#latest = at;
      if ("comment" in item) this.#view.log.add(() => commentRow(item.comment, gap));
      else this.#frame(item, at, gap);
    }
    this.lastEventId = decoder.lastEventId;
  }

  #frame(frame, at, gap) {
    const sentinel = frame.data !== null && frame.data === this.#operation.sentinel;
    this.#first ??= at - this.#started;
    this.#longest = Math.max(this.#longest, gap ?? 0);
    if (!sentinel) this.count += 1;
    const id = sentinel || frame.id === this.#id ? null : frame.id;
    this.#id = frame.id;
    if (frame.event !== null) this.#view.log.widen("events", frame.event);
    if (id !== null) this.#view.log.widen("ids", id);
    const entry = { frame, at, gap, id, sentinel, index: this.count, problems: [] };
    this.#view.timeline.add(entry);
    this.#view.log.add(() => frameRow(entry));
    if (!sentinel) this.#checker.add(entry);
  }
}
