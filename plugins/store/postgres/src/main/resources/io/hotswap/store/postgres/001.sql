-- Version 1. Every statement of the plugin is one call, so every transaction is one statement:
-- none is ever left open by a client that stands still.

create table store (
  id uuid not null,
  shards integer not null,
  format integer not null,
  created timestamptz not null default clock_timestamp()
);

-- The fence: whoever writes to a shard locks its row first.
create table shard (
  shard integer primary key,
  epoch bigint not null default 0,
  seq bigint not null default 0,
  fingerprint bigint not null default 0,
  owner text,
  expires timestamptz
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table stream (
  shard integer not null,
  topic_uid bigint not null,
  part integer not null,
  first bigint not null default 0,
  next bigint not null default 0,
  last_time bigint not null default 0,
  bytes bigint not null default 0,
  primary key (shard, topic_uid, part)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create table block (
  shard integer not null,
  topic_uid bigint not null,
  part integer not null,
  first bigint not null,
  count integer not null,
  time_ms bigint not null,
  crc bigint not null,
  records bytea not null,
  primary key (shard, topic_uid, part, first)
);
-- Batches come packed or are not worth it: the server spends no time on packing them again.
alter table block alter column records set storage external;

-- Streams with blocks that nobody can read any more.
create table garbage (
  shard integer not null,
  topic_uid bigint not null,
  part integer not null,
  gone boolean not null,
  primary key (shard, topic_uid, part)
);

create table snapshot (
  shard integer not null,
  position bigint not null,
  level integer not null,
  id uuid not null,
  chunks integer not null,
  bytes bigint not null,
  primary key (shard, position)
);

create table snapshot_chunk (
  shard integer not null,
  id uuid not null,
  n integer not null,
  crc bigint not null,
  bytes bytea not null,
  primary key (shard, id, n)
);
alter table snapshot_chunk alter column bytes set storage external;

-- The last group of each connection that appends, and what it was answered.
create table writer (
  writer uuid primary key,
  last_group bigint not null,
  status smallint[] not null,
  expected bigint[] not null,
  seen timestamptz not null
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create function store_time() returns timestamptz language sql volatile as
  'select clock_timestamp()';

create function claim(p_shard integer, p_owner text, p_ttl_ms bigint, p_seize boolean,
  out o_epoch bigint, out o_facts_end bigint, out o_holder text)
language plpgsql as $$
declare
  v_shard shard%rowtype;
  v_now timestamptz;
begin
  select * into strict v_shard from shard s where s.shard = p_shard for update;
  -- After the lock: it may have taken time to get.
  v_now := store_time();
  o_epoch := v_shard.epoch;
  if not p_seize and v_shard.owner <> p_owner and v_now < v_shard.expires then
    o_holder := v_shard.owner;
    return;
  end if;
  o_epoch := v_shard.epoch + 1;
  update shard s set epoch = o_epoch, seq = 0, fingerprint = 0, owner = p_owner,
    expires = v_now + p_ttl_ms * interval '1 millisecond' where s.shard = p_shard;
  select coalesce(max(t.next), 0) into o_facts_end
    from stream t where t.shard = p_shard and t.topic_uid = 0 and t.part = 0;
end $$;

create function renew(p_shard integer, p_epoch bigint, p_ttl_ms bigint)
returns boolean language plpgsql as $$
begin
  perform 1 from shard s where s.shard = p_shard for update;
  update shard s set expires = store_time() + p_ttl_ms * interval '1 millisecond'
    where s.shard = p_shard and s.epoch = p_epoch and s.epoch > 0 and s.owner is not null;
  return found;
end $$;

create function release(p_shard integer, p_epoch bigint)
returns boolean language plpgsql as $$
begin
  update shard s set owner = null where s.shard = p_shard and s.epoch = p_epoch;
  return found;
end $$;

-- A group of appends. p_entries has, for each append, the index of its last entry. Statuses:
-- 0 durable, 1 fenced, 2 wrong seq, 3 wrong offset, 4 time goes back, 9 the server went back to a
-- time before a group that it had confirmed (nothing is written).
create function append_group(
  p_writer uuid, p_group bigint, p_confirmed bigint,
  p_shard integer[], p_epoch bigint[], p_seq bigint[], p_print bigint[], p_entries integer[],
  p_uid bigint[], p_part integer[], p_first bigint[], p_count integer[], p_time bigint[],
  p_crc bigint[], p_records bytea[],
  out o_status smallint[], out o_expected bigint[])
language plpgsql as $$
declare
  v_writer writer%rowtype;
  v_shard shard%rowtype;
  v_lo integer := 1;
  v_hi integer;
  v_status smallint;
  v_expected bigint;
  v_next bigint;
  v_time bigint;
  v_known boolean;
begin
  o_status := '{}';
  o_expected := '{}';
  select * into v_writer from writer w where w.writer = p_writer for update;
  if coalesce(v_writer.last_group, 0) < p_confirmed then
    o_status := array_fill(9::smallint, array[array_length(p_shard, 1)]);
    o_expected := array_fill(coalesce(v_writer.last_group, 0), array[array_length(p_shard, 1)]);
    return;
  end if;
  if v_writer.last_group >= p_group then
    -- Here once before: the answer was lost, or the question is a late one.
    o_status := v_writer.status;
    o_expected := v_writer.expected;
    return;
  end if;
  perform 1 from shard s where s.shard = any(p_shard) order by s.shard for update;
  for i in 1..array_length(p_shard, 1) loop
    v_hi := p_entries[i];
    v_status := 0;
    v_expected := 0;
    select * into strict v_shard from shard s where s.shard = p_shard[i];
    if v_shard.epoch <> p_epoch[i] or v_shard.epoch = 0 then
      v_status := 1;
      v_expected := v_shard.epoch;
    elsif p_seq[i] = v_shard.seq and v_shard.seq > 0 and p_print[i] = v_shard.fingerprint then
      v_status := 0;
    elsif p_seq[i] <> v_shard.seq + 1 then
      v_status := 2;
      v_expected := v_shard.seq + 1;
    else
      for j in v_lo..v_hi loop
        v_known := false;
        for k in reverse j - 1..v_lo loop
          if p_uid[k] = p_uid[j] and p_part[k] = p_part[j] then
            v_next := p_first[k] + p_count[k];
            v_time := p_time[k];
            v_known := true;
            exit;
          end if;
        end loop;
        if not v_known then
          select t.next, t.last_time into v_next, v_time from stream t
            where t.shard = p_shard[i] and t.topic_uid = p_uid[j] and t.part = p_part[j];
          if not found then
            v_next := 0;
            v_time := 0;
          end if;
        end if;
        if p_first[j] <> v_next then
          v_status := 3;
          v_expected := v_next;
          exit;
        elsif p_time[j] < v_time then
          v_status := 4;
          v_expected := v_time;
          exit;
        end if;
      end loop;
      if v_status = 0 then
        for j in v_lo..v_hi loop
          if p_count[j] > 0 then
            insert into block (shard, topic_uid, part, first, count, time_ms, crc, records)
              values (p_shard[i], p_uid[j], p_part[j], p_first[j], p_count[j], p_time[j],
                p_crc[j], p_records[j]);
          end if;
          update stream t set next = p_first[j] + p_count[j], last_time = p_time[j],
            bytes = t.bytes + octet_length(p_records[j])
            where t.shard = p_shard[i] and t.topic_uid = p_uid[j] and t.part = p_part[j];
          if not found then
            insert into stream (shard, topic_uid, part, next, last_time, bytes)
              values (p_shard[i], p_uid[j], p_part[j], p_first[j] + p_count[j], p_time[j],
                octet_length(p_records[j]));
          end if;
        end loop;
        update shard s set seq = p_seq[i], fingerprint = p_print[i] where s.shard = p_shard[i];
      end if;
    end if;
    o_status[i] := v_status;
    o_expected[i] := v_expected;
    v_lo := v_hi + 1;
  end loop;
  insert into writer as w (writer, last_group, status, expected, seen)
    values (p_writer, p_group, o_status, o_expected, clock_timestamp())
    on conflict (writer) do update set last_group = excluded.last_group, status = excluded.status,
      expected = excluded.expected, seen = excluded.seen;
end $$;

-- The first row has no block: it tells what the stream holds.
create function read_blocks(p_shard integer, p_uid bigint, p_part integer, p_from bigint,
  p_records integer, p_bytes bigint)
returns table (o_first bigint, o_next bigint, o_count integer, o_crc bigint, o_records bytea)
language plpgsql stable as $$
declare
  v_block record;
  v_from bigint;
  v_got bigint := 0;
  v_size bigint := 0;
begin
  select t.first, t.next into o_first, o_next from stream t
    where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part;
  o_first := coalesce(o_first, 0);
  o_next := coalesce(o_next, 0);
  return next;
  if p_from < o_first or p_from >= o_next then
    return;
  end if;
  select max(b.first) into v_from from block b
    where b.shard = p_shard and b.topic_uid = p_uid and b.part = p_part and b.first <= p_from;
  for v_block in
    select b.first, b.count, b.crc, b.records from block b
      where b.shard = p_shard and b.topic_uid = p_uid and b.part = p_part and b.first >= v_from
      order by b.first
  loop
    o_first := v_block.first;
    o_count := v_block.count;
    o_crc := v_block.crc;
    o_records := v_block.records;
    return next;
    v_got := v_block.first + v_block.count - p_from;
    v_size := v_size + octet_length(v_block.records);
    exit when v_got >= p_records or v_size >= p_bytes;
  end loop;
end $$;

-- Times never go back within a stream: so it is halved, not searched through.
create function offset_at(p_shard integer, p_uid bigint, p_part integer, p_time bigint)
returns bigint language plpgsql stable as $$
declare
  v_lo bigint;
  v_hi bigint;
  v_mid bigint;
  v_first bigint;
  v_block record;
begin
  select t.first, t.next into v_lo, v_hi from stream t
    where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part;
  if not found then
    return 0;
  end if;
  v_first := v_lo;
  while v_lo < v_hi loop
    v_mid := v_lo + (v_hi - v_lo) / 2;
    select b.first, b.count, b.time_ms into v_block from block b
      where b.shard = p_shard and b.topic_uid = p_uid and b.part = p_part and b.first <= v_mid
      order by b.first desc limit 1;
    if v_block.time_ms >= p_time then
      v_hi := greatest(v_block.first, v_lo);
    else
      v_lo := v_block.first + v_block.count;
    end if;
  end loop;
  return greatest(v_lo, v_first);
end $$;

-- Positions of the snapshots of a shard below which facts may go: that of the second-newest.
create function trimmable(p_shard integer) returns bigint language sql stable as
  'select coalesce((select s.position from snapshot s where s.shard = p_shard
     order by s.position desc offset 1 limit 1), 0)';

-- o_status: 0 done, 1 fenced, 3 above what may be trimmed.
create function trim_stream(p_shard integer, p_epoch bigint, p_uid bigint, p_part integer,
  p_before bigint, out o_status smallint, out o_expected bigint)
language plpgsql as $$
declare
  v_max bigint;
begin
  o_status := 0;
  select s.epoch into strict o_expected from shard s where s.shard = p_shard for update;
  if o_expected <> p_epoch or p_epoch = 0 then
    o_status := 1;
    return;
  end if;
  if p_uid = 0 then
    o_expected := trimmable(p_shard);
  else
    select coalesce(max(t.next), 0) into o_expected from stream t
      where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part;
  end if;
  if p_before > o_expected then
    o_status := 3;
    return;
  end if;
  -- The row of the garbage first, as the sweep does: nobody waits for each other.
  insert into garbage as g (shard, topic_uid, part, gone)
    select t.shard, t.topic_uid, t.part, false from stream t
      where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part and t.first < p_before
    on conflict (shard, topic_uid, part) do update set gone = g.gone;
  update stream t set first = p_before
    where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part and t.first < p_before;
end $$;

create function forget_stream(p_shard integer, p_epoch bigint, p_uid bigint, p_part integer,
  out o_status smallint, out o_expected bigint)
language plpgsql as $$
begin
  o_status := 0;
  select s.epoch into strict o_expected from shard s where s.shard = p_shard for update;
  if o_expected <> p_epoch or p_epoch = 0 then
    o_status := 1;
    return;
  end if;
  insert into garbage (shard, topic_uid, part, gone)
    select t.shard, t.topic_uid, t.part, true from stream t
      where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part
    on conflict (shard, topic_uid, part) do update set gone = true;
  delete from stream t where t.shard = p_shard and t.topic_uid = p_uid and t.part = p_part;
end $$;

-- Deletes blocks of one stream; answers how many, or null when there is nothing to do. One stream
-- only: who holds one row of them cannot be part of a deadlock.
create function sweep(p_max integer) returns integer language plpgsql as $$
declare
  v_garbage garbage%rowtype;
  v_before bigint;
  v_blocks integer;
  v_bytes bigint;
begin
  select * into v_garbage from garbage g limit 1 for update skip locked;
  if not found then
    return null;
  end if;
  if v_garbage.gone then
    v_before := 9223372036854775807;
  else
    select t.first into v_before from stream t
      where t.shard = v_garbage.shard and t.topic_uid = v_garbage.topic_uid
        and t.part = v_garbage.part;
  end if;
  with old as (
    select b.first from block b
      where b.shard = v_garbage.shard and b.topic_uid = v_garbage.topic_uid
        and b.part = v_garbage.part and b.first < v_before and b.first <= v_before - b.count
      order by b.first limit p_max
  ), deleted as (
    delete from block b using old
      where b.shard = v_garbage.shard and b.topic_uid = v_garbage.topic_uid
        and b.part = v_garbage.part and b.first = old.first
      returning octet_length(b.records) as size
  )
  select count(*), coalesce(sum(size), 0) into v_blocks, v_bytes from deleted;
  if not v_garbage.gone and v_bytes > 0 then
    update stream t set bytes = t.bytes - v_bytes
      where t.shard = v_garbage.shard and t.topic_uid = v_garbage.topic_uid
        and t.part = v_garbage.part;
  end if;
  if v_blocks < p_max then
    delete from garbage g where g.shard = v_garbage.shard and g.topic_uid = v_garbage.topic_uid
      and g.part = v_garbage.part;
  end if;
  return v_blocks;
end $$;

-- o_status: 0 may be saved, 1 fenced, 3 beyond the end of the facts.
create function check_snapshot(p_shard integer, p_epoch bigint, p_position bigint,
  out o_status smallint, out o_expected bigint)
language plpgsql as $$
begin
  o_status := 0;
  select s.epoch into strict o_expected from shard s where s.shard = p_shard for update;
  if o_expected <> p_epoch or p_epoch = 0 then
    o_status := 1;
    return;
  end if;
  select coalesce(max(t.next), 0) into o_expected
    from stream t where t.shard = p_shard and t.topic_uid = 0 and t.part = 0;
  if p_position < 0 or p_position > o_expected then
    o_status := 3;
  end if;
end $$;

-- May be repeated: what is there already stays.
create function save_chunks(p_shard integer, p_id uuid, p_n integer, p_crc bigint[],
  p_chunks bytea[]) returns void language sql as $$
  insert into snapshot_chunk (shard, id, n, crc, bytes)
    select p_shard, p_id, p_n + c.i - 1, c.crc, c.bytes
      from unnest(p_crc, p_chunks) with ordinality as c(crc, bytes, i)
    on conflict do nothing;
$$;

-- o_status as check_snapshot, and 5 when chunks are missing.
create function save_snapshot(p_shard integer, p_epoch bigint, p_position bigint,
  p_level integer, p_id uuid, p_count integer, out o_status smallint, out o_expected bigint)
language plpgsql as $$
declare
  v_chunks bigint;
  v_bytes bigint;
begin
  select c.o_status, c.o_expected into o_status, o_expected
    from check_snapshot(p_shard, p_epoch, p_position) c;
  if o_status <> 0 then
    return;
  end if;
  select count(*), coalesce(sum(octet_length(c.bytes)), 0) into v_chunks, v_bytes
    from snapshot_chunk c where c.shard = p_shard and c.id = p_id;
  if v_chunks <> p_count then
    o_status := 5;
    o_expected := v_chunks;
    return;
  end if;
  insert into snapshot (shard, position, level, id, chunks, bytes)
    values (p_shard, p_position, p_level, p_id, p_count, v_bytes)
    on conflict (shard, position) do update set level = excluded.level, id = excluded.id,
      chunks = excluded.chunks, bytes = excluded.bytes;
  delete from snapshot s where s.shard = p_shard and s.position < trimmable(p_shard);
  delete from snapshot_chunk c where c.shard = p_shard
    and not exists (select 1 from snapshot s where s.shard = p_shard and s.id = c.id);
end $$;

-- Bytes of what is alive. Also: writers that ended without a word, and that ours are alive.
create function measure(p_writers uuid[]) returns bigint language plpgsql as $$
begin
  update writer w set seen = clock_timestamp()
    where w.writer = any(p_writers) and w.seen < clock_timestamp() - interval '1 hour';
  delete from writer w where w.writer in (
    select v.writer from writer v where v.seen < clock_timestamp() - interval '30 days'
      for update skip locked);
  return (select coalesce(sum(t.bytes), 0) from stream t)
    + (select coalesce(sum(s.bytes), 0) from snapshot s);
end $$;
