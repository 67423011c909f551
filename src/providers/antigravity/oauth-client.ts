// The OAuth client of Antigravity. Its id is published; its "secret" is as public, but not ours to copy: it is configured.

/** cliproxyapi facts 7 */
export const CLIENT_ID = "1071006060591-tmhssin2h21lcre235vtolojh4g403ep.apps.googleusercontent.com";

export const CLIENT_ADVICE =
  "Set oauth-clients.antigravity.client-secret in config.yaml: it is public, in the Antigravity program and in CLIProxyAPI's internal/auth/antigravity/constants.go.";
