
/*
 * Memory filled with the numbers of RandomState: an element's bits are half of a block of Philox
 * with the seed as key and (position / 2, stream) as counter.
 */
struct Random {
  void *out;
  int64_t size;
  uint64_t seed;
  uint64_t stream;
  uint64_t position;
};

struct Bits {
  uint32_t high;
  uint32_t low;
};

static inline Bits random_bits(const Random &random, int64_t offset) {
  const uint64_t at = random.position + offset;
  const uint64_t block = at >> 1;
  uint32_t key0 = (uint32_t) random.seed, key1 = (uint32_t) (random.seed >> 32);
  uint32_t c0 = (uint32_t) block, c1 = (uint32_t) (block >> 32);
  uint32_t c2 = (uint32_t) random.stream, c3 = (uint32_t) (random.stream >> 32);
  for (int round = 0; round < 10; round++) {
    PHILOX_ROUND(c0, c1, c2, c3, key0, key1)
    key0 += PHILOX_KEY0;
    key1 += PHILOX_KEY1;
  }
  return at & 1 ? Bits{c2, c3} : Bits{c0, c1};
}

#define RANDOM(name, type, number)                                                               \
  extern "C" __global__ void name(const Random random) {                                         \
    const int64_t step = (int64_t) gridDim.x * blockDim.x;                                       \
    int64_t i = (int64_t) blockIdx.x * blockDim.x + threadIdx.x;                                 \
    for (; i < random.size; i += step) {                                                         \
      const Bits bits = random_bits(random, i);                                                  \
      ((type *) random.out)[i] = number(bits.high, bits.low);                                    \
    }                                                                                            \
  }

RANDOM(fill_uniform_f32, float, uniform_f32)
RANDOM(fill_uniform_f64, double, uniform_f64)
RANDOM(fill_normal_f32, float, normal_f32)
RANDOM(fill_normal_f64, double, normal_f64)
