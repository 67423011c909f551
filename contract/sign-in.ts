// Signing in to the dashboard (rulings "Accounts and settings API").

import { z } from "@hono/zod-openapi";

import { PASSWORD_LENGTH } from "../src/domain/sign-in.ts";
import { endpoint, jsonAnswer, jsonBody } from "./endpoint.ts";
import { instant } from "./shapes.ts";

const TAG = "Sign-in";

const newPassword = z
  .string()
  .min(PASSWORD_LENGTH.least)
  .max(PASSWORD_LENGTH.most)
  .openapi({
    description: `${PASSWORD_LENGTH.least} to ${PASSWORD_LENGTH.most} characters.`,
    example: "correct horse",
  });

const password = z.string().min(1).max(4096).openapi({ example: "correct horse" });

const code = z
  .string()
  .regex(/^\d{6}$/, "must be six digits")
  .openapi({ description: "The six digits that the authenticator app shows. Each works once.", example: "123456" });

const sessionView = z
  .object({
    authenticated: z.boolean().openapi({ description: "True once every step of the sign-in is done." }),
    role: z.enum(["operator", "viewer"]).nullable().openapi({ description: "null where nobody is signed in." }),
    expires_at: instant.nullable().openapi({ description: "When the session ends; each call moves it along." }),
    password_required: z.boolean().openapi({
      description: "There is a password: sign in with it. False: this is the first run, set one up.",
    }),
    bootstrap_required: z.boolean().openapi({
      description: "From where this call comes, setting the first password needs the token printed at start.",
    }),
    viewer_password_configured: z.boolean().openapi({ description: "There is a second password, for viewers." }),
    totp_required_on_login: z.boolean().openapi({ description: "The operator's sign-in wants a code as well." }),
    totp_configured: z.boolean().openapi({ description: "An authenticator app has been set up." }),
    totp_pending: z.boolean().openapi({ description: "The password was right; the code is still to come." }),
  })
  .openapi("SignIn");

export const getSession = endpoint({
  method: "get",
  path: "/api/dashboard-auth/session",
  tag: TAG,
  summary: "Who is signed in, and what signing in takes",
  access: "public",
  action: null,
  answer: jsonAnswer(sessionView),
});

export const setUpPassword = endpoint({
  method: "post",
  path: "/api/dashboard-auth/password/setup",
  tag: TAG,
  summary: "Set the first password and sign in",
  access: "public",
  action: "password.set_up",
  request: {
    body: jsonBody(
      z.strictObject({
        password: newPassword,
        bootstrap_token: z.string().max(200).optional().openapi({
          description: "The token printed at start; not needed on the computer itself.",
        }),
      }),
    ),
  },
  answer: jsonAnswer(sessionView, "Set. The session's cookie is in the answer."),
  errors: ["invalid_bootstrap_token", "password_already_configured", "rate_limited"],
});

export const logIn = endpoint({
  method: "post",
  path: "/api/dashboard-auth/password/login",
  tag: TAG,
  summary: "Sign in with the operator's or the viewer's password",
  access: "public",
  action: "sign_in",
  request: { body: jsonBody(z.strictObject({ password })) },
  answer: jsonAnswer(sessionView, "Right. The session's cookie is in the answer; `totp_pending` asks for the code."),
  errors: ["invalid_credentials", "password_not_configured", "rate_limited"],
});

export const changePassword = endpoint({
  method: "post",
  path: "/api/dashboard-auth/password/change",
  tag: TAG,
  summary: "Change the operator's password; every other session that it opened ends",
  access: "operator",
  action: "password.change",
  request: { body: jsonBody(z.strictObject({ current_password: password, new_password: newPassword })) },
  answer: jsonAnswer(sessionView),
  errors: ["invalid_credentials", "rate_limited"],
});

export const logOut = endpoint({
  method: "post",
  path: "/api/dashboard-auth/logout",
  tag: TAG,
  summary: "End the session",
  access: "public",
  action: "sign_out",
  answer: jsonAnswer(sessionView),
});

export const endOtherSessions = endpoint({
  method: "post",
  path: "/api/dashboard-auth/sessions/end-others",
  tag: TAG,
  summary: "End every session but this one, the viewers' among them",
  access: "operator",
  action: "sessions.end_others",
  answer: jsonAnswer(
    z
      .object({ ended: z.number().int().openapi({ description: "Sessions that have ended by it." }) })
      .openapi("EndedSessions"),
  ),
});

export const setViewerPassword = endpoint({
  method: "put",
  path: "/api/dashboard-auth/viewer-password",
  tag: TAG,
  summary: "Set the password of viewers, who see everything but secrets and change nothing",
  access: "operator",
  action: "viewer_password.set",
  request: { body: jsonBody(z.strictObject({ password: newPassword })) },
  answer: jsonAnswer(sessionView, "Set. Sessions of the viewers' password before have ended."),
});

export const removeViewerPassword = endpoint({
  method: "delete",
  path: "/api/dashboard-auth/viewer-password",
  tag: TAG,
  summary: "Let no viewers in any more; their sessions end",
  access: "operator",
  action: "viewer_password.remove",
  answer: jsonAnswer(sessionView),
  errors: ["not_found"],
});

export const startTotpSetup = endpoint({
  method: "post",
  path: "/api/dashboard-auth/totp/setup/start",
  tag: TAG,
  summary: "Begin to set up an authenticator app; nothing is in force before it is confirmed",
  access: "operator",
  action: "totp.set_up",
  answer: jsonAnswer(
    z
      .object({
        secret: z.string().openapi({ description: "For typing in, where nothing can be scanned." }),
        otpauth_uri: z.string(),
        qr_svg: z.string().openapi({ description: "The URI as a picture, an `<svg>` element." }),
      })
      .openapi("TotpSetup"),
    "Shown once.",
  ),
  errors: ["totp_already_configured"],
});

export const confirmTotpSetup = endpoint({
  method: "post",
  path: "/api/dashboard-auth/totp/setup/confirm",
  tag: TAG,
  summary: "Confirm the authenticator app that this session began to set up with a code that it shows",
  access: "operator",
  action: "totp.enable",
  request: { body: jsonBody(z.strictObject({ code })) },
  answer: jsonAnswer(sessionView),
  errors: ["invalid_totp_code", "invalid_totp_config", "totp_already_configured", "rate_limited"],
});

export const verifyTotp = endpoint({
  method: "post",
  path: "/api/dashboard-auth/totp/verify",
  tag: TAG,
  summary: "Complete the sign-in with a code",
  access: "public",
  action: "sign_in.code",
  request: { body: jsonBody(z.strictObject({ code })) },
  answer: jsonAnswer(sessionView),
  errors: ["unauthorized", "invalid_totp_code", "invalid_totp_config", "rate_limited"],
});

export const disableTotp = endpoint({
  method: "post",
  path: "/api/dashboard-auth/totp/disable",
  tag: TAG,
  summary: "Take the authenticator app away, and with it the requirement of a code on login",
  access: "operator",
  action: "totp.disable",
  request: { body: jsonBody(z.strictObject({ code })) },
  answer: jsonAnswer(sessionView),
  errors: ["invalid_totp_code", "invalid_totp_config", "rate_limited"],
});
