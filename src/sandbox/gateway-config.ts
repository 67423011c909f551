// What points a gateway at the sandbox in place of the real upstreams.

/** The keys of config.yaml; `url` is the sandbox's own. */
export function gatewayConfig(url: string): Record<string, unknown> {
  const google = Object.fromEntries(
    ["base-url", "auth-url", "token-url", "user-info-url"].map((key) => [key, `${url}/google`]),
  );
  return {
    upstreams: {
      codex: { "base-url": `${url}/backend-api`, "auth-url": url },
      openai: { "base-url": `${url}/v1` },
      claude: { "base-url": `${url}/anthropic`, "auth-url": `${url}/anthropic`, "token-url": `${url}/anthropic` },
      gemini: { "base-url": `${url}/google` },
      "gemini-cli": google,
      antigravity: google,
      vertex: { "base-url": `${url}/google`, "token-url": `${url}/google` },
      qwen: { "base-url": `${url}/qwen/v1`, "auth-url": `${url}/qwen` },
      iflow: { "base-url": `${url}/iflow/v1`, "auth-url": `${url}/iflow` },
      kimi: { "base-url": `${url}/kimi/coding`, "auth-url": `${url}/kimi` },
      xai: { "base-url": `${url}/xai/v1`, "auth-url": `${url}/xai` },
    },
    // The sandbox's own models (`sandbox-stream-100x5`) are in nobody's list.
    routing: { "default-provider": "codex" },
  };
}
