// What chatgpt.com/api/auth/session shows somebody who is signed in there: an access token and who it is. There is no refresh
// token, so the login ends with its access token. The session's cookie (`sessionToken`) opens all of ChatGPT and would be of
// no use here: it is left behind.

import { recordAt, textAt } from "../../providers/shared/json-fields.ts";
import { accountItem, type ForeignFormat } from "./foreign-format.ts";

export const chatGptSession: ForeignFormat = (json) => {
  const accessToken = textAt(json, "accessToken");
  const user = recordAt(json, "user");
  if (accessToken === null || user === null || textAt(json, "type") !== null) return null;
  if (accessToken.split(".").length !== 3) return { kind: "refused", reason: "its accessToken is no JWT" };
  const { accessToken: _, sessionToken: __, expires: ___, ...rest } = json;
  const account = recordAt(json, "account") ?? {};
  const login = {
    type: "codex",
    access_token: accessToken,
    // No id token is shown; the access token says as much about its owner.
    id_token: accessToken,
    account_id: textAt(account, "id"),
    email: textAt(user, "email"),
  };
  return { kind: "accounts", items: [accountItem({ ...rest, ...login })] };
};
