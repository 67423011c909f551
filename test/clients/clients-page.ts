// The parts of docs/clients.md that the matrix writes: what works with what, and how each client is connected.

import { markdownTable } from "../../scripts/docs/markdown.ts";
import { CLIENTS } from "./all-clients.ts";
import { type ClientPackage, versionsOf } from "./client-cache.ts";
import type { Client, Connection } from "./client.ts";
import { type Column, COLUMNS } from "./columns.ts";
import type { Cell } from "./matrix.ts";

const URL = "http://127.0.0.1:8317";
const MODEL = "gpt-5.5";

const FAMILIES: Readonly<Record<ClientPackage, string>> = {
  codex: "Codex CLI",
  "claude-code": "Claude Code",
  "gemini-cli": "Gemini CLI",
  opencode: "opencode",
  "openai-sdk": "OpenAI SDK",
  "anthropic-sdk": "Anthropic SDK",
  "google-genai": "Google Gen AI SDK",
  "ai-sdk": "AI SDK",
};

/** The page with both parts as they are now; of cells that were not run it goes on saying what it says. */
export function withMatrix(page: string, cells: readonly Cell[]): string {
  return replaced(replaced(page, "matrix", matrixPart(page, cells)), "connecting", connectingPart());
}

function matrixPart(page: string, cells: readonly Cell[]): string {
  const said = (client: Client, column: Column): string => {
    const cell = cells.find((candidate) => candidate.client === client && candidate.column.id === column.id);
    if (cell === undefined) return saidBefore(page, client, column);
    return cell.trouble === null ? "works" : cell.trouble.replaceAll("\n", " ");
  };
  const rows = CLIENTS.map((client) => [client.title, client.speaks, ...COLUMNS.map((column) => said(client, column))]);
  const head = ["client", "asks by", ...COLUMNS.map(({ title }) => title)];
  const models = COLUMNS.map(({ title, model }) => `${title} \`${model}\``).join(", ");
  const versions = [...new Set(CLIENTS.flatMap(({ fetched }) => versionsOf(fetched)))].filter(
    (version) => !version.startsWith("zod "),
  );
  return [markdownTable(head, rows), "", `Models: ${models}.`, "", `Versions: ${versions.join(", ")}.`].join("\n");
}

function saidBefore(page: string, client: Client, column: Column): string {
  const lines = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  const at = lines.find(([, first]) => first === "client")?.indexOf(column.title) ?? -1;
  const row = lines.find(([, title, speaks]) => title === client.title && speaks === client.speaks);
  return (at < 0 ? undefined : row?.[at]) ?? "not tried";
}

function connectingPart(): string {
  return Object.entries(FAMILIES)
    .map(([fetched, title]) => {
      const family = CLIENTS.filter((client) => client.fetched === fetched);
      return [`### ${title}`, ...files(family), ...commands(family), ...code(family)].join("\n\n");
    })
    .join("\n\n");
}

function connection(client: Client): Connection {
  return client.connect({ url: URL, model: MODEL });
}

/** Each file once, with the clients it is for where they differ. */
function files(family: readonly Client[]): readonly string[] {
  const byText = Map.groupBy(
    family.flatMap((client) => {
      const { file } = connection(client);
      return file === undefined ? [] : [{ title: client.title, file }];
    }),
    ({ file }) => file.text,
  );
  return [...byText.values()].flatMap(([first]) => {
    if (first === undefined) return [];
    const { path, language, text } = first.file;
    const name = path.startsWith(".") ? `~/${path}` : path;
    return [byText.size === 1 ? `\`${name}\`:` : `\`${name}\` (${first.title}):`, fenced(language, text)];
  });
}

function commands(family: readonly Client[]): readonly string[] {
  const lines = family
    .map(connection)
    .flatMap(({ env = {}, command }) => [
      ...Object.entries(env).map(([name, value]) => `export ${name}=${value}`),
      ...(command === undefined ? [] : [command]),
    ]);
  return lines.length === 0 ? [] : [fenced("sh", [...new Set(lines)].join("\n"))];
}

function code(family: readonly Client[]): readonly string[] {
  const bySpeech = family.flatMap((client) => {
    const { code: lines } = connection(client);
    return lines === undefined ? [] : [{ speaks: client.speaks, lines }];
  });
  if (bySpeech.length === 0) return [];
  const distinct = [...Map.groupBy(bySpeech, ({ lines }) => lines)];
  const shown = distinct.map(([lines, said]) =>
    distinct.length === 1 ? lines : `// ${said.map(({ speaks }) => speaks).join(", ")}\n${lines}`,
  );
  return [fenced("js", shown.join("\n"))];
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;
}

/** Between `<!-- name: ... -->` and `<!-- /name -->`. */
function replaced(page: string, name: string, text: string): string {
  const place = new RegExp(`(<!-- ${name}: .*-->\n)[\\s\\S]*(<!-- /${name} -->)`);
  if (!place.test(page)) throw new Error(`the page has no place for ${name}`);
  return page.replace(place, (_, before: string, after: string) => `${before}${text}\n${after}`);
}
