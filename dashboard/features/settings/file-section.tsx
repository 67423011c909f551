// config.yaml as text: checked, compared, saved.

import { useRef, useState } from "react";
import { CircleCheck } from "lucide-react";
import { toast } from "sonner";

import { errorText } from "../../lib/gateway-words.ts";
import { useText } from "../../lib/i18n.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { CodeArea, goToLine } from "./code-area.tsx";
import { type Config, type ConfigCheck, useCheckConfig } from "./config-query.ts";
import { FILE_TEXT } from "./file-messages.ts";
import { ProblemList } from "./problem-list.tsx";
import { type Draft, ReviewDialog } from "./review-dialog.tsx";
import { TEXT } from "./messages.ts";
import { WithConfig } from "./with-config.tsx";

export function FileSection() {
  return <WithConfig>{(config) => <Editor config={config} />}</WithConfig>;
}

/** What is being written, and which text of the file it began from. */
interface Writing {
  readonly text: string;
  readonly before: string;
  readonly revision: string;
}

function Editor({ config }: { readonly config: Config }) {
  const t = useText();
  const check = useCheckConfig();
  const [writing, setWriting] = useState<Writing | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const text = writing?.text ?? config.text;
  const edit = (next: string): void => {
    check.reset();
    const { before = config.text, revision = config.revision } = writing ?? {};
    setWriting(next === config.text ? null : { text: next, before, revision });
  };
  const drop = (): void => {
    check.reset();
    setWriting(null);
  };
  const run = async (then: (result: ConfigCheck) => void): Promise<void> => {
    try {
      then(await check.mutateAsync(text));
    } catch (error) {
      toast.error(errorText(error));
    }
  };
  const review = (result: ConfigCheck): void => {
    if (result.valid && writing !== null) {
      setDraft({ before: writing.before, after: writing.text, revision: writing.revision, check: result });
    }
  };
  const problems = check.data?.problems ?? (writing === null ? config.problems : []);
  const isElsewhere = writing !== null && writing.revision !== config.revision;
  return (
    <Card title={t(TEXT.file)} note={t(FILE_TEXT.note)}>
      <div className="flex min-w-0 flex-col gap-3">
        {config.needs_restart.length > 0 && (
          <p role="status" className="rounded-lg bg-warn-soft p-3 text-sm text-warn">
            {t(FILE_TEXT.restartNow, { keys: config.needs_restart.join(", ") })}
          </p>
        )}
        {isElsewhere && (
          <p role="alert" className="flex flex-wrap items-center gap-3 rounded-lg bg-warn-soft p-3 text-sm text-warn">
            <span className="grow">{t(FILE_TEXT.elsewhere)}</span>
            <Button size="small" onClick={drop}>
              {t(FILE_TEXT.takeTheirs)}
            </Button>
          </p>
        )}
        <CodeArea
          ref={area}
          label={t(FILE_TEXT.text)}
          text={text}
          onChange={edit}
          marked={new Set(problems.map(({ line }) => line))}
        />
        <Findings
          problems={problems}
          check={check.data ?? null}
          warnings={check.data?.warnings ?? config.warnings}
          isOnDisk={check.data === undefined}
          onLine={(line) => area.current !== null && goToLine(area.current, line)}
        />
        <div className="flex flex-wrap gap-2">
          <Button busy={check.isPending} onClick={() => void run(() => undefined)}>
            {t(FILE_TEXT.check)}
          </Button>
          <Button kind="primary" disabled={writing === null} busy={check.isPending} onClick={() => void run(review)}>
            {t(FILE_TEXT.review)}
          </Button>
          <Button kind="quiet" disabled={writing === null} onClick={drop}>
            {t(FILE_TEXT.drop)}
          </Button>
        </div>
      </div>
      {draft !== null && (
        <ReviewDialog
          draft={draft}
          onClose={() => setDraft(null)}
          onSaved={() => {
            setDraft(null);
            drop();
          }}
        />
      )}
    </Card>
  );
}

function Findings({
  problems,
  warnings,
  check,
  isOnDisk,
  onLine,
}: {
  readonly problems: Config["problems"];
  readonly warnings: Config["warnings"];
  readonly check: ConfigCheck | null;
  /** They are of the file as it stands, not of what is being written. */
  readonly isOnDisk: boolean;
  readonly onLine: (line: number) => void;
}) {
  const t = useText();
  return (
    <>
      {problems.length > 0 && (
        <ProblemList
          tone="bad"
          title={isOnDisk ? t(FILE_TEXT.inForce) : t(FILE_TEXT.problems, { count: problems.length })}
          problems={problems}
          onLine={onLine}
        />
      )}
      {warnings.length > 0 && (
        <ProblemList tone="warn" title={t(FILE_TEXT.warnings)} problems={warnings} onLine={onLine} />
      )}
      {check?.valid === true && (
        <p role="status" className="flex items-center gap-2 rounded-lg bg-good-soft p-3 text-sm text-good">
          <CircleCheck aria-hidden className="size-4" />
          {check.changed.length === 0 ? t(FILE_TEXT.unchanged) : t(FILE_TEXT.fine, { count: check.changed.length })}
        </p>
      )}
    </>
  );
}
