
/*
 * Numbers of an element's random bits, of which the upper half is given first: bit for bit those of
 * Java's class RandomState, and of its class BoxMuller, where the series are explained.
 */
static inline float uniform_f32(uint32_t high, uint32_t low) {
  return (float) (int32_t) (high >> 8) * 0x1p-24f;
}

static inline double uniform_f64(uint32_t high, uint32_t low) {
  return (double) high * 0x1p-32 + (double) (int32_t) (low >> 11) * 0x1p-53;
}

static inline double log_of_uniform(double x) {
  const int64_t bits = bits_f64(x);
  const int64_t exponent = (bits - 0x3fe6a09e667f3bcd) >> 52;
  const double f = double_of(bits - (int64_t) ((uint64_t) exponent << 52)) - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  double p = 2.0 / 23;
  p = p * z + 2.0 / 21;
  p = p * z + 2.0 / 19;
  p = p * z + 2.0 / 17;
  p = p * z + 2.0 / 15;
  p = p * z + 2.0 / 13;
  p = p * z + 2.0 / 11;
  p = p * z + 2.0 / 9;
  p = p * z + 2.0 / 7;
  p = p * z + 2.0 / 5;
  p = p * z + 2.0 / 3;
  const double k = (double) (int32_t) exponent;
  return k * 0x1.62e42fee00000p-1 + (2 * s + (p * z * s + k * 0x1.a39ef35793c76p-33));
}

/* The cosine of an angle that is counted in parts of a circle, 2^32 of them. */
static inline double cosine_of(uint32_t parts) {
  const uint32_t quadrant = (parts + 0x20000000u) >> 30;
  const double x = (double) (int32_t) (parts - (quadrant << 30)) * (0x1.921fb54442d18p2 * 0x1p-32);
  const double z = x * x;
  double c = 1.0 / 20922789888000.0;
  c = c * z - 1.0 / 87178291200.0;
  c = c * z + 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = c * z + 1;
  double s = 1.0 / 355687428096000.0;
  s = s * z - 1.0 / 1307674368000.0;
  s = s * z + 1.0 / 6227020800.0;
  s = s * z - 1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = s * z * x + x;
  const double size = quadrant & 1 ? s : c;
  return (quadrant + 1) & 2 ? -size : size;
}

static inline double normal_f64(uint32_t high, uint32_t low) {
  const double radius = ((double) high + 0.5) * 0x1p-32;
  return __builtin_sqrt(-2 * log_of_uniform(radius)) * cosine_of(low);
}

static inline float normal_f32(uint32_t high, uint32_t low) {
  return (float) normal_f64(high, low);
}

/*
 * One round of Philox4x32-10 (Salmon et al., SC 2011), on the words of a counter. Keys grow by a
 * constant from round to round.
 */
#define PHILOX_ROUND(c0, c1, c2, c3, key0, key1)           \
  {                                                        \
    const uint64_t first = (uint64_t) 0xD2511F53u * (c0);  \
    const uint64_t second = (uint64_t) 0xCD9E8D57u * (c2); \
    (c0) = (uint32_t) (second >> 32) ^ (c1) ^ (key0);      \
    (c1) = (uint32_t) second;                              \
    (c2) = (uint32_t) (first >> 32) ^ (c3) ^ (key1);       \
    (c3) = (uint32_t) first;                               \
  }
#define PHILOX_KEY0 0x9E3779B9u
#define PHILOX_KEY1 0xBB67AE85u
