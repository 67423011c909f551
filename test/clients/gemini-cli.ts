// Gemini CLI with a key of the Gemini API, which is any text here.

import { join } from "node:path";

import { type Client, createClient } from "./client.ts";
import { PROVE } from "./client-home.ts";
import { record } from "./json-lines.ts";

export const geminiCli: Client = createClient({
  id: "gemini-cli",
  title: "Gemini CLI",
  fetched: "gemini-cli",
  speaks: "Gemini",
  connect: ({ url, model }) => ({
    env: { GOOGLE_GEMINI_BASE_URL: url, GEMINI_API_KEY: "any" },
    file: {
      path: ".gemini/settings.json",
      language: "json",
      text: `${JSON.stringify({ security: { auth: { selectedType: "gemini-api-key" } } })}\n`,
    },
    command: `gemini -m ${model}`,
  }),
  quiet: { GEMINI_CLI_TRUST_WORKSPACE: "true", GEMINI_TELEMETRY_ENABLED: "false" },
  async prepare(home) {
    const file = Bun.file(`${home.dir}/.gemini/settings.json`);
    const silent = {
      privacy: { usageStatisticsEnabled: false },
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
    };
    await Bun.write(file, JSON.stringify({ ...record(await file.json()), ...silent }));
  },
  command: (folder, { model }) => [
    "node",
    join(folder, "node_modules", "@google", "gemini-cli", "bundle", "gemini.js"),
    ...["-p", PROVE, "-y", "-o", "json", "-m", model],
  ],
  hear(stdout) {
    const { response, error } = record(JSON.parse(stdout.slice(stdout.indexOf("{"))));
    return error === undefined
      ? { said: [String(response)], error: null }
      : { said: [], error: String(record(error)["message"]) };
  },
});
