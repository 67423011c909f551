// What a browser shows at the end of a sign-in: whether it worked, in a sentence.

import type { CallbackVerdict } from "../../logins/flows/login-flow.ts";

/** Waits until the sign-in has ended, so that the page can say how. */
export async function loginPage(verdict: CallbackVerdict): Promise<Response> {
  switch (verdict.kind) {
    case "taken": {
      const ended = await verdict.ended;
      if (ended.kind !== "ok") return page(400, "The sign-in failed", ended.kind === "error" ? ended.reason : "");
      return page(200, "Signed in", `${ended.account.email ?? ended.account.id} is in. You may close this page.`);
    }
    case "unknown-state":
    case "other-provider":
      return page(404, "No such sign-in", "It has ended or was never begun here. Start it again.");
    case "not-waiting":
      return page(409, "Nothing to do", "This sign-in has had its answer already.");
    case "wants-none":
      return page(400, "Nothing to do", "This sign-in waits for its code to be confirmed.");
  }
}

function page(status: number, title: string, text: string): Response {
  const [heading, sentence] = [title, text].map((one) => Bun.escapeHTML(one));
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${heading}</title><body><h1>${heading}</h1><p>${sentence}</p></body></html>`;
  return new Response(body, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      // The address holds a code.
      "referrer-policy": "no-referrer",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}
