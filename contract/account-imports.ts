// Accounts come in as files: one (seed accounts-api), many, or pasted text.

import { z } from "@hono/zod-openapi";

import { accountStatus } from "./account-views.ts";
import { endpoint, jsonAnswer, jsonBody, multipartBody } from "./endpoint.ts";
import { yesNo } from "./shapes.ts";

const TAG = "Accounts";

const uploadedFile = z
  .custom<File>((value) => value instanceof File, "must be a file")
  .openapi({ type: "string", format: "binary" });

const overwrite = yesNo.optional().openapi({
  description: "true: an account that is there already gets these tokens, and is well again.",
});
const dryRun = yesNo.optional().openapi({ description: "true: tells what would happen and changes nothing." });

const outcome = z.enum(["imported", "updated", "unchanged", "refused"]);

export const importAccount = endpoint({
  method: "post",
  path: "/api/accounts/import",
  tag: TAG,
  summary: "Take in the account of one auth file, in any form that is known",
  access: "operator",
  action: "account.import",
  request: {
    query: z.strictObject({ overwrite }),
    body: multipartBody(z.strictObject({ auth_json: uploadedFile })),
  },
  answer: jsonAnswer(
    z
      .object({
        account_id: z.string(),
        email: z.string(),
        plan_type: z.string(),
        status: accountStatus,
        outcome: outcome.exclude(["refused"]),
        reason: z.string().nullable().openapi({ description: "Why it was left unchanged." }),
      })
      .openapi("ImportedAccount"),
  ),
  errors: ["invalid_auth_json", "duplicate_identity_conflict", "auth_file_broken"],
});

const report = z
  .object({
    dry_run: z.boolean(),
    items: z.array(
      z.object({
        source: z.string().openapi({ description: "The file's name, or `text`." }),
        item: z.number().int().nullable().openapi({ description: "1, 2, ... where the source holds several." }),
        outcome,
        account_id: z.string().nullable(),
        account: z.string().nullable().openapi({ description: "Its e-mail, or its key made unrecognisable." }),
        reason: z.string().nullable(),
      }),
    ),
  })
  .openapi("ImportReport");

export const importManyAccounts = endpoint({
  method: "post",
  path: "/api/accounts/import-many",
  tag: TAG,
  summary: "Take in many auth files; one bad file never stops the others",
  access: "operator",
  action: "account.import",
  request: {
    query: z.strictObject({ overwrite, dry_run: dryRun }),
    body: multipartBody(z.strictObject({ files: z.union([uploadedFile, z.array(uploadedFile).max(5000)]) })),
  },
  answer: jsonAnswer(report),
});

export const importAccountText = endpoint({
  method: "post",
  path: "/api/accounts/import-text",
  tag: TAG,
  summary: "Take in pasted auth files: one JSON object, a list of them, or one a line",
  access: "operator",
  action: "account.import",
  request: {
    body: jsonBody(
      z.strictObject({
        text: z.string().min(1).max(1_000_000),
        overwrite: z.boolean().optional(),
        dry_run: z.boolean().optional(),
      }),
    ),
  },
  answer: jsonAnswer(report),
});
