// Copies a text, and says that it did.

import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { useText } from "../lib/i18n.ts";
import { IconButton } from "./icon-button.tsx";
import { UI_TEXT } from "./messages.ts";

const SHOWN_MS = 1500;

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    await copyText(text);
    setCopied(true);
    window.setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <IconButton
      label={copied ? t(UI_TEXT.copied) : (label ?? t(UI_TEXT.copy))}
      size="small"
      onClick={() => void copy()}
    >
      {copied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
    </IconButton>
  );
}

/** Without https browsers have no clipboard for pages; the old way still works. */
async function copyText(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
