// The page while its accounts are on their way.

import { Skeleton } from "../../ui/states.tsx";

export function AccountsSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-12" />
      <Skeleton className="h-20" />
      <Skeleton className="h-96" />
    </div>
  );
}
