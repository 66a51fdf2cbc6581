-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: own  ARGV: epoch
redis.call('HDEL', KEYS[1], 'room')
if redis.call('HGET', KEYS[1], 'epoch') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'owner', '')
end
return {'ok'}
