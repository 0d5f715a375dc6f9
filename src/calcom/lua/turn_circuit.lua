-- Writes the circuit's next state, if it still has the state from which that was worked out.
-- ARGV[10] the call's id, ARGV[11] '1' for the circuit's probe, ARGV[12] the former state, ARGV[13] the next one ('' is closed without
-- failures), ARGV[14] the failures it counts, ARGV[15] '1' when it is open.
-- Answers { 1, whether it was written, window } when all is done, or { 0, the state it has }.

local circuit = redis.call('HMGET', STATE, 'circuit', 'open_until')
local had = circuit[1] or ''
local late = circuit[2] and ARGV[11] == '0'
if not late and had ~= ARGV[12] then return { 0, had } end
redis.call('ZREM', FLIGHT, ARGV[10])
if late then return { 1, 0, stored } end
if ARGV[13] == '' then
  redis.call('HDEL', STATE, 'circuit', 'failures', 'open_until', 'open_probe')
else
  redis.call('HSET', STATE, 'circuit', ARGV[13], 'failures', ARGV[14])
  redis.call('HDEL', STATE, 'open_until', 'open_probe')
  if ARGV[15] == '1' then redis.call('HSET', STATE, 'open_until', whole(now + COOLDOWN_MS)) end
end
keep()
return { 1, 1, stored }
