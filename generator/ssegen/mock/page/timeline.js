/** When frames came: a line for each, in a strip as wide as the time so far. */
export class Timeline {
  #canvas;
  #entries = [];
  #most;

  /** Takes the canvas, and how many frames are drawn at most: the latest. */
  constructor(canvas, most) {
    this.#canvas = canvas;
    this.#most = most;
  }

  clear() {
    this.#entries = [];
    this.draw();
  }

  /** Add an entry, which has `at` in milliseconds and `problems`. */
  add(entry) {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.#most) this.#entries = this.#entries.slice(-this.#most);
  }

  draw() {
    const canvas = this.#canvas;
    const scale = window.devicePixelRatio;
    const width = Math.round(canvas.clientWidth * scale);
    const height = Math.round(canvas.clientHeight * scale);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    context.clearRect(0, 0, width, height);
    const entries = this.#entries.slice(-this.#most);
    if (entries.length === 0) return;
    const style = getComputedStyle(canvas);
    const first = entries[0].at;
    const span = Math.max(entries.at(-1).at - first, 100);
    const thick = Math.max(1, Math.round(1.5 * scale));
    for (const { at, problems } of entries) {
      const unfit = problems.length > 0;
      context.fillStyle = unfit ? style.outlineColor : style.color;
      context.globalAlpha = unfit ? 1 : 0.6;
      const x = Math.round(((at - first) / span) * (width - thick));
      context.fillRect(x, unfit ? 0 : height * 0.2, thick, unfit ? height : height * 0.6);
    }
    context.globalAlpha = 1;
  }
}
