// Codex CLI with a provider of one's own, by HTTP and by WebSocket.

import { codexBinaryIn, completedItems } from "../support/codex.ts";
import { type Client, createClient } from "./client.ts";
import { PROVE } from "./client-home.ts";
import { jsonLines, record } from "./json-lines.ts";

export const codexClients: readonly Client[] = [
  codex({ id: "codex", title: "Codex CLI", websockets: false }),
  codex({ id: "codex-websocket", title: "Codex CLI, WebSocket", websockets: true }),
];

function codex(way: { readonly id: string; readonly title: string; readonly websockets: boolean }): Client {
  return createClient({
    id: way.id,
    title: way.title,
    fetched: "codex",
    speaks: "Responses",
    connect: ({ url, model }) => ({
      file: { path: ".codex/config.toml", language: "toml", text: config(url, way.websockets) },
      command: `codex -m ${model}`,
    }),
    // The last lines of the file are those of the provider: its retries are added there.
    async prepare(home) {
      const file = Bun.file(`${home.dir}/.codex/config.toml`);
      await Bun.write(file, `${await file.text()}request_max_retries = 0\nstream_max_retries = 0\n`);
    },
    command: (folder, { model }) => [
      codexBinaryIn(folder),
      "exec",
      ...["-c", "check_for_update_on_startup=false", "--json", "--skip-git-repo-check"],
      ...["-m", model, "-s", "danger-full-access", PROVE],
    ],
    hear(stdout) {
      const events = jsonLines(stdout);
      const failed = events.find(({ type }) => type === "turn.failed");
      const answers = completedItems(events, "agent_message").map(({ text }) => String(text));
      return {
        said: answers.slice(-1),
        error: failed === undefined ? null : String(record(failed["error"])["message"]),
      };
    },
  });
}

function config(url: string, websockets: boolean): string {
  return `model_provider = "switchyard"

[model_providers.switchyard]
name = "Switchyard"
base_url = "${url}/v1"
wire_api = "responses"
${websockets ? "supports_websockets = true\n" : ""}`;
}
