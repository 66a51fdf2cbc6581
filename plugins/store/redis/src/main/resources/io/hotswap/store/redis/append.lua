-- Appends of one shard that waited together. Never raises once something is written.
-- KEYS: own, ends, streams…
-- ARGV: call, epoch, appends, then of each: seq, seq before, print, pieces, then of each piece:
--   index of its key, field, first offset, next offset, time, count, crc, block
local own = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'print', 'call', 'answer')
local owned = own[1] or '0'
if owned ~= ARGV[2] or owned == '0' then
  return {'epoch', owned}
end
if own[4] == ARGV[1] then
  return {'ok', own[5]}
end
local seq, mark = own[2], own[3]
local ends, changed, adds, answers = {}, {}, {}, {}
local refused = false

local function ending(field)
  if not ends[field] then
    local text = redis.call('HGET', KEYS[2], field) or '0 0 0'
    local first, next, time = string.match(text, '^(%d+) (%d+) (%d+)$')
    ends[field] = {first, next, time}
  end
  return ends[field]
end

local function check(at, pieces)
  local found = {}
  for p = 0, pieces - 1 do
    local b = at + p * 8
    local field = ARGV[b + 1]
    local now = found[field] or ending(field)
    if now[2] ~= ARGV[b + 2] or tonumber(ARGV[b + 4]) < tonumber(now[3]) then
      return nil, 'offset ' .. field .. ' ' .. now[2] .. ' ' .. now[3]
    end
    found[field] = {now[1], ARGV[b + 3], ARGV[b + 4]}
  end
  return found
end

local at = 4
for i = 1, tonumber(ARGV[3]) do
  local this, before, print, pieces = ARGV[at], ARGV[at + 1], ARGV[at + 2], tonumber(ARGV[at + 3])
  at = at + 4
  local answer = 'ok'
  if this ~= seq or print ~= mark then
    if before ~= seq then
      answer = 'seq ' .. seq
    else
      local found, why = check(at, pieces)
      if found then
        for field, ending in pairs(found) do
          ends[field] = ending
          changed[field] = true
        end
        for p = 0, pieces - 1 do
          adds[#adds + 1] = at + p * 8
        end
        seq, mark = this, print
      else
        answer = why
      end
    end
  end
  refused = refused or answer ~= 'ok'
  answers[i] = answer
  at = at + pieces * 8
end

local answer = refused and table.concat(answers, '\n') or 'ok'
if seq ~= own[2] then
  for k = 3, #KEYS do
    -- A key of another type raises here, before anything is written.
    redis.call('XLEN', KEYS[k])
  end
  local done = redis.pcall('HSET', KEYS[1], 'seq', seq, 'print', mark, 'call', ARGV[1], 'answer', answer)
  if type(done) == 'table' and done.err then
    return string.find(done.err, 'OOM', 1, true) and {'error', done.err} or done
  end
  for _, b in ipairs(adds) do
    if ARGV[b + 5] ~= '0' then
      redis.call('XADD', KEYS[tonumber(ARGV[b])], string.format('%.0f-0', tonumber(ARGV[b + 2]) + 1),
        'n', ARGV[b + 5], 't', ARGV[b + 4], 'c', ARGV[b + 6], 'r', ARGV[b + 7])
    end
  end
  for field in pairs(changed) do
    redis.call('HSET', KEYS[2], field, table.concat(ends[field], ' '))
  end
end
return {'ok', answer}
