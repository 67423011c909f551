// Which Switchyard this is, where its things are, and what to read.

import { useQuery } from "@tanstack/react-query";

import { api, BASE_URL } from "../../lib/api.ts";
import { useText } from "../../lib/i18n.ts";
import { useMayChange } from "../../lib/session.ts";
import { Card } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorState, Skeleton } from "../../ui/states.tsx";
import { ABOUT_TEXT } from "./messages.ts";

export function AboutSection() {
  const t = useText();
  const isOperator = useMayChange();
  const about = useQuery({
    queryKey: ["about"],
    queryFn: ({ signal }) => api.call("get", "/api/about", undefined, signal),
    enabled: isOperator,
  });
  const facts: readonly (readonly [name: string, value: string])[] = [
    ...(about.data === undefined
      ? []
      : ([
          [t(ABOUT_TEXT.version), about.data.version],
          [t(ABOUT_TEXT.dataDir), about.data.data_dir],
          [t(ABOUT_TEXT.configFile), about.data.config_file],
          [t(ABOUT_TEXT.authDir), about.data.auth_dir],
        ] as const)),
    [t(ABOUT_TEXT.address), BASE_URL],
  ];
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Card title="Switchyard" note={t(ABOUT_TEXT.privacy)}>
        {about.isError ? (
          <ErrorState error={about.error} onRetry={() => void about.refetch()} />
        ) : isOperator && about.isPending ? (
          <Skeleton className="h-40" />
        ) : (
          <dl className="divide-y">
            {facts.map(([name, value]) => (
              <div key={name} className="grid items-center gap-x-3 py-2 sm:grid-cols-[9rem_1fr]">
                <dt className="text-sm text-soft">{name}</dt>
                <dd className="flex min-w-0 items-center gap-2">
                  <span className="min-w-0 grow font-mono text-xs break-all">{value}</span>
                  <CopyButton text={value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </Card>
      <Card title={t(ABOUT_TEXT.help)}>
        <ul className="flex flex-col gap-2 text-sm">
          <li>
            <a className="text-accent underline" href={`${BASE_URL}/api/docs`}>
              {t(ABOUT_TEXT.api)}
            </a>
          </li>
          <li>
            <a className="text-accent underline" href={`${BASE_URL}/api/openapi.json`}>
              {t(ABOUT_TEXT.openapi)}
            </a>
          </li>
          <li className="text-soft">{t(ABOUT_TEXT.docs)}</li>
        </ul>
      </Card>
    </div>
  );
}
