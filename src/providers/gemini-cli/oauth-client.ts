// The OAuth client of Gemini CLI. Its id is published; its "secret" is as public, but not ours to copy: it is configured.

/** wire facts 2.3 */
export const CLIENT_ID = "681255809395-oo8ft2oprdrnp9e3aqf6av3hmdib135j.apps.googleusercontent.com";

export const CLIENT_ADVICE =
  "Set oauth-clients.gemini-cli.client-secret in config.yaml: it is public, in the bundle of npm's @google/gemini-cli (OAUTH_CLIENT_SECRET).";
