import { providerLaws } from "../../../test/laws/provider-laws.ts";
import { createGeminiProvider } from "./provider.ts";

const SETTINGS = { baseUrl: "https://gemini.test", userAgent: "switchyard/test", proxyUrl: null };

providerLaws("gemini", () => createGeminiProvider(() => SETTINGS), {
  authFiles: {
    "API key": { type: "gemini", api_key: "AIzaSy-law-1" },
    "API key with an address of its own": {
      type: "gemini",
      api_key: "AIzaSy-law-2",
      email: "ada@example.com",
      base_url: "https://relay.test/",
    },
  },
  secrets: ["AIzaSy-law-1", "AIzaSy-law-2"],
});
