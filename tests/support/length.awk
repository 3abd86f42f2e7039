# length.awk -- no function above 60 lines or 5 parameters.
#
# ctags -x --c-kinds=f --_xformat='%F %n %e %N %S' FILE... | awk -f length.awk
# (tab-separated: file, first line, last line, name, signature).

BEGIN {
    FS = "\t"
    lines_max = 60
    parameters_max = 5
}

{
    # %n is the line of the name; a function begins at most a line or two above.
    lines = $3 - $2 + 1
    if (lines > lines_max) {
        print $1 ":" $2 ": " $4 "() has " lines " lines, the limit is " lines_max
        failed = 1
    }
    if (parameters($5) > parameters_max && !is_of_others($1, $4)) {
        print $1 ":" $2 ": " $4 "() has " parameters($5) " parameters, the limit is " parameters_max
        failed = 1
    }
}

END {
    exit failed
}

# A fake has the shape of what it stands for, and what a library calls has the library's.
function is_of_others(file, name) {
    return file ~ /tests\/fake\// || (file ~ /lib\/io\// && name ~ /^on_/)
}

function parameters(signature,    i, depth, count, c) {
    count = 1
    for (i = 1; i <= length(signature); i++) {
        c = substr(signature, i, 1)
        if (c == "(")
            depth++
        else if (c == ")")
            depth--
        else if (c == "," && depth == 1)
            count++
    }
    return count
}
