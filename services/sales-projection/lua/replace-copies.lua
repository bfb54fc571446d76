-- Stores which copy answers, if nobody has stored anything since it was read.
-- KEYS: 1 copies  string  JSON, its `revision` a number
-- ARGV: 1 the revision that was read (0: there was none), 2 what to store
-- Returns 1 when it is stored, else 0.
local stored = redis.call('GET', KEYS[1])
local revision = stored and cjson.decode(stored).revision or 0
if revision ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
