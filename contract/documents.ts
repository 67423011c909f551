// The description of /api, for programs and for people. Both are made from the declarations here and need no session: they hold
// nothing that is not in the source.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer, textAnswer } from "./endpoint.ts";

const TAG = "This description";

export const getOpenapi = endpoint({
  method: "get",
  path: "/api/openapi.json",
  tag: TAG,
  summary: "Every call of this API as an OpenAPI 3.1 document",
  access: "public",
  action: null,
  answer: jsonAnswer(z.looseObject({ openapi: z.string() }), "The document."),
});

export const getDocs = endpoint({
  method: "get",
  path: "/api/docs",
  tag: TAG,
  summary: "The same as a page to read",
  access: "public",
  action: null,
  answer: textAnswer("text/html", "The page."),
});
