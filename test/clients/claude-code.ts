// Claude Code, pointed at the gateway by its environment.

import { join } from "node:path";

import { type Client, createClient } from "./client.ts";
import { PROVE } from "./client-home.ts";
import { record } from "./json-lines.ts";

export const claudeCode: Client = createClient({
  id: "claude-code",
  title: "Claude Code",
  fetched: "claude-code",
  speaks: "Messages",
  connect: ({ url, model }) => ({
    // The second model is for titles and the like: without it, it asks for one of Anthropic's by name.
    env: { ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: "any", ANTHROPIC_DEFAULT_HAIKU_MODEL: model },
    command: `claude --model ${model}`,
  }),
  quiet: {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    CLAUDE_CODE_MAX_RETRIES: "0",
    DISABLE_AUTOUPDATER: "1",
    // It refuses to go without asking as root, unless it is told that nothing can be broken here.
    IS_SANDBOX: "1",
  },
  command: (folder, { model }) => [
    join(folder, "node_modules", `@anthropic-ai/claude-code-${process.platform}-${process.arch}`, "claude"),
    ...["-p", PROVE, "--output-format", "json", "--dangerously-skip-permissions", "--model", model],
  ],
  hear(stdout) {
    const { is_error: isError, result } = record(JSON.parse(stdout));
    return isError === true ? { said: [], error: String(result) } : { said: [String(result)], error: null };
  },
});
