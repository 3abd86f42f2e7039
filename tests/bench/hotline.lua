-- hotline.lua -- requests for wrk: BATCH events each (1: a lone one), of cases nobody told before; KEY is the sender's.
local batch = tonumber(os.getenv("BATCH"))
local headers = {
    ["Authorization"] = "Bearer " .. os.getenv("KEY"),
    ["Content-Type"] = batch == 1 and "application/json" or "application/x-ndjson",
}
local event = '{"header":{"source":"bench","caseSource":"bench","caseNumber":"%s-%d","sourceRef":"1",'
    .. '"occurredAt":"2025-09-22T09:12:00+08:00"},"accepted":{"unit":"zjj","section":"bgs","receiver":"wang",'
    .. '"channel":"CHANNEL_HOTLINE","category":"CATEGORY_SERVICE"}}'
local number, name = 0, ""

function init()
    local random = io.open("/dev/urandom", "rb")
    name = (random:read(8):gsub(".", function(byte) return string.format("%02x", byte:byte()) end))
    random:close()
end

function request()
    local lines = {}
    for i = 1, batch do
        number = number + 1
        lines[i] = event:format(name, number)
    end
    return wrk.format("POST", "/v1/events", headers, table.concat(lines, "\n"))
end

-- Anything but 202 would not be a figure.
function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format('\nRESULT {"rate":%.1f,"p50_ms":%.3f,"p99_ms":%.3f,"bad":%d}\n',
        summary.requests * batch / (summary.duration / 1e6), latency:percentile(50) / 1e3,
        latency:percentile(99) / 1e3, errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
