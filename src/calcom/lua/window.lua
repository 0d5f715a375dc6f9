-- Stands in front of the other scripts. Reads the fleet's state and the window that the calling process remembers.
-- All times are ms of this Redis' own clock: the one clock that the whole fleet shares.
--
-- KEYS[1] the state (a hash), KEYS[2] the calls in flight (a sorted set: when each is given up for lost).
-- ARGV[1] the caller's window (see `written`) or '', ARGV[2] the channel, ARGV[3..9] the settings below.

local STATE, FLIGHT, CHANNEL = KEYS[1], KEYS[2], ARGV[2]
local OWN_LIMIT = tonumber(ARGV[3])
local WINDOW_MS = tonumber(ARGV[4])
local SPACING_MS = tonumber(ARGV[5])
local HOLD_MS = tonumber(ARGV[6])
local COOLDOWN_MS = tonumber(ARGV[7])
local THRESHOLD = tonumber(ARGV[8])
-- How far ahead of the spacing calls may run after a rest, so that some can begin at once.
local AHEAD_MS = tonumber(ARGV[9])
-- How long before the earliest end of a window its calls stop being taken for granted, since a call arrives later than it begins.
local GUARD_MS = WINDOW_MS / 60
-- How long after the latest end of a window the next one is taken to begin: timers at the other end are not exact either.
local MARGIN_MS = math.min(250, WINDOW_MS / 60)
local LONGEST_RESET_MS = 3600000
local KEPT_MS = 86400000

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local function whole(number) return string.format('%.0f', number) end

-- The window, as it is stored, published and remembered by each process:
-- id       when it was learned of; later windows have greater ids
-- limit    calls in it by Cal.com's count
-- ours     calls that the fleet has begun in it
-- foreign  calls that others have made in it, as the rate headers show
-- closes   until then a call surely still falls into it
-- ends     from then on it is surely over
-- blocked  1 when Cal.com answered 429: it takes nothing until `ends`
-- next     the next call is due then, and may begin AHEAD_MS before; not the window's own, but lost and remembered together with it
local FIELDS = { 'id', 'limit', 'ours', 'foreign', 'closes', 'ends', 'blocked', 'next' }

local function read(values)
  if not values[1] then return nil end
  local window = {}
  for index, field in ipairs(FIELDS) do window[field] = tonumber(values[index]) or 0 end
  return window
end

local function written(window)
  if not window then return '' end
  local parts = {}
  for index, field in ipairs(FIELDS) do parts[index] = whole(window[field]) end
  return table.concat(parts, ' ')
end

local window = read(redis.call('HMGET', STATE, unpack(FIELDS)))
local stored = written(window)
local following = window and window.next or 0

-- What Redis lost (a flush, a crash between two writes to its disk, a failover) a process still knows.
local remembered = {}
for part in string.gmatch(ARGV[1], '%S+') do remembered[#remembered + 1] = part end
remembered = read(remembered)
if remembered then
  if remembered.ends > now and (not window or remembered.id > window.id) then
    window = remembered
  elseif window and remembered.id == window.id then
    window.ours = math.max(window.ours, remembered.ours)
    window.foreign = math.max(window.foreign, remembered.foreign)
  end
  following = math.max(following, remembered.next)
end
-- No turn is further away than one step, so that a clock set back after a failover does not stop the fleet.
following = math.min(following, now + AHEAD_MS + SPACING_MS)
if window then window.next = following end

local function keep()
  if window and written(window) ~= stored then
    local stored_fields = {}
    for _, field in ipairs(FIELDS) do
      stored_fields[#stored_fields + 1] = field
      stored_fields[#stored_fields + 1] = whole(window[field])
    end
    redis.call('HSET', STATE, unpack(stored_fields))
    redis.call('HDEL', STATE, 'gathering')
    stored = written(window)
    redis.call('PUBLISH', CHANNEL, stored)
  end
  redis.call('PEXPIRE', STATE, KEPT_MS)
  redis.call('PEXPIRE', FLIGHT, KEPT_MS)
end
