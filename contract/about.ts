// Which Switchyard this is, and where it keeps its things: what a report of a defect, or a look at the files, begins with.

import { z } from "@hono/zod-openapi";

import { endpoint, jsonAnswer } from "./endpoint.ts";

export const getAbout = endpoint({
  method: "get",
  path: "/api/about",
  tag: "About",
  summary: "The version, and the folders in use",
  access: "operator",
  action: null,
  answer: jsonAnswer(
    z
      .object({
        version: z.string(),
        data_dir: z.string(),
        config_file: z.string(),
        auth_dir: z.string(),
      })
      .openapi("About"),
  ),
});
