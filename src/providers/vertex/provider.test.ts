import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { makeServiceAccountKey } from "../../../test/support/service-account-key.ts";
import { createVertexProvider } from "./provider.ts";

const SETTINGS = {
  baseUrl: "https://{region}-aiplatform.test",
  tokenUrl: "https://oauth2.test",
  userAgent: "switchyard/test",
  proxyUrl: null,
};
const key = makeServiceAccountKey();
// The law that credentials go with each call wants one: a file without an access token gets its first before any call.
const tokens = { access_token: "ya29.law-1", expired: "2026-01-06T00:00:00Z" };

providerLaws("vertex", () => createVertexProvider(() => SETTINGS), {
  authFiles: {
    "CLIProxyAPI service account": {
      type: "vertex",
      service_account: key,
      project_id: "proj-1",
      email: key.client_email,
      location: "europe-west4",
      prefix: "",
      label: "",
      ...tokens,
    },
    "service account in the global place": { type: "vertex", service_account: key, location: "global", ...tokens },
    "Google's own key file": { ...key, ...tokens },
    "API key": { type: "vertex", api_key: "AQ.law-1", base_url: "https://relay.test/" },
  },
  secrets: [key.private_key, key.private_key.slice(100, 160), "ya29.law-1", "AQ.law-1"],
  refresh: {
    good: { access_token: "ya29.law-2", expires_in: 3599, token_type: "Bearer" },
    dead: { status: 400, body: { error: "invalid_grant", error_description: "Invalid JWT Signature." } },
  },
});
