-- One row per session that has ended. The journal forgets it later.
create table call_record (
  seq bigint generated always as identity,
  session_id varchar(64) collate "C" primary key,
  role varchar(3) not null,
  peer varchar(64),
  bridge varchar(100),
  from_uri text not null,
  to_uri text not null,
  call_id text not null,
  created timestamptz not null,
  answered timestamptz,
  ended timestamptz not null,
  duration_ms bigint not null,
  ended_by varchar(16) not null,
  status integer not null,
  reason text not null,
  media_moves integer not null
);
create unique index call_record_seq on call_record (seq);
create index call_record_ended on call_record (ended)
