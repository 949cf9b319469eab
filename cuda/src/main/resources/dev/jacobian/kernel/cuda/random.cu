
/*
 * The numbers of RandomState: Philox4x32-10 (Salmon et al., SC 2011) with the seed as key and
 * (position / 2, stream) as counter.
 */
struct Random {
  void *out;
  int64_t size;
  uint64_t seed;
  uint64_t stream;
  uint64_t position;
};

static inline uint64_t random_bits(const Random &random, int64_t offset) {
  const uint64_t at = random.position + offset;
  const uint64_t low = at >> 1;
  uint32_t key0 = (uint32_t) random.seed, key1 = (uint32_t) (random.seed >> 32);
  uint32_t c0 = (uint32_t) low, c1 = (uint32_t) (low >> 32);
  uint32_t c2 = (uint32_t) random.stream, c3 = (uint32_t) (random.stream >> 32);
  for (int round = 0; round < 10; round++) {
    const uint64_t first = (uint64_t) 0xD2511F53u * c0;
    const uint64_t second = (uint64_t) 0xCD9E8D57u * c2;
    c0 = (uint32_t) (second >> 32) ^ c1 ^ key0;
    c1 = (uint32_t) second;
    c2 = (uint32_t) (first >> 32) ^ c3 ^ key1;
    c3 = (uint32_t) first;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return at & 1 ? (uint64_t) c2 << 32 | c3 : (uint64_t) c0 << 32 | c1;
}

static inline double normal_of(uint64_t bits) {
  const double radius = ((double) (bits >> 32) + 0.5) * 0x1p-32;
  const double angle = (double) (bits & 0xffffffffu) * 0x1p-32;
  return sqrt(-2 * log(radius)) * cos(2 * 3.141592653589793 * angle);
}

#define RANDOM(name, type, number)                                                               \
  extern "C" __global__ void name(const Random random) {                                         \
    const int64_t step = (int64_t) gridDim.x * blockDim.x;                                       \
    int64_t i = (int64_t) blockIdx.x * blockDim.x + threadIdx.x;                                 \
    for (; i < random.size; i += step) {                                                         \
      const uint64_t bits = random_bits(random, i);                                              \
      ((type *) random.out)[i] = (type) (number);                                                \
    }                                                                                            \
  }

RANDOM(uniform_f32, float, (double) (bits >> 40) * 0x1p-24)
RANDOM(uniform_f64, double, (double) (bits >> 11) * 0x1p-53)
RANDOM(normal_f32, float, normal_of(bits))
