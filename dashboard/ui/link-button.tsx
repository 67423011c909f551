// A link that stands among buttons: it leads somewhere, and can be opened in a tab of its own.

import type { ReactNode } from "react";

import { type ButtonLook, buttonClass } from "./button.tsx";

interface LinkButtonProps extends ButtonLook {
  readonly href: string;
  readonly icon?: ReactNode;
  readonly children: ReactNode;
}

export function LinkButton({ href, icon, children, ...look }: LinkButtonProps) {
  return (
    <a href={href} className={buttonClass(look)}>
      {icon}
      {children}
    </a>
  );
}
