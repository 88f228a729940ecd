/** Frames of one request to the mock; more wait for the next. */
const AT_ONCE = 200;
/** Characters of data of one request, unless a single frame has more. */
const CHARACTERS = 500_000;

/** Asks the mock which frames do not fit the schema of their operation, many at once and one request at a time. */
export class Checker {
  #base;
  #operation;
  #found;
  #queue = [];
  #work = null;
  #failure = null;

  /** Takes the mock's URL, the operation's key, and what to call with each entry that has got problems. */
  constructor(base, operation, found) {
    this.#base = base;
    this.#operation = operation;
    this.#found = found;
  }

  add(entry) {
    if (this.#failure !== null) return;
    this.#queue.push(entry);
    // What arrived in one piece is asked for together.
    this.#work ??= Promise.resolve()
      .then(() => this.#ask())
      .catch((error) => (this.#failure = error))
      .finally(() => (this.#work = null));
  }

  /** Resolves when nothing is left to ask; rejects where the mock does not answer. */
  async settled() {
    await this.#work;
    if (this.#failure !== null) throw this.#failure;
  }

  async #ask() {
    while (this.#queue.length > 0) {
      const entries = this.#batch();
      const response = await fetch(`${this.#base}_mock/check`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ operation: this.#operation, frames: entries.map((entry) => entry.frame) }),
      });
      if (!response.ok) throw new Error(`the mock answers ${response.status}`);
      const { problems } = await response.json();
      entries.forEach((entry, at) => {
        entry.problems = problems[at];
        if (entry.problems.length > 0) this.#found(entry);
      });
    }
  }

  #batch() {
    let characters = 0;
    let size = 0;
    for (const { frame } of this.#queue.slice(0, AT_ONCE)) {
      characters += frame.data?.length ?? 0;
      if (size > 0 && characters > CHARACTERS) break;
      size += 1;
    }
    return this.#queue.splice(0, size);
  }
}
