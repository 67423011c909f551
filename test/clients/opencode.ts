// opencode with each of the four kinds of providers that it can be given.

import { join } from "node:path";

import { type Client, createClient, type Target } from "./client.ts";
import { PROVE } from "./client-home.ts";
import { jsonLines, record } from "./json-lines.ts";

interface Kind {
  readonly name: string;
  readonly npm: string;
  readonly speaks: string;
  /** Behind the gateway's address. */
  readonly path: string;
}

const KINDS: readonly Kind[] = [
  { name: "responses", npm: "@ai-sdk/openai", speaks: "Responses", path: "/v1" },
  { name: "chat", npm: "@ai-sdk/openai-compatible", speaks: "Chat Completions", path: "/v1" },
  { name: "messages", npm: "@ai-sdk/anthropic", speaks: "Messages", path: "/v1" },
  { name: "gemini", npm: "@ai-sdk/google", speaks: "Gemini", path: "/v1beta" },
];

export const opencodeClients: readonly Client[] = KINDS.map(({ name, npm, speaks }) =>
  createClient({
    id: `opencode-${name}`,
    title: `opencode, ${npm}`,
    fetched: "opencode",
    speaks,
    connect: (target) => ({
      // One provider would do.
      file: { path: "opencode.json", language: "json", text: config(target) },
      command: `opencode -m switchyard-${name}/${target.model}`,
    }),
    quiet: { OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_LSP_DOWNLOAD: "1" },
    command: (folder, { model }) => [
      join(folder, "node_modules", `opencode-${process.platform}-${process.arch}`, "bin", "opencode"),
      ...["run", "--format", "json", "-m", `switchyard-${name}/${model}`],
      // An argument with a space in it would be put into quotes.
      ...PROVE.split(" "),
    ],
    hear(stdout) {
      const events = jsonLines(stdout);
      const said = events.filter(({ type }) => type === "text").map((event) => String(record(event["part"])["text"]));
      const failed = events.find(({ type }) => type === "error");
      return { said: said.slice(-1), error: failed === undefined ? null : JSON.stringify(failed["error"]) };
    },
  }),
);

function config({ url, model }: Target): string {
  const providers = KINDS.map(({ name, npm, path }) => {
    const options = JSON.stringify({ baseURL: url + path, apiKey: "any" });
    return `    "switchyard-${name}": { "npm": "${npm}", "options": ${options}, "models": { "${model}": {} } }`;
  });
  return `{\n  "provider": {\n${providers.join(",\n")}\n  }\n}\n`;
}
