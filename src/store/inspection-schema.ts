// The schema of inspections and of what waits for somebody to act.

interface Words {
  readonly sortedText: string;
}

export function inspectionSchema({ sortedText }: Words): readonly string[] {
  return [
    `create table inspection_runs (
      id ${sortedText} not null primary key,
      started_at bigint not null,
      run text not null
    )`,
    `create table inspection_results (
      run_id ${sortedText} not null,
      account_id ${sortedText} not null,
      result text not null,
      primary key (run_id, account_id)
    )`,
    `create table inspection_pauses (
      account_id ${sortedText} not null primary key,
      at bigint not null,
      reason text not null
    )`,
    `create table action_candidates (
      id ${sortedText} not null primary key,
      account_id ${sortedText} not null,
      action text not null,
      reason text not null,
      state text not null,
      last_seen_at bigint not null,
      settled_at bigint,
      candidate text not null,
      unique (account_id, action, reason)
    )`,
    "create index action_candidates_state on action_candidates (state, last_seen_at)",
  ];
}
