// How each client is pointed at this gateway: by one command, or by hand (docs/clients.md). Pure.

export interface ClientHowTo {
  readonly id: "codex" | "claude" | "gemini" | "opencode" | "sdk";
  readonly name: string;
  /** Does all of it; null where there is none. */
  readonly command: string | null;
  readonly byHand: readonly Snippet[];
}

export interface Snippet {
  /** The file it goes into; null: into a terminal. */
  readonly file: string | null;
  readonly text: string;
}

export interface Gateway {
  /** Without a slash at its end. */
  readonly url: string;
  readonly key: string;
  readonly isKeyNeeded: boolean;
  readonly model: string;
}

/** What stands in the commands for a key that cannot be shown. */
export const KEY_PLACEHOLDER = "YOUR_CLIENT_KEY";

export function clientHowTos(gateway: Gateway): readonly ClientHowTo[] {
  return [codex(gateway), claude(gateway), gemini(gateway), opencode(gateway), sdk(gateway)];
}

function connect(client: string, { url, key, isKeyNeeded }: Gateway): string {
  return `switchyard connect ${client} --url ${url}${isKeyNeeded ? ` --key ${key}` : ""}`;
}

function codex(gateway: Gateway): ClientHowTo {
  const text = [
    'model_provider = "switchyard"',
    "",
    "[model_providers.switchyard]",
    'name = "Switchyard"',
    `base_url = "${gateway.url}/v1"`,
    'env_key = "SWITCHYARD_KEY"',
    'wire_api = "responses"',
    "supports_websockets = true",
  ].join("\n");
  return {
    id: "codex",
    name: "Codex",
    command: connect("codex", gateway),
    byHand: [
      { file: "~/.codex/config.toml", text },
      { file: null, text: `export SWITCHYARD_KEY=${gateway.key}\ncodex "hello"` },
    ],
  };
}

function claude(gateway: Gateway): ClientHowTo {
  const text = [
    `export ANTHROPIC_BASE_URL=${gateway.url}`,
    `export ANTHROPIC_AUTH_TOKEN=${gateway.key}`,
    `claude -p "hello" --model ${gateway.model}`,
  ].join("\n");
  return {
    id: "claude",
    name: "Claude Code",
    command: connect("claude", gateway),
    byHand: [{ file: null, text }],
  };
}

function gemini(gateway: Gateway): ClientHowTo {
  const text = [
    `export GOOGLE_GEMINI_BASE_URL=${gateway.url}`,
    `export GEMINI_API_KEY=${gateway.key}`,
    `gemini -m ${gateway.model} -p "hello"`,
  ].join("\n");
  return {
    id: "gemini",
    name: "Gemini CLI",
    command: connect("gemini", gateway),
    byHand: [
      { file: "~/.gemini/settings.json", text: '{ "security": { "auth": { "selectedType": "gemini-api-key" } } }' },
      { file: null, text },
    ],
  };
}

function opencode(gateway: Gateway): ClientHowTo {
  const { url, key, model } = gateway;
  const provider = {
    npm: "@ai-sdk/openai",
    options: { baseURL: `${url}/v1`, apiKey: key },
    models: { [model]: {} },
  };
  return {
    id: "opencode",
    name: "opencode",
    command: connect("opencode", gateway),
    byHand: [
      { file: "opencode.json", text: JSON.stringify({ provider: { switchyard: provider } }, null, 2) },
      { file: null, text: `opencode run -m switchyard/${model} "hello"` },
    ],
  };
}

function sdk({ url, key, model }: Gateway): ClientHowTo {
  const python = [
    "from openai import OpenAI",
    "",
    `client = OpenAI(base_url="${url}/v1", api_key="${key}")`,
    `print(client.responses.create(model="${model}", input="hello").output_text)`,
  ].join("\n");
  const javascript = [
    'import OpenAI from "openai";',
    "",
    `const client = new OpenAI({ baseURL: "${url}/v1", apiKey: "${key}" });`,
    `console.log((await client.responses.create({ model: "${model}", input: "hello" })).output_text);`,
  ].join("\n");
  const curl = [
    `curl ${url}/v1/chat/completions \\`,
    `  -H "Authorization: Bearer ${key}" -H "Content-Type: application/json" \\`,
    `  -d '{"model":"${model}","messages":[{"role":"user","content":"hello"}]}'`,
  ].join("\n");
  return {
    id: "sdk",
    name: "SDK",
    command: null,
    byHand: [
      { file: null, text: curl },
      { file: "ask.py", text: python },
      { file: "ask.mjs", text: javascript },
    ],
  };
}
