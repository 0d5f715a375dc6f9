-- Asks for one turn. ARGV[10] the call's id.
-- Answers { 'go', now, window id, seq, window probe, past, circuit probe, window }, { 'wait', ms, window } or { 'open', ms, window }.

local CALL = ARGV[10]
-- How often to look again where nobody can know how long it takes.
local POLL_MS = 50
-- How long the processes have to hand in what they remember.
local GATHER_MS = 250
-- How long a call that is to tell the window keeps the others waiting. Cal.com usually answers within 800 ms; where it hangs, the
-- circuit must not take three timeouts in a row to open, and one more call every so often spends no allowance to speak of.
local PROBE_MS = 1500

local function wait(ms)
  keep()
  return { 'wait', math.max(1, math.ceil(ms)), stored }
end

-- The circuit comes first: whoever asks while it is open is to know at once, however far away a turn would be.
local circuit = redis.call('HMGET', STATE, 'open_until', 'open_probe', 'failures', 'credit', 'gathering', 'hold', 'next')
local open_until = tonumber(circuit[1])
local circuit_probe = 0
if open_until then
  if now < open_until then return { 'open', math.ceil(open_until - now), stored } end
  if (tonumber(circuit[2]) or 0) > now then return { 'open', 1000, stored } end
  circuit_probe = 1
end

-- Four workers that begin ten calls before the first of them has failed would make ten failing calls, not three. So no more calls
-- are in flight than failures are left until the circuit opens, plus one for each success since the fleet was last at rest: a
-- service that answers proves itself within a round trip and costs no throughput; one that does not gets THRESHOLD calls.
redis.call('ZREMRANGEBYSCORE', FLIGHT, '-inf', whole(now))
local flight = redis.call('ZCARD', FLIGHT)
local failures = tonumber(circuit[3]) or 0
local credit = tonumber(circuit[4]) or 0
if flight == 0 and credit > 0 then
  credit = 0
  redis.call('HSET', STATE, 'credit', 0)
end
if circuit_probe == 0 and flight >= math.max(1, THRESHOLD - failures) + credit then return wait(POLL_MS) end

if not window then following = math.max(following, math.min(tonumber(circuit[7]) or 0, now + AHEAD_MS + SPACING_MS)) end
if following - AHEAD_MS > now then return wait(following - AHEAD_MS - now) end

-- Nothing is known, and the caller remembers nothing: perhaps another process does.
if not window then
  local gathering = tonumber(circuit[5])
  if not gathering then
    redis.call('HSET', STATE, 'gathering', whole(now + GATHER_MS))
    redis.call('PUBLISH', CHANNEL, 'lost')
    return wait(GATHER_MS)
  end
  if gathering > now then return wait(gathering - now) end
end

local past = 1
local window_probe = 0
if window then
  local over_at = window.ends + MARGIN_MS
  if now < over_at then
    past = 0
    -- Where others use the key, a few calls are left to those of theirs that we have not heard of yet.
    local reserve = math.min(window.foreign, math.ceil(window.limit / 20))
    local spent = window.ours + 1 > OWN_LIMIT or window.ours + 1 + window.foreign + reserve > window.limit
    if spent or window.blocked == 1 then return wait(over_at - now) end
  end
end
-- Near the end of a window, after it, and where nothing is known, one call at a time: its rate headers say which window it fell into.
if not window or now >= window.closes then
  if (tonumber(circuit[6]) or 0) > now then return wait(POLL_MS) end
  window_probe = 1
  redis.call('HSET', STATE, 'hold', whole(now + PROBE_MS))
end

local seq = 0
local id = '0'
following = math.max(following, now) + SPACING_MS
if window then
  id = whole(window.id)
  if past == 0 then
    window.ours = window.ours + 1
    seq = window.ours
  end
  window.next = following
else
  redis.call('HSET', STATE, 'next', whole(following))
end
if circuit_probe == 1 then redis.call('HSET', STATE, 'open_probe', whole(now + HOLD_MS)) end
redis.call('ZADD', FLIGHT, whole(now + HOLD_MS), CALL)
keep()
return { 'go', now, id, seq, window_probe, past, circuit_probe, stored }
