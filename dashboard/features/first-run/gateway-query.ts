// What a client has to be told about this gateway: its address is this page's own.

import { useQuery } from "@tanstack/react-query";

import { api, BASE_URL } from "../../lib/api.ts";
import { type Gateway, KEY_PLACEHOLDER } from "../../lib/client-how-to.ts";

const ANY_KEY = "any";
const SOME_MODEL = "gpt-5.5";
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

export function useGatewayToJoin(): Gateway {
  const { data: isKeyRequired = false } = useQuery({
    queryKey: ["settings", "client keys"],
    queryFn: async ({ signal }) => (await api.call("get", "/api/settings", undefined, signal)).api_key_auth_enabled,
  });
  const { data: model = SOME_MODEL } = useQuery({
    queryKey: ["models", "first"],
    queryFn: async ({ signal }) => {
      const { models } = await api.call("get", "/api/models", undefined, signal);
      return models.find(({ accounts }) => accounts.usable > 0)?.name ?? SOME_MODEL;
    },
  });
  const isKeyNeeded = isKeyRequired || !LOOPBACK.has(new URL(BASE_URL).hostname);
  return { url: BASE_URL, key: isKeyNeeded ? KEY_PLACEHOLDER : ANY_KEY, model, isKeyNeeded };
}
