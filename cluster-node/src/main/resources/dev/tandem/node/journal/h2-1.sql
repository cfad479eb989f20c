-- H2 keeps a table in the order of its single-column integer primary key: "ordering" costs no
-- index of its own, and the fence is the only other one. DDL commits at once here: a start that was
-- killed half way must be able to come back, so each statement is repeatable.
create table if not exists event_journal (
  ordering bigint generated always as identity primary key,
  persistence_id varchar(255) not null,
  sequence_number bigint not null,
  writer varchar(36) not null,
  written_at bigint not null,
  ser_id integer not null,
  ser_manifest varchar(255) not null,
  adapter_manifest varchar(255),
  ends boolean not null,
  deleted boolean default false not null,
  payload varbinary(16777216) not null,
  constraint event_journal_fence unique (persistence_id, sequence_number)
);
