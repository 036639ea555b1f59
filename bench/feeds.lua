-- For wrk: feeds of 5,000 users that the click run before made active.
math.randomseed(1)
request = function()
  return wrk.format("GET", "/v1/users/bench-" .. math.random(0, 4999) .. "/feed?n=20")
end
