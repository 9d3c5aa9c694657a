-- Tables of the hub. Statements are separated by a line holding only the mark below; each is one step of the migration.
-- Ids are bigint identity, except tenants and replies (uuid). States are text with a check, because comparisons of
-- enums cannot use an index under row-level security.

create table epoch (
  only_row boolean primary key default true check (only_row),
  value text not null default replace(gen_random_uuid()::text, '-', '')
);
--;;
insert into epoch default values;
--;;
create table tenant (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  demo boolean not null default false,
  settings jsonb not null default '{}',
  pruned_xid xid8 not null default '0',   -- events up to this transaction are no longer kept
  created_at timestamptz not null default now()
);
--;;
create table app_user (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  email text not null,
  name text not null,
  role text not null check (role in ('operator', 'admin', 'viewer', 'integrator')),
  password_hash text,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (tenant_id, email)
);
--;;
create table agent (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  name text not null,
  revoked_at timestamptz,
  paused boolean not null default false,
  version text,
  journal_id text,                 -- the journal that may lease replies
  connection_id text,              -- the connection that holds the lease
  next_connection_id text,         -- a newer connection, waiting for the older one's lease to end
  next_journal_id text,
  lease_until timestamptz,         -- nothing is typed by this agent after this moment without a renewal
  last_heartbeat_at timestamptz,
  cpu_percent real,
  memory_percent real,
  wx_online boolean,
  messages_processed bigint,
  outbox_depth integer,
  created_at timestamptz not null default now()
);
--;;
create index agent_tenant on agent (tenant_id, id);
--;;
create table account (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  agent_id bigint not null references agent on delete cascade,
  name text not null,
  state text not null default 'ok' check (state in ('ok', 'not_logged_in', 'window_minimized', 'ui_tree_hidden', 'unsupported_version', 'rate_limited', 'session_locked')),
  detail text,
  created_at timestamptz not null default now(),
  unique (tenant_id, name)
);
--;;
create index account_agent on account (agent_id);
--;;
-- Room states: model -> requested -> human -> model, model|requested -> phone -> model (see 004-ownership.sql, where they are enforced).
create table room (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  kind text not null check (kind in ('private', 'group')),
  key text not null,               -- private: account and window; group: its external id, else account and window
  name text not null,
  fence integer not null default 0,
  owner text not null default 'model' check (owner in ('model', 'requested', 'human', 'phone')),
  owner_user_id bigint references app_user on delete set null,
  owner_since timestamptz,
  request_expires_at timestamptz,
  phone_until timestamptz,
  speaker_account_id bigint references account on delete set null,
  last_message_id bigint,
  created_at timestamptz not null default now(),
  unique (tenant_id, key)
);
--;;
create index room_owned on room (tenant_id, owner, id) where owner <> 'model';
--;;
create table chat (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  account_id bigint not null references account on delete cascade,
  room_id bigint not null references room on delete cascade,
  window_key text not null,
  name text not null,
  ambiguous boolean not null default false,   -- two open windows of one name: read, never typed into
  acknowledged_fence integer not null default 0,
  created_at timestamptz not null default now(),
  unique (account_id, window_key)
);
--;;
create index chat_room on chat (room_id);
--;;
create table customer (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  room_id bigint not null references room on delete cascade,
  member_key text not null,        -- '' in a private chat, the member's key in a group
  name text not null,
  level text not null default 'gray' check (level in ('white', 'gray', 'black')),
  level_pinned boolean not null default false,
  score real not null default 0,
  satisfaction_part real not null default 0,
  activity_part real not null default 0,
  value_part real not null default 0,
  state text not null default 'new' check (state in ('new', 'potential', 'deal', 'repurchase', 'lost')),
  total_messages integer not null default 0,
  messages_30d integer not null default 0,
  rated_dialogs integer not null default 0,
  positive_dialogs integer not null default 0,
  negative_signals integer not null default 0,
  rating_sum integer not null default 0,
  deal_amount numeric,
  average_order_amount numeric,
  last_answered_at timestamptz,    -- for the one answer per person in 30 s
  last_active_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (room_id, member_key)
);
--;;
create index customer_recent on customer (tenant_id, last_active_at desc, id desc);
--;;
-- A session is live until closed_at is set; one live session a customer.
create table session (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  room_id bigint not null references room on delete cascade,
  customer_id bigint not null references customer on delete cascade,
  account_id bigint not null references account on delete cascade,   -- the account that answers
  chat_id bigint not null references chat on delete cascade,
  previous_session_id bigint references session on delete set null,
  handoff_id bigint,               -- the open handoff, if any: the model is silent while it is set
  kind text,
  summary text,
  resolution text check (resolution in ('solved', 'unsolved', 'transferred', 'abandoned')),
  resolved_by text check (resolved_by in ('ai', 'human', 'self')),
  satisfaction smallint check (satisfaction between 1 and 5),
  turn_count integer not null default 0,
  total_tokens integer not null default 0,
  unread integer not null default 0,
  clarify_open boolean not null default false,  -- the last answer was a question of ours: the next line is exempt from the 30 s rule
  last_message_id bigint,
  last_active_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  closed_at timestamptz
);
--;;
create unique index session_live on session (customer_id) where closed_at is null;
--;;
create index session_recent on session (tenant_id, last_active_at desc, id desc);
--;;
create index session_customer on session (customer_id, id desc);
--;;
create index session_room_live on session (room_id) where closed_at is null;
--;;
-- Foreign keys cost a look-up a row: turn, message, reply and event, which the hot path writes, have none; remove_tenant deletes
-- them by name.
-- Turn states: open (collects lines, is claimed and worked on) -> settled; open -> held (waits for a person) -> settled or open again;
-- settled -> held when all its bubbles are void. At most one held turn a session. Enforced in 003 and 004.
create table turn (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  session_id bigint not null,
  room_id bigint not null,
  state text not null default 'open' check (state in ('open', 'held', 'settled')),
  revision integer not null default 1,
  replans smallint not null default 0,
  attempts smallint not null default 0,
  first_line_at timestamptz not null,
  due_at timestamptz,
  deadline_at timestamptz,
  outcome text check (outcome in ('replied', 'clarified', 'handed_off', 'answered_by_human', 'suppressed_by_rule', 'no_reply_needed', 'closed', 'dead_letter')),
  outcome_at timestamptz,
  answer_message_id bigint,        -- the operator's line that answered it
  confidence real,
  handoff_reason text,
  tokens_total integer not null default 0,
  latency_ms integer,
  evidence_ids bigint[] not null default '{}',
  trace jsonb not null default '{}',
  created_at timestamptz not null default now(),
  check ((state = 'settled') = (outcome is not null))
);
--;;
create unique index turn_held on turn (session_id) where state = 'held';
--;;
create index turn_session on turn (session_id, id desc);
--;;
create index turn_room_unsettled on turn (room_id) where state <> 'settled';
--;;
create index turn_recent on turn (tenant_id, id desc);
--;;
create index turn_outcome on turn (tenant_id, outcome, id desc) where outcome is not null;
--;;
create index turn_outcome_at on turn using brin (outcome_at) with (pages_per_range = 16);
--;;
create table message (
  id bigint generated always as identity primary key,
  tenant_id uuid not null,
  session_id bigint,
  room_id bigint not null,
  customer_id bigint,
  account_id bigint not null,
  chat_id bigint not null,
  client_message_id text,          -- null for lines that begin in the hub
  content_hash text,
  role text not null check (role in ('customer', 'model', 'operator', 'system')),
  kind text not null default 'text',
  sender text,
  content text not null,
  quote text,
  media_hash text,
  mentioned boolean not null default false,
  turn_id bigint,
  user_id bigint,
  via_phone boolean not null default false,
  seen_only boolean not null default false,       -- kept for its receipt, belongs to no session and has no outcome: a group line read by
                                                  -- an account that is not the speaker, a line of our own accounts, an echo of our own bubble
  missed_offline boolean not null default false,
  possibly_repeated boolean not null default false,
  matched_reply_id uuid,           -- an outgoing line that a reply of ours explains is kept for its receipt only
  seq integer,
  shown_at timestamptz,
  captured_at timestamptz,
  received_at timestamptz not null default clock_timestamp(),
  check (seen_only or (session_id is not null and customer_id is not null))
);
--;;
create unique index message_once on message (account_id, client_message_id) where client_message_id is not null;
--;;
create index message_session on message (session_id, id desc);
--;;
create index message_customer on message (customer_id, id desc);
--;;
create index message_recent on message (tenant_id, id desc);
--;;
create index message_received on message using brin (received_at) with (pages_per_range = 16);
--;;
create index message_turn on message (turn_id);
--;;
create index message_chat on message (chat_id, id desc);
--;;
-- Reply states: queued -> leased -> typed -> confirmed; queued|leased -> void; leased|typed -> unknown -> confirmed|void. Enforced in 005-delivery.sql.
create table reply (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity,        -- typing order within a room
  tenant_id uuid not null,
  room_id bigint not null,
  session_id bigint not null,
  chat_id bigint not null,
  account_id bigint not null,
  turn_id bigint,
  message_id bigint not null,
  origin text not null check (origin in ('model', 'operator', 'notice')),
  text text not null,
  fence integer not null,
  state text not null default 'queued' check (state in ('queued', 'leased', 'typed', 'confirmed', 'void', 'unknown')),
  journal_id text,
  void_reason text,
  echo_seen boolean not null default false,       -- its own line in the chat has been reported
  state_at timestamptz not null default clock_timestamp(),
  created_at timestamptz not null default clock_timestamp()
);
--;;
create index reply_undelivered on reply (account_id, seq) where state in ('queued', 'leased', 'typed', 'unknown');
--;;
create index reply_room_undelivered on reply (room_id, seq) where state in ('queued', 'leased', 'typed', 'unknown');
--;;
create unique index reply_message on reply (message_id);
--;;
create index reply_turn on reply (turn_id);
--;;
create index reply_sent on reply (account_id, created_at);
--;;
create index reply_chat_recent on reply (chat_id, seq desc);
--;;
create table handoff (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  session_id bigint not null references session on delete cascade,
  room_id bigint not null references room on delete cascade,
  turn_id bigint references turn on delete set null,
  state text not null default 'waiting' check (state in ('waiting', 'held', 'closed')),
  reason text not null,
  detail text,
  priority smallint not null default 0,
  opened_at timestamptz not null default now(),
  due_at timestamptz not null,     -- when the operator should have taken it (SLA)
  expires_at timestamptz not null, -- when nobody took it: closes with a notice
  taken_by bigint references app_user on delete set null,
  taken_at timestamptz,
  closed_at timestamptz
);
--;;
create unique index handoff_open on handoff (session_id) where state <> 'closed';
--;;
create index handoff_room_open on handoff (room_id) where state <> 'closed';
--;;
-- The minus as lists write it: a place in the queue is compared as one row, all columns in one direction.
create index handoff_queue on handoff (tenant_id, state, (-priority), opened_at, id);
--;;
alter table session add constraint session_handoff foreign key (handoff_id) references handoff on delete set null;
--;;
create table event (
  id bigint generated always as identity,
  tenant_id uuid not null,
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  room_id bigint,
  session_id bigint,
  account_ids bigint[] not null default '{}',     -- the accounts whose agents must hear of it
  data jsonb not null default '{}',
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, xid, id)
);
--;;
create index event_at on event (tenant_id, at);
--;;
create table usage (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  turn_id bigint,
  call_id uuid not null,
  entry text not null check (entry in ('reserved', 'booked')),
  provider text not null,
  model text not null,
  prompt_tokens integer not null,
  completion_tokens integer not null,
  cost numeric not null default 0,
  at timestamptz not null default clock_timestamp(),
  unique (call_id, entry)
);
--;;
create index usage_at on usage (tenant_id, at);
--;;
create table audit (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  actor text not null,             -- 'user:7', 'agent:3', 'hub'
  action text not null,
  subject text,
  detail jsonb not null default '{}',
  at timestamptz not null default clock_timestamp()
);
--;;
create index audit_recent on audit (tenant_id, id desc);
--;;
-- The first answer of every mutation, given again to a repeat.
create table request (
  tenant_id uuid not null,
  actor text not null,
  request_id text not null,
  name text not null,
  input_hash text not null,
  answer jsonb,
  at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, actor, request_id)
);
--;;
create index request_at on request (tenant_id, at);
--;;
create table media (
  tenant_id uuid not null references tenant on delete cascade,
  hash text not null,
  content_type text not null,
  size integer not null,
  bytes bytea not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, hash)
);
--;;
create table document (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  name text not null,
  content_hash text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (tenant_id, name)
);
--;;
create table chunk (
  id bigint generated always as identity primary key,
  tenant_id uuid not null references tenant on delete cascade,
  document_id bigint not null references document on delete cascade,
  position integer not null,
  question text not null,
  answer text not null,
  heading text,
  page integer,
  phrasings text[] not null default '{}',
  tokens jsonb not null,           -- what the index is built from; segmenting once costs 0.4 ms per 300 characters
  unique (document_id, position)
);
--;;
create index chunk_tenant on chunk (tenant_id, id);
--;;
-- Sign-ins of people: a refresh token is kept as a hash and rotated.
create table auth_session (
  id uuid primary key default gen_random_uuid(),
  tenant_id uuid not null references tenant on delete cascade,
  user_id bigint not null references app_user on delete cascade,
  refresh_hash text not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
--;;
create index auth_session_user on auth_session (user_id);
--;;
-- Outside the tenants' wall stands a closed list of tables with ids and hashes only.
create table turn_claim (
  turn_id bigint primary key,
  tenant_id uuid not null,
  session_id bigint not null,
  room_id bigint not null,
  priority smallint not null default 0,
  due_at timestamptz not null,
  deadline_at timestamptz not null,
  revision integer not null default 1,
  replans smallint not null default 0,
  first_line_at timestamptz not null,
  postponed boolean not null default false,      -- due was moved by a rate limit: new lines join without moving it
  attempts smallint not null default 0,
  worker_id text,
  lease_until timestamptz,
  attempt_token uuid
);
--;;
create index turn_claim_due on turn_claim (priority desc, due_at);
--;;
create index turn_claim_session on turn_claim (session_id, turn_id);
--;;
create index turn_claim_room on turn_claim (room_id);
--;;
create index turn_claim_worker on turn_claim (worker_id) where worker_id is not null;
--;;
create table login_lookup (
  email_hash text not null,
  tenant_id uuid not null references tenant on delete cascade,
  user_id bigint not null,
  primary key (email_hash, tenant_id)
);
--;;
create table key_lookup (
  key_hash text primary key,
  tenant_id uuid not null references tenant on delete cascade,
  agent_id bigint not null
);
--;;
create table link_lookup (
  code_hash text primary key,
  tenant_id uuid not null references tenant on delete cascade,
  user_id bigint not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
--;;
create table refresh_lookup (
  refresh_hash text primary key,
  tenant_id uuid not null references tenant on delete cascade,
  auth_session_id uuid not null
);
--;;
create table tenant_lookup (
  tenant_id uuid primary key references tenant on delete cascade
);
