-- Must work without free memory: once a script has written, here by HDEL, the server lets it go on.
-- KEYS: snapshots, snapshot  ARGV: index, crc, chunk
redis.call('HDEL', KEYS[1], 'room')
if redis.call('HGET', KEYS[1], 'pending') ~= KEYS[2] then
  return {'gone'}
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[3])
return {'ok'}
