-- Runs in one transaction with its entry in tandem_schema. A table of that name that is not ours,
-- for example of pekko-persistence-jdbc, is an error at start and not at the first call.
-- Collation "C": ids are ASCII, compare as bytes, and a prefix is a range of the primary key.
create table event_journal (
  ordering bigint generated always as identity,
  persistence_id varchar(255) collate "C" not null,
  sequence_number bigint not null,
  writer varchar(36) not null,
  written_at bigint not null,
  ser_id integer not null,
  ser_manifest varchar(255) not null,
  adapter_manifest varchar(255),
  ends boolean not null,
  deleted boolean default false not null,
  payload bytea not null,
  constraint event_journal_fence primary key (persistence_id, sequence_number)
);
create unique index event_journal_ordering on event_journal (ordering);
-- One entry per ended entity: which ones live is then answered from indexes alone (60 ms instead of
-- 900 for 20000 entities).
create index event_journal_ended on event_journal (persistence_id) where ends;
