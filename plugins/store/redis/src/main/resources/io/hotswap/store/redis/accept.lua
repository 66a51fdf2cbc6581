-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- An operator accepts what a shard lost: no epoch may be given twice.
-- KEYS: own  ARGV: epoch
redis.call('HDEL', KEYS[1], 'room')
local owned = tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0')
if owned < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'owner', '', 'seq', '0', 'print', '', 'call', '')
end
return {'ok'}
