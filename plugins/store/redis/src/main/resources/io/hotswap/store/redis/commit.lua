-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- The pointer is set last; the two snapshots with the highest positions are kept.
-- KEYS: own, snapshots, snapshot  ARGV: epoch, position, level, chunks
redis.call('HDEL', KEYS[1], 'room')
local owned = redis.call('HGET', KEYS[1], 'epoch') or '0'
if owned ~= ARGV[1] or owned == '0' then
  return {'epoch', owned}
end
local mine = ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4] .. ' ' .. KEYS[3]
local kept = redis.call('HMGET', KEYS[2], 'newest', 'before', 'pending')
if kept[1] == mine or kept[2] == mine then
  return {'ok'}
end
if kept[3] ~= KEYS[3] then
  return {'gone'}
end
local all = {mine}
for i = 1, 2 do
  if kept[i] then
    if string.match(kept[i], '^%d+') == ARGV[2] then
      redis.call('UNLINK', string.match(kept[i], '^%d+ %d+ %d+ (.*)$'))
    else
      all[#all + 1] = kept[i]
    end
  end
end
table.sort(all, function(a, b)
  return tonumber(string.match(a, '^%d+')) > tonumber(string.match(b, '^%d+'))
end)
redis.call('HSET', KEYS[2], 'newest', all[1])
if all[2] then
  redis.call('HSET', KEYS[2], 'before', all[2])
end
if all[3] then
  redis.call('UNLINK', string.match(all[3], '^%d+ %d+ %d+ (.*)$'))
end
redis.call('HDEL', KEYS[2], 'pending')
return {'ok'}
