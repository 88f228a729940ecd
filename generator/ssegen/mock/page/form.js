import { element } from "./element.js";

/** What the mock takes for any credential. */
const PLACEHOLDER = { apiKey: "any-key", bearer: "any-token", basic: "user:password" };

/** The faults of the header `Mock-Fault`: name, unit of the value if there is one, its beginning, what happens. */
const FAULTS = [
  ["cut", "events", "3", "the connection breaks after so many events"],
  ["cut-bytes", "bytes", "100", "the connection breaks after so many bytes"],
  ["stall", "events", "3", "nothing more comes after so many events"],
  ["malformed", "event", "2", "the data of this event is no JSON"],
  ["unknown", "event", "2", "before this event comes one that the document does not know"],
  ["error", "events", "2", "the document's error event ends it after so many events"],
  ["no-sentinel", null, null, "the sentinel does not come"],
  ["split", null, null, "every byte is a chunk of its own"],
  ["drip", "ms", "20", "bytes come slowly, with so many milliseconds between them"],
  ["bom", null, null, "a byte order mark comes first"],
  ["cr", null, null, "lines end with CR"],
  ["429", "s", "2", "refused, to be tried again after so many seconds"],
  ["204", null, null, "no content, so that clients do not connect anew"],
];

let numbered = 0;

/**
 * The fields of one operation.
 *
 * Gives `element`, the fields; `entered()`, what `requestOf` takes besides; and `reader()`, "fetch" or "EventSource".
 */
export function fieldsOf(operation) {
  const parameters = operation.parameters.map((parameter) => [parameter, parameterField(parameter, operation.switch)]);
  const body = operation.body && bodyField(operation.body);
  const security = securityFields(operation.security);
  const lastEventId = field("Last-Event-ID", input({ autocomplete: "off", spellcheck: "false" }), {
    note: "header",
    hint: "Go on after this event.",
  });
  const mock = mockFields();
  const reader = readerField(operation);

  const ofMock = element("details", { class: "group", open: true }, element("summary", {}, "How the mock answers"), mock.element);
  const groups = [
    group("Parameters", parameters.map(([, made]) => made.element)),
    group("Body", body ? [body.element] : []),
    group("Credentials", security.elements),
    group("Reading", [...(reader ? [reader.element] : []), lastEventId.element]),
    ofMock,
  ];
  return {
    element: element("div", { class: "fields" }, ...groups.filter((made) => made !== null)),
    reader: () => reader?.control.value ?? "fetch",
    entered: () => {
      const own = lastEventId.control.value;
      return {
        parameters: parameters.map(([parameter, made]) => [parameter, made.control.value]),
        body: body?.control.value ?? "",
        credentials: security.entered(),
        lastEventId: own,
        headers: mock.headers(),
      };
    },
  };
}

function group(title, elements) {
  if (elements.length === 0) return null;
  return element("fieldset", { class: "group" }, element("legend", {}, title), ...elements);
}

function field(label, control, { note = "", hint = "", required = false } = {}) {
  numbered += 1;
  control.id = `field-${numbered}`;
  const described = hint === "" ? null : element("p", { class: "hint", id: `hint-${numbered}` }, hint);
  if (described) control.setAttribute("aria-describedby", described.id);
  const name = element("label", { for: control.id }, label);
  const notes = [note, required ? "required" : ""].filter(Boolean).join(", ");
  const head = element("div", { class: "label" }, name, element("span", { class: "note" }, notes));
  return { control, element: element("div", { class: "field" }, head, control, ...(described ? [described] : [])) };
}

function input(attributes) {
  return element("input", { type: "text", ...attributes });
}

function select(options, chosen) {
  const control = element("select", {}, ...options.map((text) => element("option", {}, text)));
  control.value = chosen;
  return control;
}

/** Sent are those that have to be, and the one that asks for the stream; of others the example is shown. */
function parameterField(parameter, streamSwitch) {
  const { name, description, schema, example } = parameter;
  const switches = streamSwitch?.place === parameter.in && streamSwitch.name === name;
  const required = parameter.required || switches;
  const shown = switches ? streamSwitch.value : example;
  const prefilled = shown === null || shown === undefined ? "" : textOf(shown);
  const named = schema?.type === "boolean" ? [true, false] : schema?.enum;
  const value = required ? prefilled : "";
  let control;
  if (Array.isArray(named)) {
    const texts = named.map(textOf);
    control = select(required ? texts : ["", ...texts], value);
  } else {
    const placeholder = required ? "" : prefilled;
    control = input({ placeholder, autocomplete: "off", spellcheck: "false", required: parameter.in === "path" });
    control.value = value;
  }
  return field(name, control, { note: parameter.in, hint: firstLine(description), required });
}

function bodyField(body) {
  const text = body.example;
  const control = element("textarea", { spellcheck: "false", rows: Math.min(10, Math.max(3, text.split("\n").length)) });
  control.value = text;
  return field(body.media_type, control, { required: body.required });
}

/** The first of the ways to sign in is chosen; each has its fields. */
function securityFields(ways) {
  const offered = ways.filter((way) => way.length > 0).map((way) => ({
    name: way.map((scheme) => scheme.name).join(" and "),
    fields: way.map((scheme) => {
      const note = scheme.kind === "apiKey" ? `${scheme.place} ${scheme.wire_name}` : `${scheme.kind}`;
      const made = field(scheme.name, input({ autocomplete: "off", spellcheck: "false" }), { note });
      made.control.value = PLACEHOLDER[scheme.kind] ?? PLACEHOLDER.bearer;
      return [scheme, made];
    }),
  }));
  if (offered.length === 0) return { elements: [], entered: () => [] };
  const blocks = offered.map(({ fields }) => element("div", {}, ...fields.map(([, made]) => made.element)));
  const way = field("Sign in by", select(offered.map(({ name }) => name), offered[0].name));
  const show = () => blocks.forEach((block, at) => (block.hidden = at !== way.control.selectedIndex));
  way.control.addEventListener("change", show);
  show();
  return {
    elements: [...(offered.length > 1 ? [way.element] : []), ...blocks],
    entered: () => offered[way.control.selectedIndex].fields.map(([scheme, made]) => [scheme, made.control.value]),
  };
}

function mockFields() {
  const number = (attributes) => input({ type: "number", min: 0, ...attributes });
  const settings = [
    ["Mock-Seed", field("Seed", number({ step: 1 }), { hint: "Other values." })],
    ["Mock-Count", field("Count", number({ step: 1 }), { hint: "Events in all." })],
    ["Mock-Delay", field("Delay", number({ step: "any" }), { note: "seconds", hint: "Between events." })],
  ];
  const faults = FAULTS.map(([name, unit, value, title]) => {
    const chosen = element("input", { type: "checkbox", value: name });
    const amount = unit && number({ "aria-label": `${name}: ${unit}`, hidden: true });
    if (amount) amount.value = value;
    chosen.addEventListener("change", () => amount && (amount.hidden = !chosen.checked));
    const label = element("label", { title }, chosen, name);
    return { name, chosen, amount, element: element("span", { class: "fault" }, label, ...(amount ? [amount] : [])) };
  });
  const picker = element("fieldset", { class: "faults" }, element("legend", {}, "Faults"), ...faults.map((fault) => fault.element));
  return {
    element: element("div", {}, element("div", { class: "settings" }, ...settings.map(([, made]) => made.element)), picker),
    headers: () => {
      const headers = settings.map(([name, made]) => [name, made.control.value]);
      const chosen = faults.filter((fault) => fault.chosen.checked);
      const values = chosen.map(({ name, amount }) => (amount?.value ? `${name}=${amount.value}` : name));
      return [...headers, ["Mock-Fault", values.join(", ")]].filter(([, value]) => value !== "");
    },
  };
}

/** The browser's own reader can do GET alone. */
function readerField(operation) {
  if (operation.method.toUpperCase() !== "GET" || operation.media_type !== "text/event-stream") return null;
  const hint = "EventSource is the browser's own: it sends none of the headers, and connects anew by itself.";
  return field("Read by", select(["fetch", "EventSource"], "fetch"), { hint });
}

function textOf(value) {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstLine(text) {
  return (text ?? "").trim().split("\n")[0];
}
