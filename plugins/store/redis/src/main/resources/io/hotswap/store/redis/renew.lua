-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: own  ARGV: epoch, ttl, now or ''
redis.call('HDEL', KEYS[1], 'room')
local own = redis.call('HMGET', KEYS[1], 'epoch', 'owner')
if own[1] ~= ARGV[1] or own[2] == '' then
  return {'epoch', own[1] or '0'}
end
local now = tonumber(ARGV[3])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
redis.call('HSET', KEYS[1], 'expires', string.format('%.0f', now + tonumber(ARGV[2])))
return {'ok'}
