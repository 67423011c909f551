// Who may call /api: sessions, origins, the audit, as its guards and its sign-in ask for them.

import { timingSafeEqual } from "node:crypto";

import { SESSION_MS } from "../domain/sign-in.ts";
import type { SignInDeps } from "../management/sign-in/deps.ts";
import { createPacedPasswords } from "../management/sign-in/paced-passwords.ts";
import { findSession } from "../management/sign-in/sessions.ts";
import { createTries } from "../management/sign-in/tries.ts";
import { passwords } from "../platform/passwords.ts";
import { sha256Hex } from "../platform/sha256.ts";
import { systemClock } from "../platform/system-clock.ts";
import { systemIds } from "../platform/system-ids.ts";
import { totp } from "../platform/totp.ts";
import type { ApiGuards } from "../server/api/api-env.ts";
import { type CallOrigins, createCallOrigins } from "../server/api/own-origin.ts";
import { sessionCookie, sessionTokenOf } from "../server/api/session-cookie.ts";
import type { SignInHandlersDeps } from "../server/api/sign-in-answers.ts";
import { errorFields } from "../telemetry/log.ts";
import type { ApiParts } from "./open-api.ts";
import { createToldStoreAway } from "./told-store-away.ts";

export interface ApiAccess {
  readonly guards: ApiGuards;
  readonly signInHandlers: SignInHandlersDeps;
}

/** Whoever knows the password and has many addresses guesses no faster than so many codes a minute. */
const MOST_FAILED_CODES = 20;

export function buildApiAccess(parts: ApiParts): ApiAccess {
  const { store, opened, audit, settings } = parts;
  const { document } = opened;
  const origins = createCallOrigins(() => settings().trustedProxies);
  const signIn: SignInDeps = {
    credentials: store.credentials,
    sessions: store.sessions,
    passwords: createPacedPasswords(passwords),
    totp,
    tries: createTries(systemClock),
    codeTries: createTries(systemClock, MOST_FAILED_CODES),
    ids: systemIds,
    clock: systemClock,
    sha256: sha256Hex,
    isTotpRequired: () => document.current().dashboard.totpRequiredOnLogin,
  };
  return {
    guards: guardsOf(parts, { signIn, origins }),
    signInHandlers: {
      signIn,
      origins,
      audit,
      isBootstrapToken: (token) => isSame(token, parts.bootstrapToken),
      async stopRequiringTotp() {
        await document.edit([{ path: ["dashboard", "totp-required-on-login"], value: false }]);
      },
    },
  };
}

interface Who {
  readonly signIn: SignInDeps;
  readonly origins: CallOrigins;
}

function guardsOf({ settings, audit, log }: ApiParts, { signIn, origins }: Who): ApiGuards {
  return {
    async sessionOf(request) {
      const token = sessionTokenOf(request);
      const session = token === null ? null : await findSession(token, signIn);
      return session === null ? null : { id: session.hash, ...session };
    },
    renewedCookie({ isExtended }, request, peer) {
      const token = isExtended ? sessionTokenOf(request) : null;
      if (token === null) return null;
      return sessionCookie(token, { maxAgeMs: SESSION_MS, isSecure: origins.isEncrypted(request, peer) });
    },
    isOwnOrigin: origins.isOwn,
    addressOf: (request, peer) => settings().trustedProxies.clientOf(peer, request.headers.get("x-forwarded-for")),
    audit,
    isStoreAway: createToldStoreAway(log),
    defect: (error) => log.error("defect", errorFields(error)),
  };
}

/** In a time that says nothing about where they differ. */
function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)));
}
