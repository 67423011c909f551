// The libraries: each in a program of `loops/`, run by Node as its users do, whole and streamed, with two calls at once.

import { readFileSync } from "node:fs";
import { cp, symlink } from "node:fs/promises";
import { join } from "node:path";

import type { ClientPackage } from "./client-cache.ts";
import { type Client, createClient, type Target } from "./client.ts";
import { jsonLines } from "./json-lines.ts";

interface Library {
  readonly id: string;
  readonly title: string;
  readonly fetched: ClientPackage;
  readonly speaks: string;
}

const LIBRARIES: readonly Library[] = [
  { id: "openai-responses", title: "openai", fetched: "openai-sdk", speaks: "Responses" },
  { id: "openai-chat", title: "openai", fetched: "openai-sdk", speaks: "Chat Completions" },
  { id: "anthropic", title: "@anthropic-ai/sdk", fetched: "anthropic-sdk", speaks: "Messages" },
  { id: "google-genai", title: "@google/genai", fetched: "google-genai", speaks: "Gemini" },
  { id: "ai-openai", title: "ai, @ai-sdk/openai", fetched: "ai-sdk", speaks: "Responses" },
  { id: "ai-openai-chat", title: "ai, @ai-sdk/openai", fetched: "ai-sdk", speaks: "Chat Completions" },
  {
    id: "ai-openai-compatible",
    title: "ai, @ai-sdk/openai-compatible",
    fetched: "ai-sdk",
    speaks: "Chat Completions",
  },
  { id: "ai-anthropic", title: "ai, @ai-sdk/anthropic", fetched: "ai-sdk", speaks: "Messages" },
  { id: "ai-google", title: "ai, @ai-sdk/google", fetched: "ai-sdk", speaks: "Gemini" },
];

const LOOPS = join(import.meta.dir, "loops");

export const sdkClients: readonly Client[] = LIBRARIES.map((library) => {
  const program = `${library.id}.mjs`;
  return createClient({
    ...library,
    connect: (target) => ({ code: connectingLines(program, target) }),
    async prepare(home, folder) {
      // The program stands beside the library, as in a project of its own.
      await cp(LOOPS, home.dir, { recursive: true });
      await symlink(join(folder, "node_modules"), join(home.dir, "node_modules"));
    },
    environment: ({ url, model }, proof) => ({ GATEWAY_URL: url, MODEL: model, PROOF: proof }),
    command: () => ["node", program],
    hear: (stdout) => ({ said: jsonLines(stdout).map(({ text }) => String(text)), error: null }),
  });
});

/** What stands between the program's marks, with the values that it is run with. */
function connectingLines(program: string, { url, model }: Target): string {
  const [, lines = ""] = readFileSync(join(LOOPS, program), "utf8").split(/^\/\/ connect(?:ed)?\n/m);
  return lines
    .replace(/`\$\{url\}([^`]*)`/, `"${url}$1"`)
    .replace(/: url\b/, `: "${url}"`)
    .replace("(model)", `("${model}")`);
}
