
/*
 * Memory filled with random numbers, NUMBER of each element's bits, of type VALUE. An element's bits
 * are half of a block of Philox with the seed as key and (position / 2, stream) as counter.
 */

/* The blocks that are computed at once, side by side. */
#define LANES 32

typedef struct {
  uint64_t seed;
  uint64_t stream;
} state;

/* Makes the numbers of blocks that follow each other, two of each. */
static inline void fill_blocks(VALUE *restrict to, const state *s, uint64_t block) {
  uint32_t c0[LANES];
  uint32_t c1[LANES];
  uint32_t c2[LANES];
  uint32_t c3[LANES];
  for (int i = 0; i < LANES; i++) {
    c0[i] = (uint32_t) (block + i);
    c1[i] = (uint32_t) ((block + i) >> 32);
    c2[i] = (uint32_t) s->stream;
    c3[i] = (uint32_t) (s->stream >> 32);
  }
  uint32_t key0 = (uint32_t) s->seed;
  uint32_t key1 = (uint32_t) (s->seed >> 32);
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < LANES; i++) {
      PHILOX_ROUND(c0[i], c1[i], c2[i], c3[i], key0, key1)
    }
    key0 += PHILOX_KEY0;
    key1 += PHILOX_KEY1;
  }
  VALUE even[LANES];
  VALUE odd[LANES];
  for (int i = 0; i < LANES; i++) {
    even[i] = NUMBER(c0[i], c1[i]);
  }
  for (int i = 0; i < LANES; i++) {
    odd[i] = NUMBER(c2[i], c3[i]);
  }
  for (int i = 0; i < LANES; i++) {
    to[2 * i] = even[i];
    to[2 * i + 1] = odd[i];
  }
}

/*
 * numbers: the address of the elements, the position of the first one's bits, how many there are,
 * the seed and the stream
 */
__attribute__((visibility("default"))) int kernel(int64_t *numbers, int64_t part) {
  VALUE *const to = (VALUE *) numbers[0];
  const uint64_t position = (uint64_t) numbers[1];
  const int64_t count = numbers[2];
  const state s = {(uint64_t) numbers[3], (uint64_t) numbers[4]};
  uint64_t block = position >> 1;
  for (int64_t at = -(int64_t) (position & 1); at < count; at += 2 * LANES) {
    if (at >= 0 && at + 2 * LANES <= count) {
      fill_blocks(to + at, &s, block);
    } else {
      VALUE some[2 * LANES];
      fill_blocks(some, &s, block);
      for (int64_t i = at < 0 ? 1 : 0; i < 2 * LANES && at + i < count; i++) {
        to[at + i] = some[i];
      }
    }
    block += LANES;
  }
  return 0;
}
