# rows.jq -- the rows of a measure's table: n, minimum, median, maximum, goal and verdict.

def median: sort | .[(length - 1) / 2 | floor];

# A goal is {at_least: x}, {at_most: x} or null.
def verdict($goal; $value):
    def off($goal): "missed by \(($value / $goal - 1) * 100 | fabs | round) %";
    if $goal == null then "" elif $goal.at_least != null then
        (if $value >= $goal.at_least then "reached" else off($goal.at_least) end)
    else (if $value <= $goal.at_most then "reached" else off($goal.at_most) end) end;

# Nothing for what was not measured: no values.
def row($measure; $unit; $values; $goal):
    $values | map(select(. != null)) | if length == 0 then empty else
        {measure: $measure, unit: $unit, n: length, min: min, median: median, max: max, goal: $goal,
         verdict: verdict($goal; median)} end;

# Quotients of two lists of runs, run by run.
def ratios($a; $b): [range([$a, $b] | map(length) | min) | $a[.] / $b[.]];

# A table's cell.
def short: if . >= 100 then round elif . >= 10 then (. * 10 | round / 10) else (. * 100 | round / 100) end | tostring;
def goal: if . == null then "" elif .at_least != null then "≥ \(.at_least)" else "≤ \(.at_most)" end;
