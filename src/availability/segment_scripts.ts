/**
 * The two scripts that change day segments. They run inside Redis because each compares before it writes, and two
 * processes that compare in turn and then write in turn would let the older answer win.
 */

/**
 * Writes the day segments of one Cal.com answer.
 *
 * KEYS[1] the hash; ARGV: channel, name, observedAt (encoded), first day to keep, expiry in seconds, then day and body in turn.
 * A day that is newer already stays. A day that was dropped or doubted after this answer was asked for keeps that mark:
 * the answer may not know of the booking yet. A dropped day keeps it by staying dropped, a doubted one by being written as doubted.
 */
export const WRITE_SEGMENTS = `
local observed = ARGV[3]
local expiry = tonumber(ARGV[5])
local written = 0
for i = 6, #ARGV, 2 do
  local day, body = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', KEYS[1], day)
  local mark = ''
  local keep = false
  if old then
    local _, _, marked = string.find(old, '^%w+~(%w+):')
    if string.sub(old, 1, 8) >= observed then
      keep = true
    elseif marked and marked > observed then
      if string.sub(old, -2) == ':x' then keep = true else mark = '~' .. marked end
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
redis.call('HDEL', KEYS[1], 'unknown')
redis.call('EXPIRE', KEYS[1], expiry)
redis.call('PUBLISH', ARGV[1], ARGV[2])
return written
`;

/**
 * Drops or doubts days after a booking.
 *
 * KEYS[1] the hash; ARGV: channel, name, 'drop' or 'doubt', at (encoded), expiry in seconds, then the days.
 * A dropped day is kept as a mark (`x`), even where nothing was cached, so that an answer which is on its way cannot bring the
 * booked slot back; a doubted day that was not cached likewise (`?`), so that such an answer is written as doubted. A day
 * observed after the booking is left alone: deliveries can be late. Returns how many days changed, not
 * counting those doubted unseen.
 */
export const INVALIDATE_SEGMENTS = `
local touched = 0
for i = 6, #ARGV do
  local at = ARGV[4]
  local old = redis.call('HGET', KEYS[1], ARGV[i])
  local observed = old and string.sub(old, 1, 8) or '00000000'
  local _, _, marked = string.find(old or '', '^%w+~(%w+):')
  local dropped = old and string.sub(old, -2) == ':x'
  if observed < at and (not marked or marked < at or (ARGV[3] == 'drop' and not dropped)) then
    if marked and marked > at then at = marked end
    if ARGV[3] == 'drop' or dropped then
      redis.call('HSET', KEYS[1], ARGV[i], '00000000~' .. at .. ':x')
      touched = touched + 1
    elseif not old or string.sub(old, -2) == ':?' then
      redis.call('HSET', KEYS[1], ARGV[i], '00000000~' .. at .. ':?')
    else
      local _, _, body = string.find(old, ':(.*)$')
      redis.call('HSET', KEYS[1], ARGV[i], observed .. '~' .. at .. ':' .. body)
      touched = touched + 1
    end
  end
end
if redis.call('TTL', KEYS[1]) == -1 then redis.call('EXPIRE', KEYS[1], tonumber(ARGV[5])) end
if touched > 0 then redis.call('PUBLISH', ARGV[1], ARGV[2]) end
return touched
`;
