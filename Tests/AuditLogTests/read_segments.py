"""Reads a log's segments with what others wrote: python3 read_segments.py DIRECTORY SEED

Prints what each reader found, as one object of JSON.
"""
import glob, io, json, os, random, struct, sys

import duckdb, pyzstd, rfc8785, zstandard

names = sorted(glob.glob(os.path.join(sys.argv[1], "segments", "*.zst")))
chance = random.Random(int(sys.argv[2]))
# Readers cut a text into lines in their own ways: only the newline counts.
lines = []
found = {"segments": len(names), "seeks": 0}
for name in names:
    whole = zstandard.ZstdDecompressor().stream_reader(open(name, "rb"), read_across_frames=True).read()
    assert whole.endswith(b"\n")
    assert int(os.path.basename(name)[:20]) == len(lines), "the name is not the number of the first record"
    lines += whole[:-1].split(b"\n")

    # The seek table, as facebook's format has it, leads to every frame without reading those before it.
    with pyzstd.SeekableZstdFile(name, "r") as file:
        for _ in range(40):
            start = chance.randrange(len(whole))
            length = chance.randrange(1, 5000)
            file.seek(start)
            assert file.read(length) == whole[start : start + length], "pyzstd reads something else at %d" % start
            found["seeks"] += 1
    raw = open(name, "rb").read()
    count, descriptor, magic = struct.unpack("<IBI", raw[-9:])
    assert magic == 0x8F92EAB1 and descriptor == 0x80, "the footer"
    offset, position = 0, 0
    for entry in range(count):
        packed, unpacked, _ = struct.unpack_from("<III", raw, len(raw) - 9 - 12 * (count - entry))
        frame = zstandard.ZstdDecompressor().decompress(raw[offset : offset + packed])
        parameters = zstandard.get_frame_parameters(raw[offset : offset + packed])
        assert parameters.has_checksum and parameters.content_size == unpacked == len(frame), "a frame of the table"
        assert frame == whole[position : position + unpacked] and frame.count(b"\n") <= 256
        offset, position = offset + packed, position + unpacked
    assert raw[offset : offset + 4] == b"\x5e\x2a\x4d\x18" and position == len(whole)

found["lines"] = len(lines)
for index, line in enumerate(lines):
    record = json.loads(line)
    assert record["seq"] == index and record["v"] == 1
    assert rfc8785.dumps(record) == line, "not as rfc8785 writes it: %r" % line
    assert json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == line
table = "read_ndjson('%s', format='newline_delimited', union_by_name=true)" % os.path.join(sys.argv[1], "segments", "*.zst")
found["duckdb"] = list(duckdb.sql("select count(*), min(seq), max(seq), count(distinct seq) from " + table).fetchall()[0])
found["kinds"] = {kind: count for kind, count in duckdb.sql("select kind, count(*) from %s group by kind" % table).fetchall()}

# A file that ends in the middle of a frame: what is whole before it is read by all.
if len(sys.argv) > 3:
    torn = open(sys.argv[3], "rb").read()
    reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(torn), read_across_frames=True)
    read = b""
    try:
        while piece := reader.read(1 << 16):
            read += piece
    except zstandard.ZstdError:
        pass
    found["torn_lines"] = read.count(b"\n")
    rows = duckdb.sql("select count(*) from read_ndjson('%s', format='newline_delimited', ignore_errors=true)" % sys.argv[3])
    try:
        found["torn_duckdb"] = rows.fetchall()[0][0]
    except duckdb.Error as error:
        found["torn_duckdb"] = type(error).__name__
print(json.dumps(found))
