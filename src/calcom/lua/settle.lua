-- Hands back a turn with what its call learned.
-- ARGV[10] the call's id, ARGV[11..16] its turn: now, window id, seq, window probe, past, circuit probe;
-- ARGV[17] 'success', 'failure' or 'nothing'; ARGV[18] '1' when there were rate headers, ARGV[19..21] their limit, remaining and
-- reset in ms; ARGV[22] how long a 429 blocks in ms, or -1.
-- Answers { 1, window } when all is done, or { 0, window, circuit } when the circuit's next state is to be worked out from the stored one.

local CALL = ARGV[10]
local taken_at = tonumber(ARGV[11])
local window_id = tonumber(ARGV[12])
local seq = tonumber(ARGV[13])
local window_probe = ARGV[14] == '1'
local past = ARGV[15] == '1'
local circuit_probe = ARGV[16] == '1'
local outcome = ARGV[17]
local told = ARGV[18] == '1'
local limit = tonumber(ARGV[19])
local used = limit - tonumber(ARGV[20])
local reset_ms = math.min(tonumber(ARGV[21]), LONGEST_RESET_MS)
local blocked_ms = tonumber(ARGV[22])

local current_id = window and window.id or 0

local function in_flight()
  redis.call('ZREMRANGEBYSCORE', FLIGHT, '-inf', whole(now))
  return math.max(1, redis.call('ZCARD', FLIGHT))
end

local function begin(fields)
  fields.id = math.max(now, current_id + 1)
  fields.next = math.max(following, tonumber(redis.call('HGET', STATE, 'next')) or 0)
  window = fields
end

if blocked_ms >= 0 then
  local ends = now + math.min(blocked_ms, LONGEST_RESET_MS)
  if window and window.blocked == 1 then
    window.ends = math.max(window.ends, ends)
    window.closes = window.ends
  else
    local all = told and limit or OWN_LIMIT
    begin({ limit = all, ours = 0, foreign = all, closes = ends, ends = ends, blocked = 1 })
  end
elseif told and window_id == current_id then
  -- The call arrived after `taken_at` and before `now`, and the reset is rounded up to a second: between these bounds lies the end.
  local ends = now + reset_ms
  local first = used <= 1
  local closes = taken_at + reset_ms - (first and 0 or 1000) - GUARD_MS
  local another = not window or past or ends > window.ends + WINDOW_MS / 2
  if another then
    -- Whatever else is in flight may fall into the same window.
    local ours = (window and not past) and math.max(1, window.ours - seq + 1) or in_flight()
    begin({ limit = limit, ours = ours, foreign = math.max(0, used - ours), closes = closes, ends = ends, blocked = 0 })
  else
    window.limit = limit
    -- Calls arrive in the order in which they begin, or nearly so. Where more have arrived than ours, the rest are another program's.
    window.foreign = math.max(window.foreign, used - seq)
    window.ends = math.min(window.ends, ends)
    window.closes = math.min(math.max(window.closes, closes), window.ends)
  end
elseif outcome == 'success' and window_probe and past and window_id == current_id then
  -- It answers without rate headers: all that is left is our own count.
  begin({ limit = OWN_LIMIT, ours = in_flight(), foreign = 0, closes = taken_at + WINDOW_MS - GUARD_MS, ends = now + WINDOW_MS, blocked = 0 })
end
if window_probe then redis.call('HDEL', STATE, 'hold') end
keep()

if outcome == 'failure' then redis.call('HDEL', STATE, 'credit') end
if outcome == 'success' then redis.call('HINCRBY', STATE, 'credit', 1) end

local circuit = redis.call('HMGET', STATE, 'circuit', 'open_until')
local late = circuit[2] and not circuit_probe
if outcome ~= 'nothing' and not late and (outcome == 'failure' or circuit[1]) then
  -- The call stays in flight until its failure is counted, or another call could begin in between.
  return { 0, stored, circuit[1] or '' }
end
if circuit_probe and circuit[2] then
  -- A probe that proved nothing has reached Cal.com all the same: the next one is a cool-down away.
  redis.call('HSET', STATE, 'open_until', whole(now + COOLDOWN_MS))
  redis.call('HDEL', STATE, 'open_probe')
end
redis.call('ZREM', FLIGHT, CALL)
return { 1, stored }
