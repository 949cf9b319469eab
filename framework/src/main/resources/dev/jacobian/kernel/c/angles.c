
/*
 * Sine and cosine of float, bit for bit those of Java's class FloatAngles, which says how they are
 * computed.
 */
static const double TWO_OVER_PI[] = {
  0xa2f983p-24, 0xf9836ep-32, 0x836e4ep-40, 0x6e4e44p-48, 0x4e4415p-56, 0x441529p-64,
  0x1529fcp-72, 0x29fc27p-80, 0xfc2757p-88, 0x2757d1p-96, 0x57d1f5p-104, 0xd1f534p-112,
  0xf534ddp-120, 0x34ddc0p-128, 0xddc0dbp-136, 0xc0db62p-144, 0xdb6295p-152, 0x629599p-160,
  0x95993cp-168, 0x993c43p-176, 0x3c4390p-184, 0x439041p-192,
};

#define WHOLE 0x1.8p52

static inline float sine_of(float x, int32_t quarters) {
  const int32_t exponent = (int32_t) ((uint32_t) bits_f32(x) >> 23 & 255) - 152;
  const int32_t row = exponent > 0 ? exponent >> 3 : 0;
  const double wide = x;
  const double p0 = wide * TWO_OVER_PI[row];
  const double p1 = wide * TWO_OVER_PI[row + 3];
  const double p2 = wide * TWO_OVER_PI[row + 6];
  const double p3 = wide * TWO_OVER_PI[row + 9];
  const double q0 = p0 + WHOLE;
  const double q1 = p1 + WHOLE;
  const double sum = p0 - (q0 - WHOLE) + (p1 - (q1 - WHOLE));
  const double q2 = sum + WHOLE;
  const double a = (sum - (q2 - WHOLE) + (p2 + p3)) * 0x1.921fb54442d18p0;
  const int32_t quadrant = (int32_t) (bits_f64(q0) + bits_f64(q1) + bits_f64(q2)) + quarters;
  const double z = a * a;
  double s = -1.0 / 39916800;
  s = s * z + 1.0 / 362880;
  s = s * z - 1.0 / 5040;
  s = s * z + 1.0 / 120;
  s = s * z - 1.0 / 6;
  s = (s * z + 1) * a;
  double c = 1.0 / 479001600;
  c = c * z - 1.0 / 3628800;
  c = c * z + 1.0 / 40320;
  c = c * z - 1.0 / 720;
  c = c * z + 1.0 / 24;
  c = c * z - 0.5;
  c = c * z + 1;
  const double size = quadrant & 1 ? c : s;
  return (float) (quadrant & 2 ? -size : size);
}

static inline float sin_f32(float x) { return sine_of(x, 0); }
static inline float cos_f32(float x) { return sine_of(x, 1); }
