-- First offset whose time is at or after a time: times never go back, so halving finds it.
-- KEYS: ends, stream  ARGV: field, time
local text = redis.call('HGET', KEYS[1], ARGV[1]) or '0 0 0'
local first, next = string.match(text, '^(%d+) (%d+)')
local low, high, time = tonumber(first), tonumber(next), tonumber(ARGV[2])
local floor = low
while low < high do
  local middle = math.floor((low + high) / 2)
  local block = redis.call('XREVRANGE', KEYS[2], string.format('%.0f-0', middle + 1), '-', 'COUNT', 1)[1]
  if not block then
    break
  end
  local start, f = tonumber(string.match(block[1], '^%d+')) - 1, block[2]
  if tonumber(f[4]) >= time then
    high = start
  else
    low = start + tonumber(f[2])
  end
end
return {string.format('%.0f', math.max(low, floor))}
