-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: own, ends  ARGV: call, owner, ttl, mode, now or '', field of the facts
redis.call('HDEL', KEYS[1], 'room')
local own = redis.call('HMGET', KEYS[1], 'epoch', 'owner', 'expires', 'claim')
local text = redis.call('HGET', KEYS[2], ARGV[6])
local facts = text and string.match(text, '^%d+ (%d+)') or '0'
if own[4] == ARGV[1] then
  return {'ok', own[1], facts}
end
local now = tonumber(ARGV[5])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local held = own[2] and own[2] ~= '' and own[2] ~= ARGV[2] and tonumber(own[3]) > now
if held and ARGV[4] ~= 'SEIZE' then
  return {'held', own[2], own[1]}
end
local epoch = string.format('%.0f', redis.call('HINCRBY', KEYS[1], 'epoch', 1))
redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'expires', string.format('%.0f', now + tonumber(ARGV[3])),
  'seq', '0', 'print', '', 'call', '', 'answer', '', 'claim', ARGV[1])
return {'ok', epoch, facts}
