-- For wrk: a grain that does nothing, 5,000 of them.
math.randomseed(1)
request = function()
  return wrk.format("GET", "/floor/bench-" .. math.random(0, 4999))
end
