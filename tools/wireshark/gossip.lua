-- Shows the datagrams of gossip networks in Wireshark and tshark 4.0 or later. docs/wire-format.md
-- describes what they contain, docs/debugging.md how to use this file.
--
-- The bodies of secure links are sealed. `gossip decrypt` writes a capture in which they are open; it sets
-- the upper bit of the type of a datagram that it has opened, and leaves its tag out.

local gossip = Proto("gossip", "Gossip")

local OPENED = 0x80
local ID_BYTES = 32
local TAG_BYTES = 16
local MAX_FRAME_BYTES = 1052672
-- What fragments of unfinished frames may take in this process.
local MAX_UNFINISHED_BYTES = 64 * 1024 * 1024

gossip.prefs.network = Pref.string("Network", "gossip",
  "Name of the network, for the ids of messages on links whose HELLO is not in the capture")
gossip.prefs.ports = Pref.range("UDP ports", "5000,5010,5020,5030,5040,5050",
  "Ports whose datagrams are always tried first; on all others they are recognized by their first bytes", 65535)

---- fields ---------------------------------------------------------------------------------------

local fields = {}

local function field(abbr, name, kind, ...)
  local f = ProtoField[kind]("gossip." .. abbr, name, ...)
  fields[#fields + 1] = f
  return f
end

local malformed = ProtoExpert.new("gossip.malformed", "Malformed", expert.group.MALFORMED,
  expert.severity.ERROR)
local unknown_part = ProtoExpert.new("gossip.unknown", "Unknown to this dissector", expert.group.UNDECODED,
  expert.severity.WARN)
gossip.experts = { malformed, unknown_part }

local PLAIN_TYPES = {
  [1] = "CONNECT", [2] = "ACCEPT", [3] = "DATA", [4] = "PING", [5] = "PONG", [6] = "CLOSE", [7] = "RESET",
}
local SECURE_TYPES = {
  [1] = "INIT", [2] = "RETRY", [3] = "ANSWER", [4] = "FINISH", [5] = "DATA", [6] = "PING", [7] = "PONG",
  [8] = "CLOSE", [9] = "RESET", [10] = "NOTE",
  [0x85] = "DATA", [0x86] = "PING", [0x87] = "PONG", [0x88] = "CLOSE",
}
local FRAME_KINDS = {
  [1] = "HELLO", [2] = "PAYLOAD", [3] = "CONTROL", [4] = "REFUSAL", [5] = "RESERVED", [6] = "RESERVED",
  [7] = "ANNOUNCEMENT", [8] = "REQUEST",
}
local SUITES = { [1] = "Noise 25519 AESGCM SHA256" }
local PATTERNS = { [1] = "XX", [2] = "IK (reserved)" }
local NOTES = { [1] = "unknown suite, pattern or part", [2] = "the sender has security = none" }
local CLOSE_KINDS = { [0] = "unspecified", [1] = "shutting down", [2] = "refused" }

local F = {
  magic = field("magic", "Magic", "string"),
  version = field("version", "Version of the datagram", "uint8", base.DEC),
  plain_type = field("plain_type", "Type", "uint8", base.DEC, PLAIN_TYPES),
  secure_type = field("secure_type", "Type", "uint8", base.HEX, SECURE_TYPES),
  other_type = field("other_type", "Type", "uint8", base.DEC),
  opened = field("opened", "Opened by gossip decrypt", "bool"),
  connection_id = field("connection_id", "Connection id", "uint64", base.HEX),
  number = field("number", "Packet number", "uint64", base.DEC),
  epoch = field("epoch", "Epoch", "uint24", base.DEC),
  counter = field("counter", "Counter", "uint64", base.DEC),
  suite = field("init.suite", "Suite", "uint8", base.DEC, SUITES),
  pattern = field("init.pattern", "Pattern", "uint8", base.DEC, PATTERNS),
  part = field("init.part", "Part", "uint8", base.HEX),
  part_index = field("init.part_index", "Index", "uint8", base.DEC, nil, 0xf0),
  part_count = field("init.part_count", "Number of parts", "uint8", base.DEC, nil, 0x0f),
  flags = field("init.flags", "Flags", "uint8", base.HEX),
  fast_aes = field("init.fast_aes", "The sender is fast at AES", "bool", 8, nil, 0x01),
  cookie = field("cookie", "Cookie", "bytes"),
  ephemeral = field("ephemeral_key", "Ephemeral key", "bytes"),
  sealed_key = field("sealed_key", "Static key, sealed", "bytes"),
  sealed_payload = field("sealed_payload", "Payload of the handshake, sealed", "bytes"),
  sealed = field("sealed", "Body, sealed", "bytes"),
  tag = field("tag", "Tag", "bytes"),
  token = field("token", "Token", "uint64", base.HEX),
  note = field("note.code", "Code", "uint8", base.DEC, NOTES),
  body = field("body", "Body", "bytes"),
  frame = field("frame", "Frame", "none"),
  frame_kind = field("frame.kind", "Kind", "uint8", base.DEC, FRAME_KINDS),
  frame_body = field("frame.body", "Body", "bytes"),
  unknown_field = field("unknown_field", "Unknown field", "bytes"),
  message_id = field("message.id", "Message id", "bytes"),
  control_plugin = field("control.plugin", "Plugin", "string"),
  reassembled_in = field("fragment.reassembled_in", "Reassembled in", "framenum", base.NONE,
    frametype and frametype.NONE or nil),
  symbol = field("repair.symbols.symbol", "Symbol", "none"),
  symbol_sum = field("repair.symbols.sum", "Sum", "uint64", base.HEX),
  symbol_check = field("repair.symbols.check", "Check", "uint32", base.HEX),
  symbol_number = field("repair.symbols.number", "Number", "uint32", base.DEC),
}

---- bits and SHA-256 ------------------------------------------------------------------------------

-- Lua 5.2 has bit32, later versions have operators, which 5.2 cannot read.
local band, bxor, bnot, rshift, ror
if bit32 then
  band, bxor, bnot, rshift, ror = bit32.band, bit32.bxor, bit32.bnot, bit32.rshift, bit32.rrotate
else
  band, bxor, bnot, rshift, ror = load([[
    return function(a, b) return a & b end,
      function(a, b, c) return a ~ b ~ (c or 0) end,
      function(a) return ~a & 0xffffffff end,
      function(a, n) return (a & 0xffffffff) >> n end,
      function(a, n) a = a & 0xffffffff; return ((a >> n) | (a << (32 - n))) & 0xffffffff end]])()
end

-- The first 32 bits of the fractional parts of square and cube roots of primes, as FIPS 180-4 defines
-- them. Calculated, with integers: a double has too few bits for some of them.
local function fraction_bits(prime, root)
  local low, high = 0, 4294967296
  local whole = root == 2 and math.floor(prime ^ 0.5 + 1e-9) or math.floor(prime ^ (1 / 3) + 1e-9)
  -- Digits of a number in base 2^16, lowest first.
  local function digits(fraction)
    return { fraction % 65536, math.floor(fraction / 65536), whole }
  end
  local function times(a, b)
    local product = {}
    for i = 1, #a + #b do product[i] = 0 end
    for i = 1, #a do
      local carry = 0
      for j = 1, #b do
        local sum = product[i + j - 1] + a[i] * b[j] + carry
        product[i + j - 1] = sum % 65536
        carry = math.floor(sum / 65536)
      end
      product[i + #b] = product[i + #b] + carry
    end
    return product
  end
  local function power_is_above(fraction)
    local x = digits(fraction)
    local power = times(x, x)
    if root == 3 then power = times(power, x) end
    -- The integer part begins after 2 digits for each factor.
    local integer = 0
    for i = #power, 2 * root + 1, -1 do integer = integer * 65536 + power[i] end
    return integer >= prime
  end
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    if power_is_above(middle) then high = middle else low = middle end
  end
  return low
end

local SHA_START, SHA_ROUND = {}, {}
do
  local prime, count = 2, 0
  while count < 64 do
    local is_prime = true
    for divisor = 2, math.floor(prime ^ 0.5 + 1e-9) do
      if prime % divisor == 0 then is_prime = false end
    end
    if is_prime then
      count = count + 1
      if count <= 8 then SHA_START[count] = fraction_bits(prime, 2) end
      SHA_ROUND[count] = fraction_bits(prime, 3)
    end
    prime = prime + 1
  end
end

local function sha256(text)
  local length = #text
  text = text .. "\128" .. string.rep("\0", (55 - length) % 64)
  local bits = length * 8
  for shift = 7, 0, -1 do
    text = text .. string.char(math.floor(bits / 256 ^ shift) % 256)
  end
  local hash = {}
  for i = 1, 8 do hash[i] = SHA_START[i] end
  local w = {}
  for block = 1, #text, 64 do
    for i = 1, 16 do
      local a, b, c, d = text:byte(block + 4 * i - 4, block + 4 * i - 1)
      w[i] = ((a * 256 + b) * 256 + c) * 256 + d
    end
    for i = 17, 64 do
      local x, y = w[i - 15], w[i - 2]
      local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
      local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) % 4294967296
    end
    local a, b, c, d, e, f, g, h = hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7], hash[8]
    for i = 1, 64 do
      local s1 = bxor(ror(e, 6), ror(e, 11), ror(e, 25))
      local choice = bxor(band(e, f), band(bnot(e), g))
      local t1 = h + s1 + choice + SHA_ROUND[i] + w[i]
      local s0 = bxor(ror(a, 2), ror(a, 13), ror(a, 22))
      local majority = bxor(band(a, b), band(a, c), band(b, c))
      h, g, f, e = g, f, e, (d + t1) % 4294967296
      d, c, b, a = c, b, a, (t1 + s0 + majority) % 4294967296
    end
    local round = { a, b, c, d, e, f, g, h }
    for i = 1, 8 do hash[i] = (hash[i] + round[i]) % 4294967296 end
  end
  local out = {}
  for i = 1, 8 do out[i] = string.format("%08x", hash[i]) end
  return table.concat(out)
end

---- protobuf --------------------------------------------------------------------------------------

-- Reads a varint of at most `most` bytes. Returns its end, its lower and its upper 32 bits; nil if there is
-- none.
local function varint(tvb, at, last, most)
  local low, high, count = 0, 0, 0
  while at < last and count < (most or 10) do
    local byte = tvb(at, 1):uint()
    local part = byte % 128
    if count < 4 then
      low = low + part * 2 ^ (7 * count)
    elseif count == 4 then
      low = low + (part % 16) * 2 ^ 28
      high = math.floor(part / 16)
    else
      high = (high + part * 2 ^ (7 * count - 32)) % 4294967296
    end
    at, count = at + 1, count + 1
    if byte < 128 then return at, math.floor(low), math.floor(high) end
  end
  return nil
end

-- A schema is a list of fields by number. A field knows how to add a value to the tree: add(context,
-- subtree, tvb, start, length, low, high).
local Schema = {}

local function number_field(abbr, name, kind, ...)
  local f = field(abbr, name, kind, ...)
  local is64 = kind == "uint64"
  return { wire = 0, add = function(_, tree, tvb, start, length, low, high)
    if is64 then
      tree:add(f, tvb(start, length), UInt64(low, high))
    else
      tree:add(f, tvb(start, length), low)
    end
  end }
end

local function uint32_field(abbr, name, ...) return number_field(abbr, name, "uint32", ...) end
local function uint64_field(abbr, name, ...) return number_field(abbr, name, "uint64", ...) end

local function bool_field(abbr, name)
  local f = field(abbr, name, "bool")
  return { wire = 0, add = function(_, tree, tvb, start, length, low, high)
    tree:add(f, tvb(start, length), low + high > 0)
  end }
end

local function fixed64_field(abbr, name, base_of)
  local f = field(abbr, name, "uint64", base_of or base.HEX)
  return { wire = 1, add = function(_, tree, tvb, start) tree:add_le(f, tvb(start, 8)) end }
end

-- An empty range takes a value of its own: Wireshark has no range without bytes at the end of a buffer.
local function range(tvb, start, length)
  return length > 0 and tvb(start, length) or tvb(start - 1, 1)
end

local function bytes_field(abbr, name)
  local f = field(abbr, name, "bytes")
  return { wire = 2, add = function(_, tree, tvb, start, length)
    if length > 0 then tree:add(f, tvb(start, length)) end
  end }
end

local function string_field(abbr, name, note)
  local f = field(abbr, name, "string")
  return { wire = 2, add = function(context, tree, tvb, start, length)
    local text = length > 0 and tvb(start, length):string(ENC_UTF_8) or ""
    tree:add(f, range(tvb, start, length), text)
    if note then note(context, text) end
  end }
end

-- Entries of a fixed size, without anything in between.
local function list_field(abbr, name, size, kind, ...)
  local f = field(abbr, name, kind or "bytes", ...)
  return { wire = 2, add = function(context, tree, tvb, start, length)
    local at = start
    while at + size <= start + length do
      tree:add(f, tvb(at, size))
      at = at + size
    end
    if at < start + length then
      tree:add(F.unknown_field, tvb(at, start + length - at)):add_proto_expert_info(malformed)
    end
  end }
end

-- An IP address and a port for each entry.
local function address_list(abbr, name, address_bytes)
  local address = field(abbr .. ".address", name, address_bytes == 4 and "ipv4" or "ipv6")
  local port = field(abbr .. ".port", "Port", "uint16", base.DEC)
  local size = address_bytes + 2
  return { wire = 2, add = function(_, tree, tvb, start, length)
    local at = start
    while at + size <= start + length do
      tree:add(address, tvb(at, address_bytes))
      tree:add(port, tvb(at + address_bytes, 2))
      at = at + size
    end
    if at < start + length then
      tree:add(F.unknown_field, tvb(at, start + length - at)):add_proto_expert_info(malformed)
    end
  end }
end

local function custom(wire, add) return { wire = wire, add = add } end

-- Adds the fields of a protobuf message.
local function add_message(context, tree, schema, tvb, start, length)
  local at, last = start, start + length
  local function bad(from)
    tree:add(F.unknown_field, tvb(from, last - from)):add_proto_expert_info(malformed)
  end
  while at < last do
    local begin = at
    local value_at, low, high = varint(tvb, at, last, 5)
    local wire, number = (low or 0) % 8, math.floor((low or 0) / 8)
    if not value_at or number == 0 or high > 0 then return bad(begin) end
    local value_length, next_at
    if wire == 0 then
      next_at, low, high = varint(tvb, value_at, last)
      if not next_at then return bad(begin) end
      value_length = next_at - value_at
    elseif wire == 1 or wire == 5 then
      value_length = wire == 1 and 8 or 4
      next_at = value_at + value_length
    elseif wire == 2 then
      local data_at, size, upper = varint(tvb, value_at, last, 5)
      if not data_at or upper > 0 then return bad(begin) end
      value_at, value_length, next_at = data_at, size, data_at + size
    else
      return bad(begin)
    end
    if next_at > last then return bad(begin) end
    local known = schema[number]
    if known and known.wire == wire then
      known.add(context, tree, tvb, value_at, value_length, low, high)
    elseif known and known.repeated and wire == 0 then
      known.one(tree, tvb, value_at, value_length, low)
    else
      tree:add(F.unknown_field, tvb(begin, next_at - begin)):add_proto_expert_info(unknown_part)
    end
    at = next_at
  end
end

-- A message within a message.
local function message_field(abbr, name, schema, after)
  local f = field(abbr, name, "none")
  return { wire = 2, add = function(context, tree, tvb, start, length)
    local subtree = tree:add(f, range(tvb, start, length))
    add_message(context, subtree, schema, tvb, start, length)
    if after then after(context, subtree, tvb, start, length) end
  end }
end

local function packed_field(abbr, name)
  local f = field(abbr, name, "uint32", base.DEC)
  local function one(tree, tvb, start, length, low) tree:add(f, tvb(start, length), low) end
  return { wire = 2, repeated = true, one = one, add = function(_, tree, tvb, start, length)
    local at, last = start, start + length
    while at < last do
      local next_at, low = varint(tvb, at, last)
      if not next_at then
        tree:add(F.unknown_field, tvb(at, last - at)):add_proto_expert_info(malformed)
        return
      end
      one(tree, tvb, at, next_at - at, low)
      at = next_at
    end
  end }
end

---- what links are known to have -----------------------------------------------------------------

-- By source and receiver's connection id: the channels and the network of the sender's HELLO.
local hellos = {}
local latest_network
-- By source, connection id, transfer and hash: fragments of unfinished frames.
local unfinished = {}
local unfinished_bytes = 0
-- By number of the packet and offset in it: the frame that a fragment has finished, and the packet in
-- which the frame of a fragment was finished.
local finished = {}
local finished_in = {}

function gossip.init()
  hellos, latest_network = {}, nil
  unfinished, unfinished_bytes, finished, finished_in = {}, 0, {}, {}
end

local function network_of(context)
  local hello = hellos[context.link]
  return hello and hello.network or latest_network or gossip.prefs.network
end

-- The plugin behind a channel; the part after the slot, as in relay.fluff=relay.diffusion.
local function plugin_of(context, channel)
  local hello = hellos[context.link]
  local name = hello and hello.channels[channel]
  return name and name:match("([^=]*)$") or nil
end

local function has_plugin(context, wanted)
  local hello = hellos[context.link]
  for _, name in pairs(hello and hello.channels or {}) do
    if name:match("([^=]*)$") == wanted then return true end
  end
  return false
end

---- frames ---------------------------------------------------------------------------------------

Schema.content = {
  [1] = bytes_field("content.author", "Author"),
  [2] = string_field("content.topic", "Topic", function(context, text) context.topic = text end),
  [3] = fixed64_field("content.sequence", "Sequence", base.DEC),
  [4] = uint64_field("content.created_millis", "Created, ms since 1970", base.DEC),
  [5] = uint64_field("content.lifetime_millis", "Lifetime in ms", base.DEC),
  [6] = bytes_field("content.payload", "Payload"),
}

Schema.channel = {
  [1] = string_field("hello.channel.plugin", "Plugin", function(context, text)
    local hello = context.hello
    hello.channels[hello.count] = text
    hello.count = hello.count + 1
  end),
  [2] = bool_field("hello.channel.optional", "Optional"),
}

Schema.hello = {
  [1] = string_field("hello.network", "Network", function(context, text) context.hello.network = text end),
  [2] = uint32_field("hello.version", "Version of the frames", base.DEC),
  [3] = message_field("hello.channel", "Channel", Schema.channel),
  [4] = string_field("hello.signing", "Signing"),
  [5] = bool_field("hello.heard_you", "Heard you"),
  [6] = bool_field("hello.answer_me", "Answer me"),
  [7] = uint64_field("hello.clock_seconds", "Clock, s since 1970", base.DEC),
  [8] = string_field("hello.observed_address", "Observed address"),
}

Schema.dandelion_header = {
  [1] = bool_field("dandelion.stem", "Stem"),
  [2] = bytes_field("dandelion.inner", "Header of the fluff relay"),
}

local payload_header = field("payload.header", "Header", "bytes")
local payload_content = field("payload.content", "Content", "none")

local function message_id(context, content)
  return sha256("gossip message id v1\0" .. network_of(context) .. "\0" .. content)
end

Schema.payload = {
  [1] = custom(2, function(context, tree, tvb, start, length)
    if length == 0 then return end
    local subtree = tree:add(payload_header, tvb(start, length))
    if has_plugin(context, "relay.dandelion") then
      add_message(context, subtree, Schema.dandelion_header, tvb, start, length)
    end
  end),
  [2] = custom(2, function(context, tree, tvb, start, length)
    local subtree = tree:add(payload_content, range(tvb, start, length))
    add_message(context, subtree, Schema.content, tvb, start, length)
    if length > 0 then
      local id = message_id(context, tvb:raw(start, length))
      -- Bytes that are not in the datagram need a buffer of their own.
      local buffer = ByteArray.new(id):tvb("Message id")
      subtree:add(F.message_id, buffer()):set_generated()
      context.id = id
    end
  end),
  [3] = bytes_field("payload.signature", "Signature"),
}

Schema.diffusion = {
  [1] = list_field("diffusion.have", "Have", ID_BYTES),
  [2] = list_field("diffusion.want", "Want", ID_BYTES),
  [3] = list_field("diffusion.heard", "Heard", ID_BYTES),
  [4] = list_field("diffusion.gone", "Gone", ID_BYTES),
}

Schema.dandelion = {
  [1] = list_field("dandelion.arrived", "Arrived", ID_BYTES),
}

local function add_symbols(_, tree, tvb, start, length)
  local at, last = start, start + length
  while at < last do
    local next_at, low
    if at + 12 < last then next_at, low = varint(tvb, at + 12, last, 5) end
    if not next_at then
      tree:add(F.unknown_field, tvb(at, last - at)):add_proto_expert_info(malformed)
      return
    end
    local symbol = tree:add(F.symbol, tvb(at, next_at - at))
    symbol:add(F.symbol_sum, tvb(at, 8))
    symbol:add(F.symbol_check, tvb(at + 8, 4))
    symbol:add(F.symbol_number, tvb(at + 12, next_at - at - 12), low)
    at = next_at
  end
end

Schema.ask = {
  [1] = uint32_field("repair.ask.round", "Round", base.DEC),
  [2] = fixed64_field("repair.ask.key_half", "Half of the key"),
  [3] = uint32_field("repair.ask.set_size", "Size of the set", base.DEC),
  [4] = uint32_field("repair.ask.first", "First symbol", base.DEC),
  [5] = uint32_field("repair.ask.count", "Number of symbols", base.DEC),
}
Schema.symbols = {
  [1] = uint32_field("repair.symbols.round", "Round", base.DEC),
  [2] = fixed64_field("repair.symbols.key_half", "Half of the key"),
  [3] = uint32_field("repair.symbols.set_size", "Size of the set", base.DEC),
  [4] = uint32_field("repair.symbols.first", "First symbol", base.DEC),
  [5] = custom(2, add_symbols),
}
Schema.resolve = {
  [1] = uint32_field("repair.resolve.round", "Round", base.DEC),
  [2] = list_field("repair.resolve.short_id", "Short id", 8, "uint64", base.HEX),
}
Schema.resolved = {
  [1] = uint32_field("repair.resolved.round", "Round", base.DEC),
  [2] = list_field("repair.resolved.id", "Id", ID_BYTES),
  [3] = list_field("repair.resolved.unknown_short_id", "Unknown short id", 8, "uint64", base.HEX),
}
Schema.repair = {
  [1] = message_field("repair.ask", "Ask", Schema.ask),
  [2] = message_field("repair.symbols", "Symbols", Schema.symbols),
  [3] = message_field("repair.resolve", "Resolve", Schema.resolve),
  [4] = message_field("repair.resolved", "Resolved", Schema.resolved),
  [5] = list_field("repair.request", "Request", ID_BYTES),
  [6] = list_field("repair.gone", "Gone", ID_BYTES),
  [7] = bool_field("repair.nudge", "Nudge"),
}

Schema.exchange_ask = {
  [1] = uint32_field("exchange.ask.max", "At most", base.DEC),
  [2] = bytes_field("exchange.ask.advertised", "Advertised"),
}
Schema.exchange_answer = {
  [1] = address_list("exchange.answer.ipv4", "IPv4 address", 4),
  [2] = address_list("exchange.answer.ipv6", "IPv6 address", 16),
}
Schema.exchange = {
  [1] = message_field("exchange.ask", "Ask", Schema.exchange_ask),
  [2] = message_field("exchange.answer", "Answer", Schema.exchange_answer),
}

local CONTROL_BODIES = {
  ["relay.diffusion"] = Schema.diffusion,
  ["relay.dandelion"] = Schema.dandelion,
  ["relay.repair"] = Schema.repair,
  ["discovery.bootstrap"] = Schema.exchange,
}

local control_channel = field("control.channel", "Channel", "uint32", base.DEC)
local control_body = field("control.body", "Body", "bytes")

local function add_plugin(context, tree, channel)
  local plugin = plugin_of(context, channel)
  if plugin then
    tree:add(F.control_plugin, plugin):set_generated()
    context.control = plugin
  end
end

Schema.control = {
  [1] = custom(0, function(context, tree, tvb, start, length, low)
    tree:add(control_channel, tvb(start, length), low)
    context.channel = low
  end),
  [2] = custom(2, function(context, tree, tvb, start, length)
    context.control_range = { start, length }
    if length > 0 then context.control_item = tree:add(control_body, tvb(start, length)) end
  end),
}

Schema.refusal = { [1] = string_field("refusal.other_address", "Other address") }
Schema.announcement = {
  [1] = bytes_field("announcement.id", "Message id"),
  [2] = uint32_field("announcement.frame_bytes", "Bytes of the payload frame", base.DEC),
}
Schema.request = { [1] = bytes_field("request.id", "Message id") }

local FRAMES = {
  [1] = Schema.hello, [2] = Schema.payload, [3] = Schema.control, [4] = Schema.refusal,
  [7] = Schema.announcement, [8] = Schema.request,
}

local function add_frame(context, tree, tvb, start, length)
  local subtree = tree:add(F.frame, range(tvb, start, length))
  if length == 0 then
    subtree:add_proto_expert_info(malformed)
    return
  end
  local kind = tvb(start, 1):uint()
  local name = FRAME_KINDS[kind] or ("kind " .. kind)
  subtree:add(F.frame_kind, tvb(start, 1))
  local schema = FRAMES[kind]
  context.hello = kind == 1 and { channels = {}, count = 0 } or nil
  context.channel, context.control_item, context.topic, context.id = 0, nil, nil, nil
  if not schema then
    if length > 1 then
      subtree:add(F.frame_body, tvb(start + 1, length - 1)):add_proto_expert_info(unknown_part)
    end
  else
    add_message(context, subtree, schema, tvb, start + 1, length - 1)
  end
  if kind == 1 then
    hellos[context.link] = context.hello
    latest_network = context.hello.network or latest_network
  elseif kind == 2 then
    name = name .. " " .. ((context.topic or "") == "" and "main" or context.topic)
    if context.id then name = name .. " " .. context.id:sub(1, 8) end
  elseif kind == 3 then
    add_plugin(context, subtree, context.channel)
    local plugin = plugin_of(context, context.channel)
    local body = CONTROL_BODIES[plugin or ""]
    name = name .. " " .. (plugin or context.channel)
    if body and context.control_item then
      local at, bytes = context.control_range[1], context.control_range[2]
      add_message(context, context.control_item, body, tvb, at, bytes)
    end
  end
  subtree:append_text(": " .. name)
  context.summary[#context.summary + 1] = name
end

---- fragments ------------------------------------------------------------------------------------

local fragment_data = field("fragment.data", "Data", "bytes")

Schema.fragment = {
  [1] = custom(2, nil),
  [2] = custom(0, nil),
  [3] = custom(0, nil),
  [4] = custom(2, nil),
  [5] = custom(0, nil),
}
do
  local hash = field("fragment.frame_hash", "Hash of the frame", "bytes")
  local numbers = {
    [2] = field("fragment.frame_bytes", "Bytes of the frame", "uint32", base.DEC),
    [3] = field("fragment.offset", "Offset", "uint32", base.DEC),
    [5] = field("fragment.transfer", "Transfer", "uint32", base.DEC),
  }
  Schema.fragment[1].add = function(context, tree, tvb, start, length)
    if length > 0 then
      tree:add(hash, tvb(start, length))
      context.fragment.hash = tostring(tvb(start, length):bytes())
    end
  end
  for number, f in pairs(numbers) do
    Schema.fragment[number].add = function(context, tree, tvb, start, length, low)
      tree:add(f, tvb(start, length), low)
      context.fragment[number] = low
    end
  end
  Schema.fragment[4].add = function(context, tree, tvb, start, length)
    if length > 0 then
      tree:add(fragment_data, tvb(start, length))
      context.fragment.data = tvb:raw(start, length)
    end
  end
end

-- Keeps a fragment. Returns the frame if this was the last one.
local function keep_fragment(context, fragment)
  local bytes, offset = fragment[2] or 0, fragment[3] or 0
  if not fragment.hash or not fragment.data or bytes > MAX_FRAME_BYTES then return nil end
  if offset + #fragment.data > bytes then return nil end
  local key = context.link .. " " .. (fragment[5] or 0) .. " " .. fragment.hash .. " " .. bytes
  local frame = unfinished[key]
  if not frame then
    if unfinished_bytes + bytes > MAX_UNFINISHED_BYTES then
      unfinished, unfinished_bytes = {}, 0
    end
    frame = { parts = {}, missing = bytes, packets = {} }
    unfinished[key] = frame
    unfinished_bytes = unfinished_bytes + bytes
  end
  frame.packets[context.packet] = true
  -- A part may be repeated, and cut into smaller ones: only whole parts that follow each other count.
  local old = frame.parts[offset]
  if not old or #old < #fragment.data then frame.parts[offset] = fragment.data end
  local at, parts = 0, {}
  while at < bytes and frame.parts[at] do
    parts[#parts + 1] = frame.parts[at]
    at = at + #frame.parts[at]
  end
  if at ~= bytes then return nil end
  unfinished[key] = nil
  unfinished_bytes = unfinished_bytes - bytes
  for packet in pairs(frame.packets) do
    finished_in[packet .. " " .. fragment.hash .. (fragment[5] or 0)] = context.packet
  end
  return table.concat(parts)
end

local function after_fragment(context, tree, tvb, start)
  local fragment = context.fragment
  local key = context.packet .. " " .. start
  if not context.visited then
    local frame = keep_fragment(context, fragment)
    if frame then finished[key] = frame end
  end
  context.summary[#context.summary + 1] = "FRAGMENT " .. (fragment[3] or 0) .. "/" .. (fragment[2] or 0)
  local frame = finished[key]
  if frame then
    local whole = ByteArray.new(frame, true):tvb("Reassembled frame")
    add_frame(context, tree, whole, 0, whole:len())
  else
    local packet = finished_in[context.packet .. " " .. (fragment.hash or "") .. (fragment[5] or 0)]
    if packet and packet ~= context.packet then
      tree:add(F.reassembled_in, packet):set_generated()
    end
  end
end

---- datagrams ------------------------------------------------------------------------------------

Schema.acks = {
  [1] = uint64_field("acks.highest", "Highest number", base.DEC),
  [2] = uint32_field("acks.delay_micros", "Delay in µs", base.DEC),
  [3] = packed_field("acks.run", "Run"),
}

local fragment_tree = field("fragment", "Fragment", "none")

Schema.packet = {
  [1] = custom(2, function(context, tree, tvb, start, length) add_frame(context, tree, tvb, start, length) end),
  [2] = message_field("acks", "Acknowledgement", Schema.acks, function(context)
    context.summary[#context.summary + 1] = "ACK"
  end),
  [3] = custom(2, function(context, tree, tvb, start, length)
    context.fragment = {}
    local subtree = tree:add(fragment_tree, range(tvb, start, length))
    add_message(context, subtree, Schema.fragment, tvb, start, length)
    after_fragment(context, subtree, tvb, start)
  end),
  [4] = bytes_field("padding", "Padding"),
  [5] = bool_field("needs_no_acks", "Needs no acknowledgement"),
}

Schema.greeting = {
  [1] = bytes_field("greeting.node_id", "Node id"),
  [2] = fixed64_field("greeting.connection_id", "Connection id"),
  [3] = fixed64_field("greeting.shared_link", "Shared link"),
}

Schema.discouraged = {
  [1] = string_field("close.discouraged.rule", "Rule"),
  [2] = uint32_field("close.discouraged.count", "Count", base.DEC),
  [3] = uint64_field("close.discouraged.come_back_millis", "Come back in ms", base.DEC),
}

Schema.close = {
  [1] = uint32_field("close.kind", "Kind", base.DEC, CLOSE_KINDS),
  [2] = string_field("close.detail", "Detail", function(context, text)
    context.summary[#context.summary + 1] = "(" .. text .. ")"
  end),
  [3] = message_field("close.discouraged", "Discouraged", Schema.discouraged),
}

gossip.fields = fields

local function rest_is_unknown(tree, tvb, at)
  if at < tvb:len() then
    tree:add(F.body, tvb(at)):add_proto_expert_info(malformed)
  end
end

local function add_header_numbers(tree, tvb, is_secure)
  tree:add(F.connection_id, tvb(4, 8))
  local number = tree:add(F.number, tvb(12, 8))
  if is_secure then
    number:add(F.epoch, tvb(12, 3))
    number:add(F.counter, tvb(15, 5))
  end
end

local PLAIN_BODIES = {
  [1] = Schema.greeting, [2] = Schema.greeting, [3] = Schema.packet, [6] = Schema.close,
}

local function add_plain(context, tree, tvb)
  local kind = tvb(3, 1):uint()
  tree:add(F.plain_type, tvb(3, 1))
  context.summary[1] = PLAIN_TYPES[kind] or ("type " .. kind)
  if tvb:len() < 20 then
    rest_is_unknown(tree, tvb, 4)
    return
  end
  add_header_numbers(tree, tvb, false)
  local schema = PLAIN_BODIES[kind]
  if schema then
    add_message(context, tree, schema, tvb, 20, tvb:len() - 20)
  else
    rest_is_unknown(tree, tvb, 20)
  end
end

local SECURE_SIZES = { [1] = 68, [2] = 32, [3] = 128, [4] = 88, [9] = 12, [10] = 13 }

local function add_init(tree, tvb)
  tree:add(F.suite, tvb(4, 1))
  tree:add(F.pattern, tvb(5, 1))
  local part = tree:add(F.part, tvb(6, 1))
  part:add(F.part_index, tvb(6, 1))
  part:add(F.part_count, tvb(6, 1))
  tree:add(F.flags, tvb(7, 1)):add(F.fast_aes, tvb(7, 1))
  tree:add(F.connection_id, tvb(8, 8))
  tree:add(F.cookie, tvb(16, 20))
  tree:add(F.ephemeral, tvb(36, 32))
end

local function add_handshake(kind, tree, tvb)
  if kind == 1 then return add_init(tree, tvb) end
  tree:add(F.connection_id, tvb(4, 8))
  if kind == 2 then
    tree:add(F.cookie, tvb(12, 20))
  elseif kind == 3 then
    tree:add(F.ephemeral, tvb(12, 32))
    tree:add(F.sealed_key, tvb(44, 48))
    tree:add(F.sealed_payload, tvb(92, 36))
  elseif kind == 4 then
    tree:add(F.sealed_key, tvb(12, 48))
    tree:add(F.sealed_payload, tvb(60, 28))
  elseif kind == 10 then
    tree:add(F.note, tvb(12, 1))
  end
end

local function add_opened(context, kind, tree, tvb)
  tree:add(F.opened, tvb(3, 1), true):set_generated()
  if kind == 5 then
    add_message(context, tree, Schema.packet, tvb, 20, tvb:len() - 20)
  elseif kind == 8 then
    add_message(context, tree, Schema.close, tvb, 20, tvb:len() - 20)
  elseif tvb:len() == 28 then
    tree:add(F.token, tvb(20, 8))
  else
    rest_is_unknown(tree, tvb, 20)
  end
end

local function add_secure(context, tree, tvb)
  local type_byte = tvb(3, 1):uint()
  local kind = type_byte % OPENED
  tree:add(F.secure_type, tvb(3, 1))
  context.summary[1] = SECURE_TYPES[kind] or ("type " .. kind)
  if SECURE_SIZES[kind] == tvb:len() and type_byte == kind then
    add_handshake(kind, tree, tvb)
  elseif kind >= 5 and kind <= 8 and tvb:len() >= 20 then
    add_header_numbers(tree, tvb, true)
    if type_byte >= OPENED then
      add_opened(context, kind, tree, tvb)
    elseif tvb:len() >= 20 + TAG_BYTES then
      local sealed = tvb:len() - 20 - TAG_BYTES
      if sealed > 0 then tree:add(F.sealed, tvb(20, sealed)) end
      tree:add(F.tag, tvb(20 + sealed, TAG_BYTES))
      context.summary[#context.summary + 1] = "(sealed)"
    else
      rest_is_unknown(tree, tvb, 20)
    end
  else
    rest_is_unknown(tree, tvb, 4)
  end
end

local function fits(tvb)
  local length = tvb:reported_len()
  if length < 12 or tvb:len() < 12 or tvb(0, 2):uint() ~= 0x476f then return false end
  local version, kind = tvb(2, 1):uint(), tvb(3, 1):uint()
  if version == 1 then return PLAIN_TYPES[kind] ~= nil and length >= 20 end
  if version == 2 then
    local size = SECURE_SIZES[kind]
    return SECURE_TYPES[kind] ~= nil and (size == nil and length >= 20 or size == length)
  end
  return version >= 3 and version <= 15
end

function gossip.dissector(tvb, pinfo, tree)
  if tvb:len() < 12 or tvb(0, 2):uint() ~= 0x476f then return 0 end
  local version = tvb(2, 1):uint()
  pinfo.cols.protocol = "Gossip"
  local item = tree:add(gossip, tvb())
  item:add(F.magic, tvb(0, 2))
  item:add(F.version, tvb(2, 1))
  local context = { summary = {}, packet = pinfo.number, visited = pinfo.visited }
  -- The connection id names the link at the receiver; the ports tell links of two receivers apart.
  context.link = tostring(pinfo.src) .. " " .. pinfo.src_port .. " " .. tostring(pinfo.dst) .. " "
    .. pinfo.dst_port .. " " .. tostring(tvb(4, 8):bytes())
  if version == 1 then
    add_plain(context, item, tvb)
  elseif version == 2 then
    add_secure(context, item, tvb)
  else
    item:add(F.other_type, tvb(3, 1))
    item:add(F.body, tvb(4)):add_proto_expert_info(unknown_part)
    context.summary[1] = "version " .. version
  end
  pinfo.cols.info = table.concat(context.summary, ", ")
  item:append_text(", " .. context.summary[1])
  return tvb:len()
end

local function heuristic(tvb, pinfo, tree)
  if not fits(tvb) then return false end
  gossip.dissector(tvb, pinfo, tree)
  return true
end

gossip:register_heuristic("udp", heuristic)

local udp_ports = DissectorTable.get("udp.port")
udp_ports:add(gossip.prefs.ports, gossip)
