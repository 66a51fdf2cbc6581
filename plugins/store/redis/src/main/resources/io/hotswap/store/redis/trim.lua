-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: own, ends, stream, snapshots  ARGV: epoch, field, before, id of before, '1' for facts
redis.call('HDEL', KEYS[1], 'room')
local owned = redis.call('HGET', KEYS[1], 'epoch') or '0'
if owned ~= ARGV[1] or owned == '0' then
  return {'epoch', owned}
end
local text = redis.call('HGET', KEYS[2], ARGV[2]) or '0 0 0'
local first, next, time = string.match(text, '^(%d+) (%d+) (%d+)$')
local max = next
if ARGV[5] == '1' then
  local older = redis.call('HGET', KEYS[4], 'before')
  max = older and string.match(older, '^%d+') or '0'
end
local before = tonumber(ARGV[3])
if before > tonumber(max) then
  return {'max', max}
end
if before <= tonumber(first) then
  return {'ok'}
end
local keep = ARGV[4]
local floor = redis.call('XREVRANGE', KEYS[3], ARGV[4], '-', 'COUNT', 1)[1]
if floor then
  local start = tonumber(string.match(floor[1], '^%d+')) - 1
  if start + tonumber(floor[2][2]) > before then
    keep = floor[1]
  end
end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[3] .. ' ' .. next .. ' ' .. time)
redis.call('XTRIM', KEYS[3], 'MINID', keep)
return {'ok'}
