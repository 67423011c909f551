// The start: who is signed in decides whether the pages or the way in are shown.

import "../lib/no-eval.ts";
import "./styles.css";

import { Tooltip } from "@base-ui/react/tooltip";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Toaster } from "sonner";

import { queryClient } from "../lib/query-client.ts";
import { useTheme } from "../lib/theme.ts";
import { App } from "./app.tsx";

function Messages() {
  return <Toaster position="bottom-right" theme={useTheme()} richColors closeButton />;
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
