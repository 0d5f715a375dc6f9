-- Answers { ms until the circuit may be probed or -1 when it is closed, ms of a block, calls left, limit, ms until the window ends }.
local open_until = tonumber(redis.call('HGET', STATE, 'open_until'))
local retry = open_until and math.max(0, math.ceil(open_until - now)) or -1
if not window or now >= window.ends then return { retry, 0, OWN_LIMIT, OWN_LIMIT, 0 } end
local left = math.max(0, math.min(OWN_LIMIT - window.ours, window.limit - window.ours - window.foreign))
local ends_in = math.ceil(window.ends + MARGIN_MS - now)
return { retry, window.blocked == 1 and ends_in or 0, left, window.limit, ends_in }
