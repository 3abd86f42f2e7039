#!/bin/bash
# setup.sh -- make this machine able to build, demonstrate and test shouwen.
#
# deploy/dev/setup.sh [extra | bench]
#                                Installs the missing packages of packages.txt (as root; an ordinary
#                                user gets the list and the line to type, exit 2) and fetches the
#                                broker's jars to build/kafka/libs
# deploy/dev/setup.sh packages   the packages only, nothing in build/: for sudo
# When nothing is missing it says nothing and takes a few milliseconds.  It neither uses nor disturbs
# a PostgreSQL of the machine's own, and keeps Debian from starting one.
# Environment: BUILD (build), SHOUWEN_KAFKA_VERSION (of the pom).
set -u
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build}
log=$BUILD/setup.log
drop_in=

missing_packages() { # missing_packages KINDS: those of packages.txt that are not installed
    command -v dpkg-query >/dev/null || return 0
    local -a wanted
    mapfile -t wanted < <(awk -v kinds=" $1 " '!/^#/ && index(kinds, " " $2 " ") { print $1 }' \
        deploy/dev/packages.txt)
    { dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null
        printf '%s wanted\n' "${wanted[@]}"
    } | awk '$2 == "installed" { have[$1] = 1 } $2 == "wanted" && !have[$1] { print $1 }'
}

keep_debian_from_making_a_cluster() {
    local folder=/etc/postgresql-common/createcluster.d
    drop_in=$folder/shouwen-no-main-cluster.conf
    mkdir -p "$folder"
    printf '# put here by shouwen while it installs, and removed again\ncreate_main_cluster = false\n' >"$drop_in"
}

let_debian_make_clusters_again() {
    [ -n "$drop_in" ] || return 0
    rm -f "$drop_in"
    rmdir --ignore-fail-on-non-empty "$(dirname "$drop_in")" 2>/dev/null
    drop_in=
}

install_packages() {
    local -a packages=("$@")
    local fresh=
    echo "installing ${packages[*]} (what apt says is in $log)"
    trap let_debian_make_clusters_again EXIT
    trap 'exit 130' INT TERM
    keep_debian_from_making_a_cluster
    export DEBIAN_FRONTEND=noninteractive
    {
        apt-get install -y --no-install-recommends --dry-run "${packages[@]}" >/dev/null 2>&1 || {
            apt-get update -q || return
            fresh=yes
        }
        apt-get install -y -q --no-install-recommends -o Dpkg::Use-Pty=0 "${packages[@]}" || {
            [ -z "$fresh" ] && apt-get update -q && # an old list may name files that are gone
                apt-get install -y -q --no-install-recommends -o Dpkg::Use-Pty=0 "${packages[@]}"
        }
    } >"$log" 2>&1 </dev/null
}

packages() {
    local -a missing
    mapfile -t missing < <(missing_packages "build test ${1:-}")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        {
            echo "These Debian packages are missing:"
            printf '    %s\n' "${missing[@]}"
            echo "Type this, and then again what you typed:"
            echo "    sudo deploy/dev/setup.sh packages"
            echo "(It is apt-get install --no-install-recommends of these, and keeps Debian from starting"
            echo "a PostgreSQL of its own beside.)"
        } >&2
        exit 2
    fi
    if ! install_packages "${missing[@]}"; then
        tail -n 20 "$log" >&2
        echo "could not install ${missing[*]}" >&2
        exit 1
    fi
    let_debian_make_clusters_again
}

broker() {
    local libs=$BUILD/kafka/libs stamp=$BUILD/kafka/stamp version=${SHOUWEN_KAFKA_VERSION:-}
    local -a options=()
    [ -z "$version" ] || options=("-Dkafka.version=$version")
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$version$(cksum <deploy/kafka/pom.xml)" ] && return
    echo "fetching the broker (46 MB, once; kept in ~/.m2)"
    rm -rf "$BUILD/kafka"
    mkdir -p "$libs"
    # Offline first: a second checkout then needs no network.
    if ! fetch -o "${options[@]}" && ! fetch "${options[@]}"; then
        cat "$BUILD/kafka/fetch.log" >&2
        echo "could not fetch the broker; is there a network, or a mirror in ~/.m2/settings.xml?" >&2
        exit 1
    fi
    echo "$version$(cksum <deploy/kafka/pom.xml)" >"$stamp"
}

fetch() {
    mvn -q -B --no-transfer-progress -Dstyle.color=never -f deploy/kafka/pom.xml "$@" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DincludeScope=runtime "-DoutputDirectory=$PWD/$BUILD/kafka/libs" \
        </dev/null >"$BUILD/kafka/fetch.log" 2>&1
}

if [ "${1:-}" = packages ]; then
    log=$(mktemp) && packages
    rm -f "$log"
    exit
fi
if ! mkdir -p "$BUILD" 2>/dev/null || ! [ -w "$BUILD" ]; then
    echo "$PWD/$BUILD cannot be written by $(id -un); was it made by another user?" >&2
    exit 1
fi
exec 8>"$BUILD/setup.lock"
flock 8
packages "$@"
broker
. deploy/dev/lib.sh
kafka_make_archive
