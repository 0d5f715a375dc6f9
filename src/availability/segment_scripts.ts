/**
 * The two scripts that change day segments. They run inside Redis because each compares before it writes, and two
 * processes that compare in turn and then write in turn would let the older answer win.
 */

/**
 * Writes the day segments of one Cal.com answer.
 *
 * KEYS[1] the hash, KEYS[2] that of the facts (the same one for UTC); ARGV: channel, name, observedAt (encoded), first day to keep, expiry in
 * seconds, how soon the first slot begins (ms, or nothing), then day and body in turn.
 * A day that is newer already stays. A day that was dropped or doubted after this answer was asked for keeps that mark:
 * the answer may not know of the booking yet. A dropped day keeps it by staying dropped, a doubted one by being written as doubted.
 */
export const WRITE_SEGMENTS = `
local observed = ARGV[3]
local expiry = tonumber(ARGV[5])
local written = 0
for i = 7, #ARGV, 2 do
  local day, body = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', KEYS[1], day)
  local mark = ''
  local keep = false
  if old then
    local _, _, marked = string.find(old, '^%w+~(%w+):')
    if string.sub(old, 1, 8) >= observed then
      keep = true
    elseif marked and marked > observed then
      if string.find(old, '^%w+~%w+:x') then keep = true else mark = '~' .. marked end
    end
  end
  if not keep then
    redis.call('HSET', KEYS[1], day, observed .. mark .. ':' .. body)
    written = written + 1
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local day = tonumber(field)
  if day and day < tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], field) end
end
redis.call('HDEL', KEYS[2], 'unknown')
local lead = tonumber(ARGV[6])
if lead and lead < (tonumber(redis.call('HGET', KEYS[2], 'lead')) or math.huge) then redis.call('HSET', KEYS[2], 'lead', ARGV[6]) end
redis.call('EXPIRE', KEYS[1], expiry)
redis.call('EXPIRE', KEYS[2], expiry)
redis.call('PUBLISH', ARGV[1], ARGV[2])
return written
`;

/**
 * Drops or doubts days after a booking.
 *
 * KEYS[1] the hash; ARGV: channel, name, 'drop' or 'doubt', at (encoded), expiry in seconds, then day and changed times (of a drop;
 * `<from>-<until>,…` in minutes) in turn.
 * A dropped day is kept as a mark (`x`), even where nothing was cached, so that an answer which is on its way cannot bring the
 * booked slot back; a doubted day that was not cached likewise (`?`), so that such an answer is written as doubted. What was
 * cached of a dropped day stays behind the mark, with the times of every booking since it was observed, until an answer knows of them
 * all. A day observed after the booking is left alone: deliveries can be late. Returns how many days changed, not
 * counting those doubted unseen.
 *
 * Times that meet are joined, and beyond 32 nothing of the day is kept: a value has an end, and no calendar is booked so often in so
 * many places while Cal.com cannot be asked.
 */
export const INVALIDATE_SEGMENTS = `
local function join(texts)
  local times = {}
  for from, till in string.gmatch(texts, '(%d+)-(%d+)') do times[#times + 1] = { tonumber(from), tonumber(till) } end
  table.sort(times, function(one, other) return one[1] < other[1] end)
  local joined = {}
  for _, time in ipairs(times) do
    local last = joined[#joined]
    if last and time[1] <= last[2] then last[2] = math.max(last[2], time[2]) else joined[#joined + 1] = time end
  end
  for index, time in ipairs(joined) do joined[index] = time[1] .. '-' .. time[2] end
  return joined
end

local touched = 0
local at = ARGV[4]
for i = 6, #ARGV, 2 do
  local day, changed = ARGV[i], ARGV[i + 1]
  local observed, marked, body = string.match(redis.call('HGET', KEYS[1], day) or '', '^(%w+)~?(%w*):(.*)$')
  if not body then observed, marked, body = '00000000', '', '?' end
  local result = body
  if ARGV[3] == 'drop' then
    local before, former = string.match(body, '^x(.-)!(.*)$')
    if not former and body ~= 'x' and body ~= '?' then before, former = '', body end
    local times = former and changed ~= '' and join(before .. ',' .. changed) or {}
    result = 'x'
    if #times > 0 and #times <= 32 then result = 'x' .. table.concat(times, ',') .. '!' .. former end
  end
  if observed < at and (marked < at or result ~= body) then
    if result == 'x' then observed = '00000000' end
    if marked < at then marked = at end
    redis.call('HSET', KEYS[1], day, observed .. '~' .. marked .. ':' .. result)
    if result ~= '?' then touched = touched + 1 end
  end
end
if redis.call('TTL', KEYS[1]) == -1 then redis.call('EXPIRE', KEYS[1], tonumber(ARGV[5])) end
if touched > 0 then redis.call('PUBLISH', ARGV[1], ARGV[2]) end
return touched
`;
