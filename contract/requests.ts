// The requests that have been: a list to look through, what it can be filtered by, each one's whole story, a file of them.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, textAnswer } from "./endpoint.ts";
import { requestDetails, requestView, verdict } from "./request-views.ts";
import { instant, oneOrMany } from "./shapes.ts";

const TAG = "Requests";
const name = z.string().min(1).max(200);
const names = oneOrMany(name)
  .refine((list) => list.length <= 100, "at most 100 values")
  .optional();

const filters = {
  from: instant.optional(),
  to: instant.optional().openapi({ description: "Not included." }),
  account_id: names,
  client_key: names,
  provider: names,
  model: names.openapi({ description: "By the upstream's name." }),
  outcome: oneOrMany(verdict).optional(),
  route: name.optional().openapi({ example: "POST /v1/responses" }),
  error_code: name.optional(),
  min_ms: z.coerce.number().int().min(0).max(86_400_000).optional().openapi({ description: "Took at least so long." }),
  search: z.string().trim().min(1).max(100).optional().openapi({
    description:
      "The beginning of a request's id (12 characters and more), or part of a model's name, an account's label, an error's code or message. Names are looked up first and lead to their requests; messages are looked through among failed requests alone.",
  }),
};

export const listRequests = endpoint({
  method: "get",
  path: "/api/requests",
  tag: TAG,
  summary: "Requests, newest first",
  access: "viewer",
  action: null,
  request: {
    query: z.strictObject({
      ...filters,
      limit: z.coerce.number().int().min(1).max(500).optional().openapi({ description: "Default 50." }),
      cursor: z.string().max(200).optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  answer: jsonAnswer(
    z
      .object({
        requests: z.array(requestView),
        next_cursor: z.string().nullable().openapi({
          description:
            "Leads to older ones. A page may be short, even empty, before the last one: ask on until it is null.",
        }),
      })
      .openapi("RequestPage"),
  ),
  errors: ["invalid_cursor"],
});

const option = z.object({ value: z.string(), label: z.string() });

export const requestOptions = endpoint({
  method: "get",
  path: "/api/requests/options",
  tag: TAG,
  summary: "What requests can be filtered by: everything that was seen as long as records are kept",
  access: "viewer",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        accounts: z.array(option),
        client_keys: z.array(z.string()),
        providers: z.array(z.string()),
        models: z.array(z.string()),
        routes: z.array(z.string()),
        error_codes: z.array(z.string()),
        outcomes: z.array(verdict),
      })
      .openapi("RequestOptions"),
  ),
});

const cause = z
  .object({
    error_code: z.string(),
    outcome: verdict,
    count: z.number().int(),
    latest: z.object({ id: z.string(), at: instant, status: z.number().int(), message: z.string().nullable() }),
    accounts: z
      .array(z.object({ account_id: z.string(), label: z.string(), count: z.number().int() }))
      .openapi({ description: "Most often hit first, at most three." }),
  })
  .openapi("FailureCause");

export const summarizeFailures = endpoint({
  method: "get",
  path: "/api/requests/failures",
  tag: TAG,
  summary: "Why requests failed: the newest failures, gathered by cause",
  access: "viewer",
  action: null,
  request: { query: z.strictObject(filters) },
  answer: jsonAnswer(
    z
      .object({
        causes: z.array(cause).openapi({ description: "Most frequent first." }),
        counted: z.number().int().openapi({ description: "So many failures were looked at." }),
        complete: z.boolean().openapi({ description: "False: there are older ones that were not looked at." }),
      })
      .openapi("FailureSummary"),
  ),
});

export const getRequest = endpoint({
  method: "get",
  path: "/api/requests/{request_id}",
  tag: TAG,
  summary: "One request and why it went as it did",
  access: "viewer",
  action: null,
  request: { params: z.object({ request_id: z.string().openapi({ example: "req_0mi3x1z2abc0123456789abc" }) }) },
  answer: jsonAnswer(requestDetails),
  errors: ["request_not_found"],
});

export const exportRequests = endpoint({
  method: "get",
  path: "/api/requests.csv",
  tag: TAG,
  summary: "Requests as a file for spreadsheets, newest first",
  access: "viewer",
  action: null,
  request: { query: z.strictObject(filters) },
  answer: textAnswer("text/csv", "A line a request; the first line names the columns."),
});
