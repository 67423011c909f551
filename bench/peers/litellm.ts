// LiteLLM's proxy (Python), with what its documentation says for production: one worker a core, no debug output, no spend
// logs. It knows no pooled ChatGPT logins: its translations go to the Responses API with a key.

import { stringify } from "yaml";

import { WORKS } from "../works/works.ts";
import { cachedPeer } from "./peer-cache.ts";
import type { Peer, Upstream } from "./peer.ts";
import { startScratchServer } from "./scratch-server.ts";

const VERSION = "1.106.2";
const KEY = "sk-client";
const PATHS = {
  relay: { dialect: "responses", path: "/v1/responses" },
  messages: { dialect: "messages", path: "/v1/messages" },
  chat: { dialect: "chat", path: "/v1/chat/completions" },
} as const;

export const liteLlm: Peer = {
  name: "litellm",
  async find(mayFetch) {
    const cached = await cachedPeer(
      {
        folder: `litellm-${VERSION}`,
        commands: [
          ["python3", "-m", "venv", "{folder}/venv"],
          ["{folder}/venv/bin/pip", "install", "--quiet", `litellm[proxy]==${VERSION}`],
        ],
      },
      mayFetch,
    );
    if (cached.kind === "absent") return cached;
    const binary = `${cached.folder}/venv/bin/litellm`;
    return {
      kind: "here",
      version: VERSION,
      start: (_, upstream) =>
        startScratchServer({
          name: "litellm",
          readyPath: "/health/liveliness",
          files: () => ({ "config.yaml": configuration(upstream) }),
          command: (port, folder) => [
            ...[binary, "--config", `${folder}/config.yaml`],
            ...["--host", "127.0.0.1", "--port", String(port), "--num_workers", "1"],
          ],
          env: () => ({
            LITELLM_MODE: "PRODUCTION",
            LITELLM_LOG: "ERROR",
            // The list of prices comes with the package; it is not to be asked for elsewhere.
            LITELLM_LOCAL_MODEL_COST_MAP: "True",
            // The chunks of the load are all alike, which it takes for a model gone astray.
            REPEATED_STREAMING_CHUNK_LIMIT: "1000000",
          }),
        }),
    };
  },
  door: (lane) => ({
    ...PATHS[lane],
    headers: { authorization: `Bearer ${KEY}` },
    ...(lane === "chat" ? { modelName: inResponses } : {}),
  }),
};

/** The model by the name under which chats to it are translated to the Responses API. */
function inResponses(model: string): string {
  return `${model}-in-responses`;
}

function configuration({ url, apiKey }: Upstream): string {
  const at = { api_base: `${url}/v1`, api_key: apiKey };
  const models = Object.values(WORKS).flatMap(({ ask: { model } }) => [
    { model_name: model, litellm_params: { model: `openai/${model}`, ...at } },
    { model_name: inResponses(model), litellm_params: { model: `openai/responses/${model}`, ...at } },
  ]);
  return stringify({
    model_list: models,
    litellm_settings: { telemetry: false, request_timeout: 600, set_verbose: false },
    general_settings: { master_key: KEY, disable_spend_logs: true },
  });
}
