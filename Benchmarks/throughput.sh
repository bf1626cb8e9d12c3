#!/bin/sh
# Ten thousand keywords and two hundred expressions over Chinese, English and mixed text, beside Hyperscan, ripgrep and
# libonig alone, from a clean machine:
#
#     Benchmarks/throughput.sh [FOLDER [MIB]]
#
# FOLDER (.build/throughput) takes the workload, MIB (256) is the size of each text; what is there already is used again.
# What is missing of the peers is installed where apt-get can, and otherwise skipped, which is said. Further words for
# the program (--texts, --rounds, --monitor) go into THROUGHPUT_FLAGS.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-.build/throughput}
size=${2:-256}
here=Benchmarks/Throughput
mkdir -p "$folder"

install() {
    dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'install ok installed' && return 0
    command -v apt-get >/dev/null || return 1
    echo "installing $1"
    if [ "$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi
    $sudo apt-get install -y -qq --no-install-recommends "$1" >/dev/null 2>&1 ||
        { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "$1" >/dev/null; }
}
skip() { echo "skipped: $*"; }

# The workload, marked when it is whole.
mark="$folder/made-$size-$(cksum <$here/make_workload.py | tr -d ' ')"
if [ ! -e "$mark" ]; then
    for package in python3 wamerican wamerican-large; do
        install $package || { echo "the workload needs $package" >&2; exit 69; }
    done
    dictionary="$folder/jieba/dict.txt"
    if [ ! -e "$dictionary" ]; then
        # Only the list of words: jieba is not run.
        python3 -m venv "$folder/venv" 2>/dev/null || { install python3-venv && python3 -m venv "$folder/venv"; }
        "$folder/venv/bin/pip" install -q jieba==0.42.1
        mkdir -p "$folder/jieba"
        cp "$folder"/venv/lib/python3*/site-packages/jieba/dict.txt "$dictionary"
    fi
    echo "making the workload, $size MiB of each text; this takes minutes"
    rm -f "$folder"/made-*
    python3 $here/make_workload.py "$folder" --dictionary "$dictionary" --mb "$size"
    touch "$mark"
fi

# Hyperscan's driver.
peers="$folder/peers"
mkdir -p "$peers"
if install libhyperscan-dev && command -v cc >/dev/null; then
    cc -O2 -o "$peers/hyperscan" $here/peers/hyperscan.c $(pkg-config --cflags --libs libhs)
else
    rm -f "$peers/hyperscan"
    skip "Hyperscan: no libhyperscan-dev or no cc"
fi

# As `make` builds, so that neither undoes what the other has built.
swift build -c release --static-swift-stdlib --product HallmarkThroughput
program="$(swift build -c release --static-swift-stdlib --show-bin-path)/HallmarkThroughput"
echo "machine: $(uname -sm), $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -1)"
# shellcheck disable=SC2086
"$program" "$folder" --peers "$peers" ${THROUGHPUT_FLAGS:-}

# ripgrep counts lines, not pairs, and is measured as a whole process: the time, and its lines, stand for themselves.
if install ripgrep && command -v rg >/dev/null; then
    echo
    echo "ripgrep -F with the keywords, a whole process on one thread"
    for text in chinese.txt english.txt mixed.jsonl; do
        [ -e "$folder/$text" ] || continue
        start=$(date +%s%N)
        lines=$(rg -j1 -c -F -f "$folder/keywords.txt" "$folder/$text" || true)
        end=$(date +%s%N)
        bytes=$(wc -c <"$folder/$text")
        echo "  $text: $((bytes * 1000 / (end - start))) MB/s, $lines lines"
    done
else
    skip "ripgrep: not there"
fi
