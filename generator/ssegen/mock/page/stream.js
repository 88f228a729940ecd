import { decoderFor } from "./decoder.js";

/**
 * Reading a response as it arrives. Both ways take a `sink` and resolve to an outcome, `{kind, message, body?}`, which
 * never rejects. Kinds: `complete`; `incomplete`, when the end that was promised is missing; `cut`, when the connection
 * broke; `refused`, by a status; `answer`, when it is no stream; `stopped`, by the user.
 *
 * A sink has `opened(response)`, `items(items, decoder)` with frames and comments, and `note(text)`.
 */

/** Bytes of a body that is no stream; what is more is not read. */
const BODY = 1_000_000;

export async function readByFetch(request, { sentinel, lastEventId, signal }, sink) {
  let response;
  try {
    for (const [name, value] of request.cookies) document.cookie = `${name}=${value}; path=/; SameSite=Strict`;
    const { method, headers, body } = request;
    response = await fetch(request.url, { method, headers, body, signal, cache: "no-store" });
  } catch (error) {
    if (signal.aborted) return STOPPED;
    return { kind: "cut", message: `no answer: ${error.message}` };
  }
  sink.opened(response);
  try {
    if (response.status === 204) return { kind: "refused", message: "204: nothing more to come, and no reason to ask again" };
    const contentType = response.headers.get("content-type") ?? "";
    const decoder = decoderFor(contentType, lastEventId);
    if (!response.ok) return await refused(response);
    if (decoder === null) {
      return { kind: "answer", message: `no stream: ${contentType || "no content type"}`, body: await textOf(response) };
    }
    return await follow(response, decoder, sentinel, sink);
  } catch (error) {
    if (signal.aborted) return STOPPED;
    return { kind: "cut", message: `the connection broke: ${error.message}` };
  }
}

async function follow(response, decoder, sentinel, sink) {
  let ended = sentinel === null;
  const take = (items) => {
    ended ||= items.some((item) => item.data === sentinel);
    sink.items(items, decoder);
  };
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    take(decoder.feed(value));
  }
  take(decoder.close());
  if (decoder.pending) return { kind: "incomplete", message: "the response ended inside an event, which is dropped" };
  if (!ended) return { kind: "incomplete", message: `the response ended without ${sentinel}` };
  return { kind: "complete", message: "complete" };
}

async function refused(response) {
  const wait = response.headers.get("retry-after");
  const message = `refused: ${response.status} ${response.statusText}${wait ? `, to be tried again after ${wait} s` : ""}`;
  return { kind: "refused", message, body: await textOf(response) };
}

async function textOf(response) {
  const utf8 = new TextDecoder();
  let text = "";
  let size = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done && size < BODY; read = await reader.read()) {
    size += read.value.length;
    text += utf8.decode(read.value, { stream: true });
  }
  await reader.cancel();
  return text;
}

/**
 * By the browser's own `EventSource`, which sends no headers of ours, tells nothing of comments, connects anew by itself,
 * and gives named events only to those who know the names: `events`.
 */
export function readByEventSource(request, { sentinel, events, signal }, sink) {
  for (const [name, value] of request.cookies) document.cookie = `${name}=${value}; path=/; SameSite=Strict`;
  const source = new EventSource(request.url);
  return new Promise((resolve) => {
    const end = (outcome) => {
      source.close();
      resolve(outcome);
    };
    signal.addEventListener("abort", () => end(STOPPED));
    source.addEventListener("open", () => sink.note("open, read by EventSource"));
    source.addEventListener("error", (event) => {
      if (event instanceof MessageEvent) return; // an event of the stream that has this name
      if (source.readyState === EventSource.CLOSED) {
        end({ kind: "refused", message: "refused, by its status or content type: EventSource does not tell which" });
      } else sink.note("the connection ended, and the browser connects anew");
    });
    for (const name of new Set(["message", ...events])) {
      source.addEventListener(name, (event) => {
        if (!(event instanceof MessageEvent)) return;
        const named = name !== "message" || events.includes(name);
        const id = event.lastEventId || null;
        const frame = { event: named ? name : null, data: event.data, id, retry: null };
        sink.items([frame], { lastEventId: id, reconnectionTime: null });
        if (sentinel !== null && event.data === sentinel) end({ kind: "complete", message: "complete" });
      });
    }
  });
}

const STOPPED = { kind: "stopped", message: "stopped" };
