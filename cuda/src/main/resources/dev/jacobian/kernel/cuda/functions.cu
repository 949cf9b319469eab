
/*
 * The functions that C leaves to Java, since two libraries may round them in two ways: by CUDA's
 * library, whose results are within two units in the last place.
 */
static inline float sin_f32(float x) { return sinf(x); }
static inline double sin_f64(double x) { return sin(x); }

static inline float cos_f32(float x) { return cosf(x); }
static inline double cos_f64(double x) { return cos(x); }

static inline double exp_f64(double x) { return exp(x); }
static inline double log_f64(double x) { return log(x); }
static inline double log1p_f64(double x) { return log1p(x); }
static inline double tanh_f64(double x) { return tanh(x); }
static inline double sigmoid_f64(double x) { return 1 / (1 + exp(-x)); }
static inline double erf_f64(double x) { return erf(x); }

/* C says that 1 to any power is 1, and -1 to an infinite one; Java, that these are not numbers. */
static inline double pow_f64(double a, double b) {
  bool isNaN = b != b || (fabs(a) == 1 && fabs(b) > 1.7976931348623157e308);
  return isNaN ? b - b : pow(a, b);
}

static inline float pow_f32(float a, float b) {
  bool isNaN = b != b || (fabsf(a) == 1 && fabsf(b) > MAX_FINITE);
  return isNaN ? b - b : powf(a, b);
}
