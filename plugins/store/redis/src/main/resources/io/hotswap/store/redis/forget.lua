-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: own, ends, stream  ARGV: epoch, field
redis.call('HDEL', KEYS[1], 'room')
local owned = redis.call('HGET', KEYS[1], 'epoch') or '0'
if owned ~= ARGV[1] or owned == '0' then
  return {'epoch', owned}
end
redis.call('HDEL', KEYS[2], ARGV[2])
redis.call('UNLINK', KEYS[3])
return {'ok'}
