-- For wrk: single durable interactions of the same 5,000 users.
math.randomseed(1)
local headers = { ["Content-Type"] = "application/json" }
request = function()
  local body = string.format('{"userId":"bench-%d","itemId":"mandala-%05d","type":"like"}', math.random(0, 4999), math.random(0, 4999))
  return wrk.format("POST", "/v1/interactions", headers, body)
end
