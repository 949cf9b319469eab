/*
 * One part of a convolution from the two others, without a matrix of what lies under the taps. All
 * three are one sum. For "rows" i (windows, elements of the input, or taps) of a "channel" m (an
 * image or a channel), and for "lanes" o (channels),
 *
 *   target[m, o, i] = sum over c and r of source[m, c, s(i, r)] * other[c, r, o]
 *
 * where s(i, r) is the element of the source that i and r have to do with each other, if there is
 * one. Along each axis, rows that meet the same r at the same distances are a class, of which a row
 * has one for each axis; so nothing is multiplied by what lies outside. The other operand is packed
 * as [c and r][lanes], a chunk at a time, and the products of a tile of rows and lanes are added up
 * in registers. The source is read where it lies, an element for all lanes. If its lanes are others
 * for each, as those of groups of one channel, it is packed too, as [m and element][lanes].
 *
 * VALUE is the type of elements, of VALUE_BYTES bytes.
 */
typedef __INT64_TYPE__ int64_t;

/* Sums are joined with products, as in BLAS; loops over a tile become its registers. */
#ifdef __clang__
#pragma clang fp contract(fast)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#pragma GCC optimize("fp-contract=fast")
#define UNROLL _Pragma("GCC unroll 16")
#endif

/* The width of vectors in bytes, and how many rows and vectors are added up in registers. */
#if defined(__AVX512F__)
#define BYTES 64
#define ROWS 6
#define VECTORS 4
#elif defined(__AVX__)
#define BYTES 32
#define ROWS 6
#define VECTORS 2
#elif defined(__aarch64__)
#define BYTES 16
#define ROWS 6
#define VECTORS 4
#else
#define BYTES 16
#define ROWS 4
#define VECTORS 2
#endif

#define WIDTH (BYTES / VALUE_BYTES)

typedef VALUE vector __attribute__((vector_size(BYTES)));
typedef VALUE unaligned __attribute__((vector_size(BYTES), aligned(VALUE_BYTES)));

#if WIDTH == 16
#define LOWER 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define UPPER 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif WIDTH == 8
#define LOWER 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER 4, 12, 5, 13, 6, 14, 7, 15
#elif WIDTH == 4
#define LOWER 0, 4, 1, 5
#define UPPER 2, 6, 3, 7
#else
#define LOWER 0, 2
#define UPPER 1, 3
#endif

/* Takes elements of two vectors: the lower or the upper halves of both, in turns. */
#ifdef __clang__
#define TAKE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#if VALUE_BYTES == 4
typedef __INT32_TYPE__ places __attribute__((vector_size(BYTES)));
#else
typedef __INT64_TYPE__ places __attribute__((vector_size(BYTES)));
#endif
#define TAKE(a, b, ...) __builtin_shuffle(a, b, (places){__VA_ARGS__})
#endif

/* A product of a row's sum: how far its source is from the row's first one, and its packed row. */
typedef struct {
  int64_t source;
  int64_t packed;
} term;

/* A row of a part: its first source, and its place among the part's sums. */
typedef struct {
  const VALUE *source;
  VALUE *sum;
} row;

/*
 * Adds the products of some rows to their sums; rows, vectors and whether the source has lanes are
 * constants where it is used.
 */
static inline __attribute__((always_inline)) void tile(
    const int rows, const int vectors, const int has_lanes, int64_t lane, const row *r,
    const VALUE *packed, const term *t, int64_t terms) {
  vector sum[ROWS][VECTORS];
  const VALUE *source[ROWS];
  UNROLL
  for (int i = 0; i < rows; i++) {
    source[i] = r[i].source + (has_lanes ? lane : 0);
    UNROLL
    for (int v = 0; v < vectors; v++) {
      sum[i][v] = ((const vector *) (r[i].sum + lane))[v];
    }
  }
  for (int64_t k = 0; k < terms; k++) {
    const int64_t at = t[k].source;
    const vector *others = (const vector *) (packed + lane + t[k].packed);
    vector other[VECTORS];
    UNROLL
    for (int v = 0; v < vectors; v++) {
      other[v] = others[v];
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
      const VALUE *element = source[i] + at;
      UNROLL
      for (int v = 0; v < vectors; v++) {
        sum[i][v] += has_lanes ? ((const vector *) element)[v] * other[v] : *element * other[v];
      }
    }
  }
  UNROLL
  for (int i = 0; i < rows; i++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      ((vector *) (r[i].sum + lane))[v] = sum[i][v];
    }
  }
}

#define TILE(rows, vectors) \
  case (rows) * 16 + (vectors) * 2: \
    tile(rows, vectors, 0, lane, r, packed, t, terms); \
    break; \
  case (rows) * 16 + (vectors) * 2 + 1: \
    tile(rows, vectors, 1, lane, r, packed, t, terms); \
    break;
#if VECTORS == 4
#define TILES(rows) TILE(rows, 1) TILE(rows, 2) TILE(rows, 3) TILE(rows, 4)
#else
#define TILES(rows) TILE(rows, 1) TILE(rows, 2)
#endif

static void tiles(
    int64_t rows, int64_t vectors, int64_t has_lanes, int64_t lane, const row *r,
    const VALUE *packed, const term *t, int64_t terms) {
  switch (rows * 16 + vectors * 2 + has_lanes) {
    TILES(1)
    TILES(2)
    TILES(3)
    TILES(4)
#if ROWS > 4
    TILES(5)
    TILES(6)
#endif
  }
}

/*
 * Turns a matrix: to[j * along + i] = from[i * apart + j] for i < rows and j < columns. Whole
 * vectors are exchanged in registers: after each of log2(WIDTH) steps that pair what is half of them
 * apart, and take turns of the two, lines have become columns.
 */
static void turn(
    VALUE *restrict to, int64_t along, const VALUE *restrict from, int64_t apart, int64_t rows,
    int64_t columns) {
  const int64_t wholeRows = rows / WIDTH * WIDTH;
  const int64_t wholeColumns = columns / WIDTH * WIDTH;
  for (int64_t i = 0; i < wholeRows; i += WIDTH) {
    for (int64_t j = 0; j < wholeColumns; j += WIDTH) {
      vector a[WIDTH], b[WIDTH];
      UNROLL
      for (int k = 0; k < WIDTH; k++) {
        a[k] = *(const unaligned *) (from + (i + k) * apart + j);
      }
      UNROLL
      for (int step = 1; step < WIDTH; step *= 2) {
        UNROLL
        for (int k = 0; k < WIDTH / 2; k++) {
          b[2 * k] = TAKE(a[k], a[k + WIDTH / 2], LOWER);
          b[2 * k + 1] = TAKE(a[k], a[k + WIDTH / 2], UPPER);
        }
        UNROLL
        for (int k = 0; k < WIDTH; k++) {
          a[k] = b[k];
        }
      }
      UNROLL
      for (int k = 0; k < WIDTH; k++) {
        *(unaligned *) (to + (j + k) * along + i) = a[k];
      }
    }
  }
  for (int64_t j = 0; j < columns; j++) {
    for (int64_t i = j < wholeColumns ? wholeRows : 0; i < rows; i++) {
      to[j * along + i] = from[i * apart + j];
    }
  }
}

/* Rows of an axis that meet the same r: those numbered first, first + row_step ... */
typedef struct {
  int64_t first;
  int64_t rows;
  /* The first r, how many there are, and the source of the first row and the first r. */
  int64_t met;
  int64_t meets;
  int64_t source;
} class;

typedef struct {
  /* How many i, r and elements of the source there are. */
  int64_t rows;
  int64_t others;
  int64_t sources;
  /* The distances of neighbours in a class: of its rows and their sources, its r and theirs. */
  int64_t row_step;
  int64_t row_source;
  int64_t other_step;
  int64_t other_source;
  /* The r that are met lie between this one and so many. */
  int64_t lowest;
  int64_t used;
  int64_t classes;
  const class *class;
} axis;

/*
 * How far neighbours are apart in an operand: of groups, which have nothing to do with each other,
 * of m, of c and of lanes. It is 0 where the operand has no such index.
 */
typedef struct {
  int64_t group;
  int64_t channel;
  int64_t sum;
  int64_t lane;
} distances;

typedef struct {
  const VALUE *source;
  const VALUE *other;
  VALUE *target;
  int64_t groups;
  int64_t channels;
  int64_t sums;
  int64_t lanes;
  distances of_source;
  distances of_other;
  distances of_target;
  /* Shares of the sums have a target each, so far apart. */
  int64_t shares;
  int64_t target_share;
  /* Lanes of a block, rows of a run, and products that are packed at once: of one c if the source
     has lanes, and of whole m. */
  int64_t block;
  int64_t run;
  int64_t chunk;
  axis axes[3];
} plan;

/* What a part has to do, and where it keeps things. */
typedef struct {
  const plan *plan;
  const VALUE *source;
  const VALUE *other;
  VALUE *target;
  int64_t lanes;
  /* Lanes with those that fill up the last vector. */
  int64_t width;
  int64_t first_row;
  int64_t end_row;
  VALUE *sums;
  VALUE *packed;
  row *rows;
  term *terms;
  /* The packed source, if it has lanes. */
  VALUE *elements;
} work;

static inline int64_t least(int64_t a, int64_t b) {
  return a < b ? a : b;
}

/* Returns how many steps it takes from one number to another one, or beyond. */
static inline int64_t steps(int64_t from, int64_t to, int64_t step) {
  return to <= from ? 0 : (to - from + step - 1) / step;
}

static inline int64_t used(const plan *p) {
  return p->axes[0].used * p->axes[1].used * p->axes[2].used;
}

static inline int64_t rows_of(const plan *p) {
  return p->axes[0].rows * p->axes[1].rows * p->axes[2].rows;
}

static inline int64_t sources_of(const plan *p) {
  return p->axes[0].sources * p->axes[1].sources * p->axes[2].sources;
}

/* Packs the source of one c. */
static void pack_source(const work *w, int64_t c) {
  const plan *p = w->plan;
  const int64_t first = w->first_row / rows_of(p);
  const int64_t size = sources_of(p) * w->width;
  for (int64_t m = first; m * rows_of(p) < w->end_row; m++) {
    VALUE *to = w->elements + (m - first) * size;
    if (w->lanes < w->width) {
      __builtin_memset(to, 0, size * sizeof(VALUE));
    }
    turn(
        to, w->width, w->source + m * p->of_source.channel + c * p->of_source.sum,
        p->of_source.lane, w->lanes, sources_of(p));
  }
}

/* Packs some neighbours among the r of one c. */
static void pack(const work *w, int64_t from, int64_t end) {
  const plan *p = w->plan;
  const axis *a = p->axes;
  const int64_t each = used(p);
  const int64_t all = a[0].others * a[1].others * a[2].others;
  if (w->lanes < w->width) {
    __builtin_memset(w->packed, 0, (end - from) * w->width * sizeof(VALUE));
  }
  if (each == all && p->of_other.sum == each) {
    turn(w->packed, w->width, w->other + from, p->of_other.lane, w->lanes, end - from);
    return;
  }
  /* The r of a line of the last axis are neighbours. */
  for (int64_t k = from; k < end;) {
    const int64_t c = k / each;
    const int64_t line = k % each / a[2].used;
    const int64_t at = k % a[2].used;
    const int64_t count = least(each == all ? each - k % each : a[2].used - at, end - k);
    const int64_t r =
        ((line / a[1].used + a[0].lowest) * a[1].others + line % a[1].used + a[1].lowest)
            * a[2].others
        + at + a[2].lowest;
    turn(
        w->packed + (k - from) * w->width, w->width, w->other + c * p->of_other.sum + r,
        p->of_other.lane, w->lanes, count);
    k += count;
  }
}

/* Lists what is added up for a row of a class among the packed products, and returns its length. */
static int64_t list_terms(
    const work *w, const class *const *of, int64_t from, int64_t end) {
  const plan *p = w->plan;
  const axis *a = p->axes;
  const int64_t each = used(p);
  const int64_t line = a[2].sources;
  const int64_t apart = p->of_source.lane == 0 ? 1 : w->width;
  const int64_t sum = p->of_source.lane == 0 ? p->of_source.sum : 0;
  int64_t n = 0;
  for (int64_t c = from / each; c * each < end; c++) {
    for (int64_t x = 0; x < of[0]->meets; x++) {
      for (int64_t y = 0; y < of[1]->meets; y++) {
        const int64_t u = (of[0]->met + x * a[0].other_step - a[0].lowest) * a[1].used
            + of[1]->met + y * a[1].other_step - a[1].lowest;
        const int64_t k = c * each + u * a[2].used + of[2]->met - a[2].lowest;
        const int64_t s = c * sum
            + (x * a[0].other_source * a[1].sources + y * a[1].other_source) * line;
        const int64_t last = least(of[2]->meets, steps(k, end, a[2].other_step));
        for (int64_t z = steps(k, from, a[2].other_step); z < last; z++) {
          w->terms[n].source = (s + z * a[2].other_source) * apart;
          w->terms[n].packed = (k + z * a[2].other_step - from) * w->width;
          n++;
        }
      }
    }
  }
  return n;
}

/* Lists the rows of a class in this part, and returns how many there are. */
static int64_t list_rows(const work *w, const class *const *of) {
  const plan *p = w->plan;
  const axis *a = p->axes;
  const int64_t each = rows_of(p);
  const int64_t has_lanes = p->of_source.lane != 0;
  const int64_t apart = has_lanes ? w->width : 1;
  const int64_t channel = has_lanes ? sources_of(p) : p->of_source.channel;
  /* Where the source of m = 0 would be. */
  const VALUE *source =
      has_lanes ? w->elements - w->first_row / each * channel * apart : w->source;
  int64_t n = 0;
  for (int64_t m = w->first_row / each; m * each < w->end_row; m++) {
    for (int64_t x = 0; x < of[0]->rows; x++) {
      for (int64_t y = 0; y < of[1]->rows; y++) {
        const int64_t i = (of[0]->first + x * a[0].row_step) * a[1].rows
            + of[1]->first + y * a[1].row_step;
        const int64_t q = m * each + i * a[2].rows + of[2]->first;
        const int64_t line = (of[0]->source + x * a[0].row_source) * a[1].sources
            + of[1]->source + y * a[1].row_source;
        const VALUE *s = source + (m * channel + line * a[2].sources + of[2]->source) * apart;
        const int64_t last = least(of[2]->rows, steps(q, w->end_row, a[2].row_step));
        for (int64_t z = steps(q, w->first_row, a[2].row_step); z < last; z++) {
          w->rows[n].source = s + z * a[2].row_source * apart;
          w->rows[n].sum = w->sums + (q + z * a[2].row_step - w->first_row) * w->width;
          n++;
        }
      }
    }
  }
  return n;
}

/* Adds a chunk's products to the sums of a class's rows. */
static void add(const work *w, const class *const *of, int64_t from, int64_t end) {
  const int64_t rows = list_rows(w, of);
  const int64_t terms = rows == 0 ? 0 : list_terms(w, of, from, end);
  if (terms == 0) {
    return;
  }
  const int64_t count = (rows + ROWS - 1) / ROWS;
  for (int64_t lane = 0; lane < w->width; lane += VECTORS * WIDTH) {
    const int64_t vectors = least(VECTORS, (w->width - lane) / WIDTH);
    for (int64_t i = 0; i < count; i++) {
      const int64_t first = rows * i / count;
      const int64_t size = rows * (i + 1) / count - first;
      tiles(
          size, vectors, w->plan->of_source.lane != 0, lane, w->rows + first, w->packed, w->terms,
          terms);
    }
  }
}

/* Writes the sums where they belong. */
static void store(const work *w) {
  const plan *p = w->plan;
  const int64_t each = rows_of(p);
  for (int64_t q = w->first_row; q < w->end_row;) {
    const int64_t i = q % each;
    const int64_t count = least(each - i, w->end_row - q);
    turn(
        w->target + q / each * p->of_target.channel + i, p->of_target.lane,
        w->sums + (q - w->first_row) * w->width, w->width, count, w->lanes);
    q += count;
  }
}

/*
 * Computes a part: of a share of the sums, a group and a block of lanes, a run of rows.
 *
 * numbers: the addresses of the plan, and of memory of the thread
 */
__attribute__((visibility("default"))) int kernel(int64_t *numbers, int64_t part) {
  const plan *p = (const plan *) numbers[0];
  const axis *a = p->axes;
  const int64_t rows = p->channels * rows_of(p);
  const int64_t runs = (rows + p->run - 1) / p->run;
  const int64_t blocks = (p->lanes + p->block - 1) / p->block;
  const int64_t run = part % runs;
  const int64_t block = part / runs % blocks;
  const int64_t group = part / runs / blocks % p->groups;
  const int64_t share = part / runs / blocks / p->groups;
  const int64_t lane = block * p->block;
  work w;
  w.plan = p;
  w.source = p->source + group * p->of_source.group + lane * p->of_source.lane;
  w.other = p->other + group * p->of_other.group + lane * p->of_other.lane;
  w.target = p->target + share * p->target_share + group * p->of_target.group
      + lane * p->of_target.lane;
  w.lanes = least(p->block, p->lanes - lane);
  w.width = (w.lanes + WIDTH - 1) / WIDTH * WIDTH;
  w.first_row = run * p->run;
  w.end_row = least(rows, w.first_row + p->run);
  w.sums = (VALUE *) ((numbers[1] + BYTES - 1) / BYTES * BYTES);
  w.packed = w.sums + p->run * w.width;
  w.elements = w.packed + p->chunk * w.width;
  const int64_t elements = p->of_source.lane == 0 ? 0 : p->run / rows_of(p) * sources_of(p);
  w.rows = (row *) (w.elements + elements * w.width);
  w.terms = (term *) (w.rows + p->run);
  __builtin_memset(w.sums, 0, (w.end_row - w.first_row) * w.width * sizeof(VALUE));
  const int64_t end = used(p) * (p->sums * (share + 1) / p->shares);
  for (int64_t k = used(p) * (p->sums * share / p->shares); k < end; k += p->chunk) {
    const int64_t last = least(k + p->chunk, end);
    pack(&w, k, last);
    if (p->of_source.lane != 0) {
      pack_source(&w, k / used(p));
    }
    for (int64_t x = 0; x < a[0].classes; x++) {
      for (int64_t y = 0; y < a[1].classes; y++) {
        for (int64_t z = 0; z < a[2].classes; z++) {
          const class *of[] = {a[0].class + x, a[1].class + y, a[2].class + z};
          add(&w, of, k, last);
        }
      }
    }
  }
  store(&w);
  return 0;
}
