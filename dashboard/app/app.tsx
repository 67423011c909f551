// Signed in, the pages, with one line to what happens at the gateway; else the way in. Where a session ends in mid-work the pages
// stay behind it, unseen and still: whoever signs in again with the same rights goes on where they were, half-filled forms and all.

import { useQuery } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Activity, lazy, Suspense, useEffect, useState } from "react";

import { openEvents } from "../lib/events.ts";
import { EVENT_KINDS, keepLive } from "../lib/live-queries.ts";
import { type Session, sessionQuery } from "../lib/session.ts";
import { ErrorState } from "../ui/states.tsx";
import { router } from "./router.tsx";

const SignInPage = lazy(async () => {
  const { SignInPage: component } = await import("../features/sign-in/sign-in-page.tsx");
  return { default: component };
});

export function App() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  const isIn = session?.authenticated === true;
  const [owner, setOwner] = useState<Session["role"]>(null);
  if (isIn && owner === null) setOwner(session.role);
  const isAnother = isIn && owner !== null && owner !== session.role;
  useEffect(() => {
    // What the one has read or typed is not for the other.
    if (isAnother) window.location.reload();
  }, [isAnother]);
  useEffect(() => {
    if (!isIn) return;
    const stopLive = keepLive();
    const closeEvents = openEvents(EVENT_KINDS, () => void refetch());
    return () => {
      closeEvents();
      stopLive();
    };
  }, [isIn, refetch]);
  if (session === undefined) return error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />;
  if (isAnother) return null;
  return (
    <>
      {owner !== null && (
        <Activity mode={isIn ? "visible" : "hidden"}>
          <RouterProvider router={router} />
        </Activity>
      )}
      {!isIn && (
        <Suspense>
          <SignInPage session={session} />
        </Suspense>
      )}
    </>
  );
}
