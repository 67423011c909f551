// The schema of client keys: what they may do, the names that their usage stands under, and what they have used.

export function clientKeySchema(): readonly string[] {
  return [
    `create table client_keys (
      id text not null primary key,
      name text not null,
      hash text not null unique,
      prefix text not null,
      enabled integer not null,
      created_at bigint not null,
      revision bigint not null,
      expires_at bigint,
      models text,
      accounts text,
      concurrency bigint,
      limits text not null
    )`,
    `create table client_key_names (
      name text not null primary key,
      key_id text not null
    )`,
    "create index client_key_names_key on client_key_names (key_id)",
    `create table client_key_ledgers (
      key_id text not null primary key,
      ledger text not null
    )`,
  ];
}
