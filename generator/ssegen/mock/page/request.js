/**
 * The request that a form describes; the fields of a body that is a form are written as a JSON object.
 *
 * Takes an operation as `_mock/operations` gives it, and what was entered: `{parameters: [[parameter, text]], body,
 * credentials: [[scheme, text]], headers: [[name, value]]}`, texts all of them; an empty one is not sent, unless a path
 * needs it. Gives `{method, url, headers, cookies, body}`, and throws an `Error` that says what cannot be sent.
 */
export function requestOf(operation, entered, base) {
  let path = operation.path;
  const query = [];
  const headers = [["Accept", operation.media_type ?? "*/*"]];
  const cookies = [];
  const put = (place, name, text) => {
    if (place === "query") query.push([name, text]);
    if (place === "header") headers.push([name, text]);
    if (place === "cookie") cookies.push([name, encodeURIComponent(text)]);
  };

  for (const [parameter, text] of entered.parameters) {
    if (parameter.in === "path") {
      path = path.replaceAll(`{${parameter.name}}`, () => segment(parameter, text));
    } else if (text !== "" && parameter.in === "querystring") {
      query.push(text);
    } else if (text !== "") {
      for (const [name, value] of spread(parameter, text)) put(parameter.in, name, value);
    }
  }
  for (const [scheme, text] of entered.credentials) {
    if (text === "") continue;
    if (scheme.kind === "basic") headers.push(["Authorization", `Basic ${btoa(byteString(text))}`]);
    else if (scheme.kind === "bearer") headers.push(["Authorization", `Bearer ${text}`]);
    else put(scheme.place, scheme.wire_name, text);
  }
  headers.push(...entered.headers);

  const [body, contentType] = bodyOf(operation.body?.media_type ?? "", entered.body);
  if (contentType) headers.push(["Content-Type", contentType]);
  return {
    method: operation.method.toUpperCase(),
    url: located(base, path, query),
    headers: headers.map(([name, value]) => [name, byteString(value)]),
    cookies,
    body,
  };
}

/** The same request as a command for a POSIX shell. */
export function curlOf(request) {
  const words = ["curl", "-N"];
  if (/[[\]{}]/.test(request.url)) words.push("--globoff");
  if (request.method !== (request.body === null ? "GET" : "POST")) words.push("-X", quoted(request.method));
  words.push(quoted(request.url));
  for (const [name, value] of request.headers) words.push("-H", quoted(`${name}: ${fromByteString(value)}`));
  for (const [name, value] of request.cookies) words.push("-b", quoted(`${name}=${value}`));
  if (request.body instanceof FormData) {
    for (const [name, value] of request.body) words.push("--form-string", quoted(`${name}=${value}`));
  } else if (request.body !== null) words.push("--data-raw", quoted(request.body));
  return words.join(" ");
}

/** The URL, which never leaves the mock, whatever the document calls a path. */
function located(base, path, query) {
  const parts = query.map((part) =>
    typeof part === "string" ? part : part.map(encodeURIComponent).join("="),
  );
  if (!path.startsWith("/")) throw new Error(`${path} is no path of the mock`);
  const url = new URL(base.slice(0, -1) + path);
  for (const part of parts) url.search += (url.search ? "&" : "?") + part;
  return url.href;
}

function segment(parameter, text) {
  const values = spread({ ...parameter, explode: false }, text).map(([, value]) => encodeURIComponent(value));
  const joined = values.join(",");
  // Browsers take such segments, encoded or not, for steps in the path.
  if (joined === "." || joined === ".." || joined === "") throw new Error(`give the path parameter ${parameter.name}`);
  return joined;
}

/** The names and values that a parameter is sent as: one for a scalar, by its style for an array or an object. */
function spread(parameter, text) {
  const value = structure(parameter.schema, text);
  if (value === null) return [[parameter.name, text]];
  const explode = parameter.explode ?? (parameter.in === "query" || parameter.in === "cookie");
  const pairs = Object.entries(value).map(([name, item]) => [name, typeof item === "string" ? item : JSON.stringify(item)]);
  if (parameter.style === "deepObject") return pairs.map(([name, item]) => [`${parameter.name}[${name}]`, item]);
  if (Array.isArray(value)) {
    return explode
      ? pairs.map(([, item]) => [parameter.name, item])
      : [[parameter.name, pairs.map(([, item]) => item).join(",")]];
  }
  return explode ? pairs : [[parameter.name, pairs.flat().join(",")]];
}

/** An array or an object that is written as JSON; null for any other text. */
function structure(schema, text) {
  if (schema?.type === "string" || !/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function bodyOf(mediaType, text) {
  if (mediaType === "" || text === "") return [null, null];
  const isMultipart = mediaType.startsWith("multipart/");
  if (!isMultipart && mediaType !== "application/x-www-form-urlencoded") return [text, mediaType];
  const form = isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of Object.entries(JSON.parse(text))) {
    for (const item of Array.isArray(value) ? value : [value]) {
      form.append(name, typeof item === "string" ? item : JSON.stringify(item));
    }
  }
  return isMultipart ? [form, null] : [form.toString(), mediaType]; // the browser chooses the boundary
}

/** `fetch` takes bytes as characters up to U+00FF; beyond ASCII, the bytes are those of UTF-8. */
function byteString(text) {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function fromByteString(text) {
  return new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0)));
}

function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
