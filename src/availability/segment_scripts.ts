/**
 * Writes the day segments of one Cal.com answer. Inside Redis, because it compares before it writes: two processes that compare in turn and then
 * write in turn would let the older answer win.
 *
 * KEYS[1] the hash, KEYS[2] that of the facts (the same one for UTC); ARGV: channel, name, observedAt (encoded), first day to keep, expiry in
 * seconds, how soon the first slot begins (ms, or nothing), `1` where the answer is empty and was not expected to be, what was seen of its days so
 * far (or nothing), then day and what follows its instant in turn. A day that is newer already stays.
 */
export const WRITE_SEGMENTS = `
local observed = ARGV[3]
local expiry = tonumber(ARGV[5])
local written = 0
for i = 9, #ARGV, 2 do
  local day, body = ARGV[i], ARGV[i + 1]
  local old = redis.call('HGET', KEYS[1], day)
  if not old or string.sub(old, 1, 8) < observed then
    redis.call('HSET', KEYS[1], day, observed .. body)
    written = written + 1
  end
end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  local day = tonumber(field)
  if day and day < tonumber(ARGV[4]) then redis.call('HDEL', KEYS[1], field) end
end
redis.call('HDEL', KEYS[2], 'unknown')
if ARGV[7] == '1' then redis.call('HSET', KEYS[2], 'emptied', observed) end
if ARGV[8] ~= '' then redis.call('HSET', KEYS[2], 'experience', ARGV[8]) end
local lead = tonumber(ARGV[6])
if lead and lead < (tonumber(redis.call('HGET', KEYS[2], 'lead')) or math.huge) then redis.call('HSET', KEYS[2], 'lead', ARGV[6]) end
redis.call('EXPIRE', KEYS[1], expiry)
redis.call('EXPIRE', KEYS[2], expiry)
redis.call('PUBLISH', ARGV[1], ARGV[2])
return written
`;
