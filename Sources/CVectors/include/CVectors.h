#ifndef HALLMARK_CVECTORS_H
#define HALLMARK_CVECTORS_H

#include <stddef.h>
#include <stdint.h>

/// The widest shuffle that the processor has: 32 bytes (AVX2), 16 (SSSE3), or 0, for which there is no kernel here.
int hallmark_shuffle_width(void);

/// Looks for places whose next bytes are all in the sets of one bucket.
///
/// `tables` holds, for each of four positions, 16 bytes by low and 16 bytes by high half of a byte: the buckets (bits)
/// that admit that half there. Only the first `positions` (1 to 4) are looked at. If `ascii_only` is set, no bucket
/// admits a byte above 0x7F at the first position. `pairs` has a bit for each two bytes, the first one lower, that some
/// member of a bucket begins with: other places are not written.
///
/// Looks at places in steps of `width`, as far as `width + 3` bytes can be read from each step, and never reads outside
/// of `text[0 ..< count]`. Writes the places found, in order, and their buckets, and stops where the next step might find
/// more than there is `room` for. Returns how many it found; `*done` becomes the first place that was not looked at.
size_t hallmark_shuffle(
    int width, const uint8_t *text, size_t count, const uint8_t *tables, const uint8_t *pairs, int positions,
    int ascii_only, uint32_t *places, uint8_t *buckets, size_t room, size_t *done);

/// Whether `hallmark_filter` may be called here.
int hallmark_has_filter(void);

/// Writes the places in `*place ..< end` whose window may be in a set, in order, and moves `*place` to the first that was
/// not looked at, at most 24 bytes past `end`.
///
/// `bits` is the set's table, of 2^(32 - shift) words. 28 bytes are read from each place that a step begins at, before
/// `end`. A step leaves at most eight candidates; none begins where there is not `room` for so many.
size_t hallmark_filter(
    const uint8_t *text, size_t *place, size_t end, const uint32_t *bits, int shift, uint32_t *candidates,
    size_t room);

/// Whether `hallmark_is_utf8` may be called here.
int hallmark_has_utf8(void);

/// Whether `text[0 ..< count]` is UTF-8 (RFC 3629).
int hallmark_is_utf8(const uint8_t *text, size_t count);

#endif
