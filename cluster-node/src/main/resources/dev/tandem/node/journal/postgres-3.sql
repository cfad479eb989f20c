-- Users, filled by the operator. An ha1 is the hash of user:realm:password in hexadecimal, or null where
-- tandem.edge.auth.algorithms does not offer that algorithm.
create table sip_user (
  realm varchar(255) not null,
  user_name varchar(128) not null,
  ha1_md5 varchar(32),
  ha1_sha_256 varchar(64),
  ha1_sha_512_256 varchar(64),
  primary key (realm, user_name)
)
