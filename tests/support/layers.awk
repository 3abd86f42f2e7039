# layers.awk -- every #include points left, and every third-party header has one home.
#
# awk -f layers.awk FILE...  prints one line for each include that breaks a rule, exit 1.
# Order: base <- core <- wire <- io <- run <- office <- programs.  Headers of other people stay in the layer
# that adapts them, so that the rest of the tree does not know whose library it is.

BEGIN {
    split("base core wire io run office", layers, " ")
    for (i in layers)
        rank[layers[i]] = i + 0
    rank["program"] = 7

    home["google/protobuf-c/"] = home["protobuf-c/"] = home["google/protobuf/"] = "wire"
    home["shouwen/v1/"] = home["jansson.h"] = home["csv.h"] = home["utf8proc.h"] = "wire"
    home["librdkafka/"] = home["libpq-fe.h"] = home["postgresql/"] = "io"
    home["sqlite3.h"] = "io"
    home["libpq/"] = home["microhttpd.h"] = home["gmime/"] = home["curl/"] = "io"
    home["nettle/"] = home["zlib.h"] = "base"
    home["ini.h"] = "run"
}

FNR == 1 {
    layer = "program"
    if (match(FILENAME, /lib\/[^\/]+\//))
        layer = substr(FILENAME, RSTART + 4, RLENGTH - 5)
    if (!(layer in rank))
        broken(FILENAME ": \"" layer "\" is not a layer")
    in_tests = FILENAME ~ /(^|\/)tests\//
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    name = $0
    sub(/^[^<"]*[<"]/, "", name)
    sub(/[>"].*/, "", name)
    check(name)
}

END {
    exit failed
}

function check(name,    target, prefix) {
    if (in_tests)
        return
    if (name ~ /\.\.\//)
        broken(FILENAME ":" FNR ": \"" name "\" climbs; include from the root of lib/")
    target = name
    sub(/\/.*/, "", target)
    if (name ~ /\// && target in rank && rank[target] > rank[layer])
        broken(FILENAME ":" FNR ": " layer " may not include " name)
    if (name == "sql.h" && rank[layer] < rank["io"])
        broken(FILENAME ":" FNR ": " layer " knows nothing of SQL")
    for (prefix in home)
        if (index(name, prefix) == 1 && layer != home[prefix])
            broken(FILENAME ":" FNR ": " name " belongs to lib/" home[prefix])
}

function broken(text) {
    print text
    failed = 1
}
