-- Blocks from the one that holds an offset on.
-- KEYS: ends, stream  ARGV: field, from, id of from, records, bytes
local text = redis.call('HGET', KEYS[1], ARGV[1]) or '0 0 0'
local first, next = string.match(text, '^(%d+) (%d+)')
local out = {first, next}
local from = tonumber(ARGV[2])
if from < tonumber(first) or from >= tonumber(next) then
  return out
end
local floor = redis.call('XREVRANGE', KEYS[2], ARGV[3], '-', 'COUNT', 1)[1]
if not floor then
  return out
end
local records, bytes, step = tonumber(ARGV[4]), tonumber(ARGV[5]), 1
local blocks = {floor}
while true do
  for _, block in ipairs(blocks) do
    local id, f = block[1], block[2]
    local start, count = tonumber(string.match(id, '^%d+')) - 1, tonumber(f[2])
    local skipped = math.max(0, from - start)
    out[#out + 1] = string.format('%.0f', start)
    out[#out + 1] = f[2]
    out[#out + 1] = f[4]
    out[#out + 1] = f[6]
    out[#out + 1] = f[8]
    records = records - (count - skipped)
    bytes = bytes - #f[8] * (count - skipped) / count
    if records <= 0 or bytes <= 0 then
      return out
    end
  end
  if #blocks == 0 then
    return out
  end
  blocks = redis.call('XRANGE', KEYS[2], '(' .. blocks[#blocks][1], '+', 'COUNT', step)
  step = math.min(step * 2, 64)
end
