// The start: who is signed in decides whether the pages or the way in are shown.

import "../lib/no-eval.ts";
import "./styles.css";

import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Toaster } from "sonner";

import { queryClient } from "../lib/query-client.ts";
import { useMedia } from "../lib/media.ts";
import { useTheme } from "../lib/theme.ts";
import { App } from "./app.tsx";

function Messages() {
  const isWide = useMedia("(min-width: 48rem)");
  // Not over what is done last on a page: at the right and at the foot stand the buttons of drawers and selections.
  return <Toaster position={isWide ? "bottom-left" : "top-center"} theme={useTheme()} richColors closeButton />;
}

const place = document.querySelector("#app");
if (place === null) throw new Error("the page has no place for the app");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Tooltip.Provider delay={400}>
        <App />
        <Messages />
      </Tooltip.Provider>
    </QueryClientProvider>
  </StrictMode>,
);
