-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- A snapshot begins: what an earlier one left behind unfinished goes.
-- KEYS: own, ends, snapshots  ARGV: epoch, position, key, field of the facts
redis.call('HDEL', KEYS[1], 'room')
local owned = redis.call('HGET', KEYS[1], 'epoch') or '0'
if owned ~= ARGV[1] or owned == '0' then
  return {'epoch', owned}
end
local text = redis.call('HGET', KEYS[2], ARGV[4])
local facts = text and string.match(text, '^%d+ (%d+)') or '0'
if tonumber(ARGV[2]) > tonumber(facts) then
  return {'max', facts}
end
local pending = redis.call('HGET', KEYS[3], 'pending')
if pending and pending ~= ARGV[3] then
  redis.call('UNLINK', pending)
end
redis.call('HSET', KEYS[3], 'pending', ARGV[3])
return {'ok'}
