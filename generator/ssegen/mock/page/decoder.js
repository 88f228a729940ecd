/**
 * Streams off the wire, without any I/O: bytes go in by `feed` as they arrive, and items come out as soon as they are
 * complete. A frame is `{event, data, id, retry}` with null for what is not there, a comment is `{comment}`.
 */

/**
 * Server-Sent Events, by the HTML standard, section 9.2.6 "Interpreting an event stream". Beyond it, a block that names
 * an event and has no data, which a browser drops, is a frame whose data is null.
 */
export class EventStreamDecoder {
  /** From where to go on; null where the server gave no id. */
  lastEventId;
  /** In milliseconds, as the server says; null where it does not. */
  reconnectionTime = null;
  /** Whether the response ended inside an event; known once it is closed. */
  pending = false;

  // "The UTF-8 decode algorithm strips one leading UTF-8 Byte Order Mark (BOM), if any", and so does this.
  #utf8 = new TextDecoder();
  #line = [];
  #afterCr = false;
  #data = [];
  #event = null;
  #id;
  #retry = null;
  #begun = false;

  constructor(lastEventId = null) {
    this.lastEventId = this.#id = lastEventId;
  }

  feed(bytes) {
    return this.#read(this.#utf8.decode(bytes, { stream: true }));
  }

  /** Take the end of the response: "any pending data must be discarded". */
  close() {
    const items = this.#read(this.#utf8.decode());
    this.pending = this.#begun || this.#line.length > 0;
    return items;
  }

  #read(text) {
    const items = [];
    if (text === "") return items;
    // A CR is a line end at once; an LF that follows belongs to it, even in the next chunk.
    if (this.#afterCr && text[0] === "\n") text = text.slice(1);
    this.#afterCr = text === "" ? false : text.endsWith("\r");
    const lines = text.split(/\r\n|\r|\n/);
    const rest = lines.pop();
    for (const line of lines) {
      this.#line.push(line);
      this.#interpret(this.#line.join(""), items);
      this.#line = [];
    }
    if (rest !== "") this.#line.push(rest);
    return items;
  }

  #interpret(line, items) {
    if (line === "") return this.#dispatch(items);
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    switch (field) {
      case "":
        items.push({ comment: value });
        return;
      case "data":
        this.#data.push(value);
        break;
      case "event":
        this.#event = value;
        break;
      case "id":
        // "If the field value does not contain U+0000 NULL [...]. Otherwise, ignore the field."
        if (!value.includes("\0")) this.#id = value;
        break;
      case "retry":
        // "If the field value consists of only ASCII digits". What a number cannot hold is as good as for ever.
        if (/^[0-9]+$/.test(value)) {
          this.#retry = this.reconnectionTime = Math.min(Number(value), Number.MAX_SAFE_INTEGER);
        }
        break;
      default:
        return;
    }
    this.#begun = true;
  }

  #dispatch(items) {
    this.lastEventId = this.#id;
    if (this.#data.length > 0 || this.#event !== null) {
      const data = this.#data.length > 0 ? this.#data.join("\n") : null;
      items.push({ event: this.#event, data, id: this.#id, retry: this.#retry });
    }
    this.#data = [];
    this.#event = this.#retry = null;
    this.#begun = false;
  }
}

/** JSON Lines: a line ends with LF or CR LF, the last one need not end, and blank ones mean nothing. */
export class LineDecoder {
  lastEventId = null;
  reconnectionTime = null;
  pending = false;

  #utf8 = new TextDecoder();
  #line = [];

  feed(bytes) {
    const lines = this.#utf8.decode(bytes, { stream: true }).split("\n");
    const rest = lines.pop();
    const items = lines.flatMap((line) => {
      this.#line.push(line);
      return this.#end();
    });
    if (rest !== "") this.#line.push(rest);
    return items;
  }

  close() {
    this.#line.push(this.#utf8.decode());
    return this.#end();
  }

  #end() {
    const data = this.#line.join("").trim();
    this.#line = [];
    return data === "" ? [] : [frameOf(data)];
  }
}

/** JSON text sequences (RFC 7464): a record separator before each text, and a line feed after it. */
export class SequenceDecoder {
  lastEventId = null;
  reconnectionTime = null;
  pending = false;

  #utf8 = new TextDecoder();
  #text = "";
  #nextTry = 0;

  feed(bytes) {
    const [more, ...begun] = this.#utf8.decode(bytes, { stream: true }).split("\x1e");
    const items = [];
    this.#text += more;
    for (const text of begun) {
      items.push(...this.#end());
      this.#text = text;
    }
    // A text may hold line feeds itself, so one of them is the end if what it ends is JSON. To try that at each would be
    // quadratic: after a try in vain the next is made when there is twice as much.
    if (this.#text.endsWith("\n") && this.#text.length >= this.#nextTry) {
      if (isJson(this.#text)) items.push(...this.#end());
      else this.#nextTry = 2 * this.#text.length;
    }
    return items;
  }

  close() {
    this.#text += this.#utf8.decode();
    return this.#end();
  }

  #end() {
    const text = this.#text;
    const data = text.trim();
    this.#text = "";
    this.#nextTry = 0;
    // RFC 7464 2.4: a number or a literal that no white space follows may have been cut.
    this.pending = data !== "" && text.trimEnd() === text && !'{["'.includes(data[0]);
    return data === "" || this.pending ? [] : [frameOf(data)];
  }
}

/** The decoder for the value of a Content-Type header; null where that is no stream. */
export function decoderFor(contentType, lastEventId = null) {
  const essence = contentType.split(";")[0].trim().toLowerCase();
  if (essence === "text/event-stream") return new EventStreamDecoder(lastEventId);
  if (essence === "application/json-seq" || essence.endsWith("+json-seq")) return new SequenceDecoder();
  return JSON_LINES.has(essence) ? new LineDecoder() : null;
}

const JSON_LINES = new Set([
  "application/json-lines",
  "application/jsonl",
  "application/jsonlines",
  "application/ndjson",
  "application/stream+json",
  "application/x-json-stream",
  "application/x-jsonl",
  "application/x-jsonlines",
  "application/x-ndjson",
  "text/jsonl",
]);

function frameOf(data) {
  return { event: null, data, id: null, retry: null };
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
