// GET /api/openapi.json and /api/docs: made from the calls that are served, when somebody first asks.

import { getDocs, getOpenapi } from "../../../contract/documents.ts";
import type { Api } from "./api-app.ts";
import { docsPage } from "./docs-page.ts";
import type { OpenapiDocument } from "./openapi-document.ts";

const INTRODUCTION = [
  "The API of Switchyard's dashboard and command line.",
  "Sign in with `POST /api/dashboard-auth/password/login`; the cookie `dashboard_session` of its answer goes along with every other call. A session ends twelve hours after its last call.",
  'Names are in snake_case, instants are ISO 8601 in UTC with a `Z`. A refusal is `{"error": {"code", "message"}}`; a code never changes its meaning or its status. Unknown fields and parameters are refused by name (422 `validation_error`).',
  "A viewer may call what is marked so; everything else is the operator's. Calls that change something are refused where they come from a page of another origin.",
  "Every call may also answer 500 `internal_error`; an address that does not exist is 404 `not_found`, a method that it does not take 405 `method_not_allowed` with `Allow`.",
].join("\n\n");

const PAGE_HEADERS = {
  // Nothing is loaded from anywhere; the style stands in the page.
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
};

export function serveDocuments({ app, serve }: Api, { version }: { readonly version: string }): void {
  let made: { readonly document: OpenapiDocument; readonly page: string } | null = null;

  const make = (): NonNullable<typeof made> => {
    app.openAPIRegistry.registerComponent("securitySchemes", "dashboard_session", {
      type: "apiKey",
      in: "cookie",
      name: "dashboard_session",
    });
    const info = { title: "Switchyard", version, description: INTRODUCTION };
    const generated: unknown = app.getOpenAPI31Document({ openapi: "3.1.0", info, servers: [{ url: "/" }] });
    // The generator's own types are wider than what is read here.
    const document = JSON.parse(JSON.stringify(generated)) as OpenapiDocument;
    return { document, page: docsPage(document) };
  };

  serve(getOpenapi, (context) => context.json((made ??= make()).document as never, 200));
  serve(getDocs, (context) => context.html((made ??= make()).page, 200, PAGE_HEADERS) as never);
}
