-- Applies steps to one shard. A script runs alone, so version and counters move together or not at all.
-- KEYS: 1 orders   hash  order id -> JSON [version, outcome, lines], a line being [product, price, quantity]
--       2 counters hash  product NUL price NUL outcome -> quantity
--       3 prices   zset  product NUL price, all scores 0: read by lexicographic range
--       4 products zset  product, all scores 0
--       5 meta     hash  asOf -> time of the newest event, in ms
-- ARGV: one JSON step each: {orderId, first, last, at, outcome?, lines?}
-- Returns for each step that came before its predecessor: order id, the version stored, the step's first version.
local orders, counters, prices, products, meta = unpack(KEYS)
local NUL = '\0'
local outcomes = {'open', 'completed', 'failed', 'cancelled'}

local function isCounted(member)
  for _, outcome in ipairs(outcomes) do
    if redis.call('HEXISTS', counters, member .. NUL .. outcome) == 1 then return true end
  end
  return false
end

local function forget(product, member)
  if isCounted(member) then return end
  redis.call('ZREM', prices, member)
  local left = redis.call('ZLEXCOUNT', prices, '[' .. product .. NUL, '(' .. product .. '\1')
  if left == 0 then redis.call('ZREM', products, product) end
end

-- Quantities stay strings: a Lua number would lose digits on its way into a command.
local function add(outcome, lines)
  for _, line in ipairs(lines) do
    local product, member = line[1], line[1] .. NUL .. line[2]
    -- A counter that was there has its price and product listed: they stay as long as it does.
    if redis.call('HINCRBY', counters, member .. NUL .. outcome, line[3]) == tonumber(line[3]) then
      redis.call('ZADD', prices, 0, member)
      redis.call('ZADD', products, 0, product)
    end
  end
end

local function subtract(outcome, lines)
  for _, line in ipairs(lines) do
    local member = line[1] .. NUL .. line[2]
    local field = member .. NUL .. outcome
    if redis.call('HINCRBY', counters, field, '-' .. line[3]) == 0 then
      redis.call('HDEL', counters, field)
      forget(line[1], member)
    end
  end
end

local function apply(step, outcome, lines)
  local nextOutcome, nextLines = step.outcome or outcome, step.lines or lines
  if step.outcome or step.lines then
    -- Adding first keeps a line that stays from being forgotten for a moment.
    add(nextOutcome, nextLines)
    subtract(outcome, lines)
  end
  redis.call('HSET', orders, step.orderId, cjson.encode({step.last, nextOutcome, nextLines}))
end

-- Everything is parsed before the first write: a step that is no JSON leaves nothing half done.
local steps = {}
for i, json in ipairs(ARGV) do steps[i] = cjson.decode(json) end

local gaps, newest = {}, 0
for _, step in ipairs(steps) do
  local record = redis.call('HGET', orders, step.orderId)
  local order = record and cjson.decode(record) or {0, 'open', {}}
  local version = order[1]
  if step.first > version + 1 then
    gaps[#gaps + 1] = {step.orderId, version, step.first}
  elseif step.last > version then
    apply(step, order[2], order[3])
    newest = math.max(newest, step.at)
  end
end
if newest > tonumber(redis.call('HGET', meta, 'asOf') or 0) then
  redis.call('HSET', meta, 'asOf', string.format('%.0f', newest))
end
return gaps
