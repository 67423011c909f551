// Copies a text, and says that it did.

import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { copyText } from "../lib/copy-text.ts";
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
