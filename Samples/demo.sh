#!/usr/bin/env bash
# The main job before the reader's eyes: a stream filtered and labelled, an archive audited, the log verified, one
# byte of a copy of it flipped and found. Everything is written to a folder of its own, which is left for a look.
set -uo pipefail
cd "$(dirname "$0")/.."
hallmark=${HALLMARK:-.build/release/hallmark}
case $hallmark in */*) hallmark=$(cd "$(dirname "$hallmark")" && pwd)/$(basename "$hallmark") ;; esac
work=$(mktemp -d "${TMPDIR:-/tmp}/hallmark-demo.XXXXXX")
export HALLMARK_KEYS=$work/keys
bold=; plain=
if [ -t 1 ]; then bold=$(printf '\033[1m'); plain=$(printf '\033[0m'); fi
step() { printf '\n%s== %s%s\n' "$bold" "$1" "$plain"; }
run() { printf '%s$ %s%s\n' "$bold" "$*" "$plain"; }

# What a client shows of a stream, and the labels that it carries. The sample cuts a character into two halves, each
# in a frame of its own, as real services do; a client that joins text before it reads it is not disturbed.
client() {
    python3 -c '
import json, sys
frames = [json.loads(line[6:]) for line in sys.stdin if line.startswith("data: {")]
if sys.argv[1] == "labels":
    for frame in frames:
        if "AIGC" in frame: print(json.dumps(frame["AIGC"], ensure_ascii=False))
else:
    text = "".join(c.get("delta", {}).get("content") or "" for f in frames for c in f.get("choices", []))
    sys.stdout.buffer.write(text.encode("utf-16", "surrogatepass").decode("utf-16").encode() + b"\n")
' "$1"
}

step '1. What the model sends (a recorded stream, the personal data is synthetic) 模型的输出'
run "grep ^data: Samples/streams/chat-zh.sse | head -4"
grep '^data:' Samples/streams/chat-zh.sse | head -4 | cut -c1-160
printf '\n'
client text < Samples/streams/chat-zh.sse

step '2. What the reader gets: masked, labelled, logged 经过滤并标识的输出'
run "hallmark filter --format openai-sse --log $work/audit < Samples/streams/chat-zh.sse"
"$hallmark" filter --format openai-sse --log "$work/audit" < Samples/streams/chat-zh.sse > "$work/filtered.sse"
printf 'exit code %s\n' $?
client text < "$work/filtered.sse"

step '3. The labels in it: GB 45438, first and last frame of the choice 标识'
client labels < "$work/filtered.sse"

step '4. An archive, audited 审计归档'
run "hallmark audit Samples/archive Samples/replies Samples/jsonl --log $work/audit --fail-on critical"
"$hallmark" audit Samples/archive Samples/replies Samples/jsonl --log "$work/audit" --fail-on critical
printf 'exit code %s (1: something critical was found, as asked)\n' $?

step '5. The log: what it holds, and that nothing was changed 校验日志'
run "hallmark log search $work/audit --verdict masked --limit 3"
"$hallmark" log search "$work/audit" --verdict masked --limit 3
run "hallmark log verify $work/audit --key operator.vkey"
cat "$HALLMARK_KEYS"/*.vkey > "$work/operator.vkey"
"$hallmark" log verify "$work/audit" --key "$work/operator.vkey" || exit 1
run "zstd -dc $work/audit/segments/*.zst | jq -c '[.seq, .kind, .verdict]' | tail -3"
zstd -dcq "$work"/audit/segments/*.zst | jq -c '[.seq, .kind, .verdict]' | tail -3

step '6. One byte of a copy is changed, and found 改动一个字节即被发现'
cp -r "$work/audit" "$work/tampered"
segment=$(ls "$work"/tampered/segments/*.zst | head -1)
run "printf '\\x00' | dd of=$segment bs=1 seek=200 conv=notrunc"
old=$(od -An -tu1 -j200 -N1 "$segment" | tr -d ' ')
printf "\\x$(printf %x $((old ^ 1)))" | dd of="$segment" bs=1 seek=200 conv=notrunc status=none
"$hallmark" log verify "$work/tampered" --key "$work/operator.vkey" && { echo 'the change was not found'; exit 1; }

step "Done. Everything is in $work"
