-- Writes the circuit's next state, if it still has the state from which that was worked out.
-- ARGV[9] the call's id, ARGV[10] '1' for the circuit's probe, ARGV[11] the former state, ARGV[12] the next one ('' is closed without
-- failures), ARGV[13] the failures it counts, ARGV[14] '1' when it is open.
-- Answers { 1, whether it was written, window } when all is done, or { 0, the state it has }.

local circuit = redis.call('HMGET', STATE, 'circuit', 'open_until')
local had = circuit[1] or ''
local late = circuit[2] and ARGV[10] == '0'
if not late and had ~= ARGV[11] then return { 0, had } end
redis.call('ZREM', FLIGHT, ARGV[9])
if late then return { 1, 0, stored } end
if ARGV[12] == '' then
  redis.call('HDEL', STATE, 'circuit', 'failures', 'open_until', 'open_probe')
else
  redis.call('HSET', STATE, 'circuit', ARGV[12], 'failures', ARGV[13])
  redis.call('HDEL', STATE, 'open_until', 'open_probe')
  if ARGV[14] == '1' then redis.call('HSET', STATE, 'open_until', whole(now + COOLDOWN_MS)) end
end
keep()
return { 1, 1, stored }
