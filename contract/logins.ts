// Signing in to a provider: a page to open, a code to confirm, and the account that comes of it. A sign-in belongs to the
// session that began it; no other sees it.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const TAG = "Sign-ins at providers";

const flow = z.enum(["browser", "device"]);
const loginParams = z.object({ login_id: z.string() });

const loginView = z
  .object({
    login_id: z.string(),
    provider: z.string(),
    flow,
    status: z.enum(["pending", "ok", "error"]),
    url: z.string().openapi({ description: "The page to open, in any browser." }),
    user_code: z.string().nullable().openapi({ description: "For the device flow: the code to confirm there." }),
    listening: z.boolean().openapi({
      description: "False: the address at which the browser ends has to be handed in, see `callback`.",
    }),
    warning: z.string().nullable().openapi({ description: "What has to be seen to, or it fails in the end." }),
    started_at: instant,
    expires_at: instant,
    for_account_id: z.string().nullable().openapi({ description: "The account that signs in anew, and no other." }),
    account_id: z.string().nullable().openapi({ description: "Who signed in, once the status is ok." }),
    error: z.string().nullable(),
  })
  .openapi("Login");

export const startLogin = endpoint({
  method: "post",
  path: "/api/logins",
  tag: TAG,
  summary: "Begin a sign-in",
  access: "operator",
  action: "login.start",
  request: {
    body: jsonBody(
      z.strictObject({
        provider: z.string().min(1).max(50),
        flow: flow.optional().openapi({ description: "Default: browser, where the provider has it." }),
        account_id: z.string().optional().openapi({
          description: "Sign this account in anew: anybody else who signs in is refused.",
        }),
        project_id: z
          .string()
          .regex(/^[a-z0-9][a-z0-9.:-]{0,99}$/i, "a project's id")
          .optional()
          .openapi({ description: "For Google's logins: the project to use." }),
      }),
    ),
  },
  answer: jsonAnswer(loginView),
  errors: ["account_not_found", "login_not_offered", "login_start_failed"],
});

export const listLogins = endpoint({
  method: "get",
  path: "/api/logins",
  tag: TAG,
  summary: "This session's sign-ins, the newest first",
  access: "operator",
  action: null,
  answer: jsonAnswer(z.object({ logins: z.array(loginView) }).openapi("LoginList")),
  errors: ["read_only_access"],
});

export const listLoginProviders = endpoint({
  method: "get",
  path: "/api/logins/providers",
  tag: TAG,
  summary: "Where one can sign in, and how",
  access: "viewer",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        providers: z.array(
          z
            .object({
              provider: z.string(),
              name: z.string(),
              flows: z.array(flow),
              callback_url: z.string().nullable().openapi({ description: "Where the browser ends." }),
              takes_project: z.boolean(),
              note: z.string().nullable().openapi({ description: "Where the vendor has ended this login, and when." }),
              warning: z.string().nullable().openapi({ description: "What is to be configured first." }),
            })
            .openapi("LoginProvider"),
        ),
      })
      .openapi("LoginProviders"),
  ),
});

export const getLogin = endpoint({
  method: "get",
  path: "/api/logins/{login_id}",
  tag: TAG,
  summary: "How a sign-in is going",
  access: "operator",
  action: null,
  request: { params: loginParams },
  answer: jsonAnswer(loginView),
  errors: ["login_not_found", "read_only_access"],
});

export const bringCallback = endpoint({
  method: "post",
  path: "/api/logins/{login_id}/callback",
  tag: TAG,
  summary: "Hand in the address at which the browser ended",
  access: "operator",
  action: "login.callback",
  request: {
    params: loginParams,
    body: jsonBody(
      z.strictObject({
        callback_url: z.string().min(1).max(20_000).openapi({
          description: "The whole address, its query, or `code#state` as Claude's page shows it.",
        }),
      }),
    ),
  },
  answer: jsonAnswer(loginView, "Taken; ask for the sign-in until it has ended."),
  errors: ["login_not_found", "invalid_callback_url", "login_not_pending"],
});

export const cancelLogin = endpoint({
  method: "delete",
  path: "/api/logins/{login_id}",
  tag: TAG,
  summary: "Give a sign-in up",
  access: "operator",
  action: "login.cancel",
  request: { params: loginParams },
  answer: jsonAnswer(z.object({ status: z.literal("cancelled") })),
  errors: ["login_not_found", "login_not_pending"],
});
