// /api/docs: the OpenAPI document as one page of HTML that loads nothing and runs nothing.

import type { Content, OpenapiDocument, Operation } from "./openapi-document.ts";
import { createSchemaReader, type Field, type SchemaReader } from "./schema-fields.ts";

const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd, #333); --soft: light-dark(#f6f6f6, #1c1c1c); --dim: light-dark(#555, #aaa); }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1.5rem; }
h1, h2, h3 { line-height: 1.2; } h2 { border-bottom: 1px solid var(--line); margin-top: 3rem; padding-bottom: .3rem; }
h3 { font: 600 1rem ui-monospace, monospace; margin: 2.5rem 0 .2rem; overflow-wrap: anywhere; }
code, pre { background: var(--soft); border-radius: 4px; font: .875rem ui-monospace, monospace; }
code { padding: .1em .3em; } pre { overflow-x: auto; padding: .8rem; } h3 code { background: none; padding: 0; }
table { border-collapse: collapse; display: block; font-size: .9rem; overflow-x: auto; width: 100%; }
td, th { border-bottom: 1px solid var(--line); padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }
nav ul { columns: 2; list-style: none; padding: 0; } .dim { color: var(--dim); } summary { cursor: pointer; margin: .5rem 0; }
@media (max-width: 40rem) { nav ul { columns: 1; } }`;

const ACCESS: Readonly<Record<string, string>> = {
  public: "No session needed.",
  viewer: "For whoever is signed in.",
  operator: "For the operator.",
};

interface Call {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

export function docsPage(document: OpenapiDocument): string {
  const reader = createSchemaReader(document);
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Call => ({ method: method.toUpperCase(), path, operation })),
  );
  const byTag = Map.groupBy(calls, ({ operation }) => operation.tags[0] ?? "");
  const contents = [...byTag].map(([tag, of]) => {
    const links = of.map((call) => `<li><a href="#${anchorOf(call)}">${escaped(call.operation.summary)}</a></li>`);
    return `<h4>${escaped(tag)}</h4><ul>${links.join("")}</ul>`;
  });
  const sections = [...byTag].map(
    ([tag, of]) => `<h2>${escaped(tag)}</h2>${of.map((call) => callSection(call, reader)).join("")}`,
  );
  const { title, version, description } = document.info;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} API</title><style>${STYLE}</style></head>
<body><header><h1>${escaped(title)} API</h1><p class="dim">Version ${escaped(version)} · <a href="openapi.json">OpenAPI document</a></p>
${description.split("\n\n").map(paragraph).join("")}</header>
<nav aria-label="Calls">${contents.join("")}</nav>
<main>${sections.join("")}</main></body></html>
`;
}

function callSection(call: Call, reader: SchemaReader): string {
  const { operation } = call;
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, required = false, schema, description = "" }): Field => ({
      name: place === "query" ? `?${name}` : name,
      type: reader.typeOf(schema),
      isRequired: required,
      description: description === "" ? (schema.description ?? "") : description,
    }),
  );
  const { 200: ok, ...refusals } = operation.responses;
  return [
    `<section id="${anchorOf(call)}"><h3>${call.method} <code>${escaped(call.path)}</code></h3>`,
    `<p>${escaped(operation.summary)}. <span class="dim">${ACCESS[operation["x-access"]] ?? ""}</span></p>`,
    table("Parameters", parameters),
    contentTables("Body", operation.requestBody?.content, reader),
    contentTables(`200 ${ok?.description ?? ""}`, ok?.content, reader),
    `<details><summary>Refusals</summary>${refusalTable(refusals)}</details>`,
    `<pre>${escaped(curlOf(call, reader))}</pre></section>`,
  ].join("");
}

function contentTables(title: string, content: Content | undefined, reader: SchemaReader): string {
  return Object.entries(content ?? {})
    .map(([type, { schema }]) => {
      const fields = reader.fields(schema);
      const named = type === "application/json" ? title : `${title} (${type})`;
      return fields.length === 0
        ? `<p class="dim">${inline(named)}: ${escaped(reader.typeOf(schema))}</p>`
        : table(named, fields);
    })
    .join("");
}

function table(title: string, fields: readonly Field[]): string {
  if (fields.length === 0) return "";
  const rows = fields.map(
    ({ name, type, isRequired, description }) =>
      `<tr><td><code>${escaped(name)}</code></td><td>${escaped(type)}${isRequired ? "" : ' <span class="dim">optional</span>'}</td><td>${inline(description)}</td></tr>`,
  );
  return `<details open><summary>${inline(title)}</summary><table><tbody>${rows.join("")}</tbody></table></details>`;
}

function refusalTable(refusals: Operation["responses"]): string {
  const rows = Object.entries(refusals).map(
    ([status, { description }]) => `<tr><td>${escaped(status)}</td><td>${inline(description)}</td></tr>`,
  );
  return `<table><tbody>${rows.join("")}</tbody></table>`;
}

function curlOf({ method, path, operation }: Call, reader: SchemaReader): string {
  const required = (operation.parameters ?? []).filter((parameter) => parameter.required === true);
  const query = required
    .filter((parameter) => parameter.in === "query")
    .map(({ name, schema }) => `${name}=${encodeURIComponent(String(reader.example(schema)))}`);
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const parts = [
    "curl",
    method === "GET" ? "" : `-X ${method}`,
    operation["x-access"] === "public" ? "" : `-b "dashboard_session=$SESSION"`,
    body === undefined ? "" : dataOf(type ?? "", body.schema, reader),
    `"http://127.0.0.1:8317${path}${query.length === 0 ? "" : `?${query.join("&")}`}"`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function dataOf(type: string, schema: Content[string]["schema"], reader: SchemaReader): string {
  if (type === "application/json") {
    const json = JSON.stringify(reader.example(schema)).replaceAll("'", "'\\''");
    return `-H 'content-type: application/json' -d '${json}'`;
  }
  const [first] = reader.fields(schema);
  return `-F '${first?.name ?? "file"}=@/path/to/file'`;
}

function anchorOf({ method, path }: Call): string {
  return `${method}${path}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

function paragraph(text: string): string {
  return `<p>${inline(text)}</p>`;
}

/** Text between backticks is code. */
function inline(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
