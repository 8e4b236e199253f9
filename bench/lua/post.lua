-- Posts comments that no one has posted before, nor anything like them: KIND parley or waline, STORIES their number, SEED
-- of this window, TEXTS a file of texts, one a line with \n for line breaks. Each is as long as one of these, and its words
-- are theirs in an order of its own: who says nearly the same twice is refused.
local kind, stories, seed = os.getenv("KIND"), tonumber(os.getenv("STORIES")), os.getenv("SEED")
-- Global, so that done() finds them in each thread.
accepted, refused = 0, 0
local lengths, words, n = {}, {}, 0
for line in io.lines(os.getenv("TEXTS")) do
  local before = #words
  for word in line:gmatch("%a[%a']*") do words[#words + 1] = word end
  lengths[#lengths + 1] = math.max(8, #words - before)
end
local names = {"Ada Adler", "Ben Baker", "Cleo Cole", "Dan Dorn", "Eva Engel", "Finn Frost", "Gus Graf", "Hana Holm"}
local threads = {}

function setup(thread) threads[#threads + 1] = thread end

function init()
  math.randomseed(tonumber(seed:sub(-7), 16))
end

local function text()
  local said = {}
  for i = 1, lengths[n % #lengths + 1] do said[i] = words[math.random(#words)] end
  return table.concat(said, " ")
end

function request()
  n = n + 1
  local story, name = "w" .. (n % stories + 1), names[n % #names + 1]
  local headers = {["Content-Type"] = "application/json", ["User-Agent"] = "Mozilla/5.0"}
  if kind == "waline" then
    return wrk.format("POST", "/api/comment?lang=en", headers, string.format(
      '{"comment":"%s #%s-%d","nick":"%s","mail":"a%d@example.org","link":"","ua":"Mozilla/5.0","url":"/%s"}',
      text(), seed, n, name, n % 8, story))
  end
  -- Two hundred browsers, each with a token of its own, as a page's script posts.
  headers["Cookie"] = string.format("parley=%043d", n % 200)
  headers["Sec-Fetch-Site"] = "same-origin"
  headers["Idempotency-Key"] = seed .. "-" .. n
  return wrk.format("POST", "/api/v1/sites/bench/stories/" .. story .. "/comments", headers,
    string.format('{"text":"%s #%s-%d","name":"%s"}', text(), seed, n, name))
end

function response(status, headers, body)
  if (kind == "waline" and status == 200 and body:find('"errno":0', 1, true)) or (kind ~= "waline" and status == 201) then
    accepted = accepted + 1
  else
    refused = refused + 1
    if refused == 1 then io.stderr:write("refused: " .. status .. " " .. body:sub(1, 200) .. "\n") end
  end
end

function done(summary, latency)
  local taken, lost = 0, 0
  for _, thread in ipairs(threads) do taken, lost = taken + thread:get("accepted"), lost + thread:get("refused") end
  io.write(string.format('{"requests":%d,"seconds":%.6f,"bad":%d,"p50":%.3f,"p99":%.3f}\n',
    taken, summary.duration / 1e6, lost, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
