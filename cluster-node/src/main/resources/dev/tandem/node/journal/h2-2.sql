-- One row per session that has ended. The journal forgets it later.
create table if not exists call_record (
  seq bigint generated always as identity,
  session_id varchar(64) primary key,
  role varchar(3) not null,
  peer varchar(64),
  bridge varchar(100),
  from_uri varchar(65536) not null,
  to_uri varchar(65536) not null,
  call_id varchar(65536) not null,
  created timestamp(3) with time zone not null,
  answered timestamp(3) with time zone,
  ended timestamp(3) with time zone not null,
  duration_ms bigint not null,
  ended_by varchar(16) not null,
  status integer not null,
  reason varchar(65536) not null,
  media_moves integer not null
);
create unique index if not exists call_record_seq on call_record (seq);
create index if not exists call_record_ended on call_record (ended)
