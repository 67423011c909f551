// opencode with each of the four kinds of providers that it can be given.

import { join } from "node:path";

import { type Client, type ClientSpec, createClient, type Target } from "./client.ts";
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

const WAY: Pick<ClientSpec, "fetched" | "quiet" | "hear"> = {
  fetched: "opencode",
  quiet: { OPENCODE_DISABLE_AUTOUPDATE: "1", OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_LSP_DOWNLOAD: "1" },
  hear(stdout) {
    const events = jsonLines(stdout);
    const said = events.filter(({ type }) => type === "text").map((event) => String(record(event["part"])["text"]));
    const failed = events.find(({ type }) => type === "error");
    return { said: said.slice(-1), error: failed === undefined ? null : JSON.stringify(failed["error"]) };
  },
};

export const opencodeClients: readonly Client[] = KINDS.map(({ name, npm, speaks }) =>
  createClient({
    ...WAY,
    id: `opencode-${name}`,
    title: `opencode, ${npm}`,
    speaks,
    connect: (target) => ({
      // One provider would do.
      file: { path: "opencode.json", language: "json", text: config(target) },
      command: `opencode -m switchyard-${name}/${target.model}`,
    }),
    command: (folder, { model }) => commandOf(folder, ["-m", `switchyard-${name}/${model}`]),
  }),
);

/** As somebody runs it whose configuration says everything. */
export const configuredOpencode: Client = createClient({
  ...WAY,
  id: "opencode",
  title: "opencode",
  speaks: "Responses",
  connect: () => ({}),
  command: (folder) => commandOf(folder, []),
});

function commandOf(folder: string, args: readonly string[]): readonly string[] {
  const binary = join(folder, "node_modules", `opencode-${process.platform}-${process.arch}`, "bin", "opencode");
  // An argument with a space in it would be put into quotes.
  return [binary, "run", "--format", "json", ...args, ...PROVE.split(" ")];
}

function config({ url, model }: Target): string {
  const providers = KINDS.map(({ name, npm, path }) => {
    const options = JSON.stringify({ baseURL: url + path, apiKey: "any" });
    return `    "switchyard-${name}": { "npm": "${npm}", "options": ${options}, "models": { "${model}": {} } }`;
  });
  return `{\n  "provider": {\n${providers.join(",\n")}\n  }\n}\n`;
}
