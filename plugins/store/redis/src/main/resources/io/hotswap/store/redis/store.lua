-- What this store is; made if it is not there and may be.
-- KEYS: store  ARGV: id, shards, format, '1' to make it
local found = redis.call('HMGET', KEYS[1], 'id', 'shards', 'format')
if not found[1] then
  if ARGV[4] ~= '1' then
    return {'', '0', '0'}
  end
  redis.call('HSET', KEYS[1], 'id', ARGV[1], 'shards', ARGV[2], 'format', ARGV[3])
  return {ARGV[1], ARGV[2], ARGV[3]}
end
return found
