# purity.awk -- what a pure object may call, and what no library below run may touch.
#
# nm -A --defined-only and nm -A -u output of release objects on standard input, first the defined:
#   { nm -A --defined-only OBJECTS; nm -A -u OBJECTS; } | awk -v folder=build/release -f purity.awk
# An object is pure when it stands in lib/core or is consumers/*/rows*.o.  It may call its like, core,
# base's arena, str, err, uuid, civil and sha256, mem*, strlen, the compiler's own helpers and assert.

{
    object = $0
    sub(/:[^:]*$/, "", object)
    sub("^" folder "/", "", object)
    symbol = $NF
}

$(NF - 1) != "U" && $(NF - 1) != "w" {
    if (object ~ /^lib\/core\// || object ~ /^consumers\/[^\/]*\/rows[a-z_]*\.o$/ || object ~ /^lib\/base\/(arena|str|err|uuid|civil|sha256)\.o$/)
        allowed[symbol] = 1
    own[object, symbol] = 1
    next
}

{ pure = object ~ /^lib\/core\// || object ~ /^consumers\/[^\/]*\/rows[a-z_]*\.o$/ }

pure && !(symbol in allowed) && !((object, symbol) in own) && !is_harmless(symbol) {
    print object " is pure and may not call " symbol
    failed = 1
}

object ~ /^lib\/(base|core|wire|io)\// && symbol ~ /^(exit|getenv|secure_getenv|stderr|stdout|(__)?v?printf(_chk)?|puts|putchar|perror)$/ {
    print object " may not touch " symbol "; the layer above decides"
    failed = 1
}

END {
    exit failed
}

function is_harmless(symbol) {
    return symbol ~ /^(__)?mem(cpy|move|set|cmp|chr|rchr)(_chk)?$/ || symbol == "strlen" ||
        symbol == "__assert_fail" || symbol == "__stack_chk_fail" || symbol == "_GLOBAL_OFFSET_TABLE_" ||
        symbol ~ /^__(u?(div|mod|mul|divmod)|mulo|addvsi|addvdi|clz|ctz|popcount|ashl|ashr|lshr)[a-z]*[0-9]$/
}
