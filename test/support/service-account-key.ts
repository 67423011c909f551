// A Google key file as it is downloaded, with a key that nobody else has.

import { generateKeyPairSync } from "node:crypto";

export interface ServiceAccountKey extends Readonly<Record<string, string>> {
  readonly private_key: string;
  readonly client_email: string;
}

export function makeServiceAccountKey(): ServiceAccountKey {
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return {
    type: "service_account",
    project_id: "proj-1",
    private_key_id: "0a1b2c",
    private_key: privateKey,
    client_email: "vertex@proj-1.iam.gserviceaccount.com",
    client_id: "1",
    auth_uri: "https://accounts.google.com/o/oauth2/auth",
    token_uri: "https://oauth2.googleapis.com/token",
    universe_domain: "googleapis.com",
  };
}
