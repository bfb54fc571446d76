-- Reads the counts of a range of one shard as they are at one moment.
-- KEYS: 1 counters, 2 prices, 3 meta (see apply-steps.lua)
-- ARGV: the lexicographic range of `prices`: 1 from, 2 to
-- Returns: asOf in ms or nil, then for each price: member, open, completed, failed, cancelled (nil: none).
local counters, prices, meta = unpack(KEYS)
local NUL = '\0'
local rows = {}
for i, member in ipairs(redis.call('ZRANGEBYLEX', prices, ARGV[1], ARGV[2])) do
  local field = member .. NUL
  local counts = redis.call('HMGET', counters, field .. 'open', field .. 'completed', field .. 'failed', field .. 'cancelled')
  rows[i] = {member, counts}
end
return {redis.call('HGET', meta, 'asOf'), rows}
