/*
 * A reduction of [outer, middle, inner] to [outer, inner], part by part: in the order in which the
 * Java classes Sink and Accumulator combine, and the loops of a FoldForm. Sums of float add four
 * elements in float and go on in double. The numbers of a sink are: the addresses of the output,
 * of what parts leave for groups that they share, and of results that are reduced further; inner;
 * middle times inner; how many groups a part shares.
 */
typedef struct {
  OUT *out;
  TOTAL *parts;
  TOTAL *groups;
  int64_t inner;
  int64_t group;
  int64_t shared;
  int64_t part;
  int64_t first;
  TOTAL running;
#if IS_FLOAT_SUM
  int64_t pending_rows;
  int64_t pending_width;
  /* Whether rows stay where they are until they are added, so that they can wait there. */
  int64_t are_kept;
  const float *waiting[3];
  float pending[4][BLOCK];
#endif
  TOTAL row[ROW];
} NAME(sink);

APART void NAME(begin)(NAME(sink) *s, const int64_t *n, int64_t part, int64_t first, int64_t width) {
  s->out = (OUT *) n[0];
  s->parts = (TOTAL *) n[1];
  s->groups = (TOTAL *) n[2];
  s->inner = n[3];
  s->group = n[4];
  s->shared = n[5];
  s->part = part;
  s->first = first;
  s->running = NEUTRAL;
#if IS_FLOAT_SUM
  s->pending_rows = 0;
  s->pending_width = 0;
  s->are_kept = 0;
#endif
  for (int64_t i = 0; i < width; i++) {
    s->row[i] = NEUTRAL;
  }
}

#if IS_SUM
/* Adds sixteen sums half to half; the first one is given by itself. */
static inline TOTAL NAME(halves)(const TOTAL *s, TOTAL first) {
  typedef TOTAL eight __attribute__((vector_size(8 * sizeof(TOTAL)), aligned(__alignof__(TOTAL))));
  typedef TOTAL four __attribute__((vector_size(4 * sizeof(TOTAL))));
  eight sums = *(const eight *) s;
  sums[0] = first;
  sums += *(const eight *) (s + 8);
  const four low = {sums[0], sums[1], sums[2], sums[3]};
  const four high = {sums[4], sums[5], sums[6], sums[7]};
  const four half = low + high;
  return (half[0] + half[2]) + (half[1] + half[3]);
}
#elif IS_EXTREME && IS_FLOATING
typedef VALUE NAME(lanes) __attribute__((vector_size(64), aligned(__alignof__(VALUE))));
typedef VALUE NAME(half) __attribute__((vector_size(32)));
typedef VALUE NAME(quarter) __attribute__((vector_size(16)));

/* The better elements of two vectors, of which none is NaN. */
#define BETTER(better, a, b) \
  ((__typeof__(a)) (((better) & (__typeof__(better)) (b)) | (~(better) & (__typeof__(better)) (a))))

/* The best of many elements; NaN if one is. Of zeros it may be either. */
static inline VALUE NAME(best_of)(const VALUE *x, int64_t count) {
  typedef union {
    NAME(lanes) all;
    NAME(half) halves[2];
    NAME(quarter) quarters[4];
    int64_t words[8];
  } parts;
  const int width = sizeof(NAME(lanes)) / sizeof(VALUE);
  NAME(lanes) most[2];
  most[0] = *(const NAME(lanes) *) x;
  most[1] = *(const NAME(lanes) *) (x + width);
  __typeof__(most[0] != most[0]) unordered = (most[0] != most[0]) | (most[1] != most[1]);
  /* The last two vectors may have elements that were there before. */
  for (int64_t i = 2 * width; i < count; i += 2 * width) {
    const VALUE *at = x + (i <= count - 2 * width ? i : count - 2 * width);
    for (int k = 0; k < 2; k++) {
      const NAME(lanes) next = *(const NAME(lanes) *) (at + k * width);
      unordered |= next != next;
      most[k] = BETTER(IS_BETTER(next, most[k]), most[k], next);
    }
  }
  parts found;
  found.all = (NAME(lanes)) unordered;
  int64_t is_unordered = 0;
  for (int k = 0; k < 8; k++) {
    is_unordered |= found.words[k];
  }
  if (is_unordered) {
    return (VALUE) __builtin_nan("");
  }
  found.all = BETTER(IS_BETTER(most[1], most[0]), most[0], most[1]);
  found.halves[0] =
      BETTER(IS_BETTER(found.halves[1], found.halves[0]), found.halves[0], found.halves[1]);
  found.quarters[0] =
      BETTER(IS_BETTER(found.quarters[1], found.quarters[0]), found.quarters[0], found.quarters[1]);
  VALUE best = found.quarters[0][0];
  for (int k = 1; k < width / 4; k++) {
    best = IS_BETTER(found.quarters[0][k], best) ? found.quarters[0][k] : best;
  }
  return best;
}
#undef BETTER
#endif

static TOTAL NAME(fold)(const VALUE *restrict x, int64_t count) {
#if IS_SUM
#if IS_FLOAT_SUM
  const int64_t terms = count / 4;
  const float *b = x + terms;
  const float *c = b + terms;
  const float *d = c + terms;
#define TERM(i) ((x[i] + b[i]) + (c[i] + d[i]))
#else
  const int64_t terms = count;
#define TERM(i) x[i]
#endif
  TOTAL s[16] = {0};
  int64_t i = 0;
  for (; i <= terms - 16; i += 16) {
    for (int k = 0; k < 16; k++) {
      s[k] += TERM(i + k);
    }
  }
  const int are_many = i > 0;
  TOTAL first = s[0];
  for (; i < terms; i++) {
    first += TERM(i);
  }
#undef TERM
#if IS_FLOAT_SUM
  for (i = 4 * terms; i < count; i++) {
    first += x[i];
  }
#endif
  return are_many ? NAME(halves)(s, first) : first;
#elif IS_PRODUCT
  TOTAL product = NEUTRAL;
  for (int64_t i = 0; i < count; i++) {
    product *= x[i];
  }
  return product;
#else
  /* The order does not matter. */
  VALUE best = x[0];
  int64_t i = 1;
#if IS_FLOATING
  if (count >= 2 * (int64_t) (sizeof(NAME(lanes)) / sizeof(VALUE))) {
    best = NAME(best_of)(x, count);
    /* Zeros are equal, though one of them is the larger one. */
    i = best == 0 ? 0 : count;
  }
#endif
  for (; i < count; i++) {
    best = CHOOSE(best, x[i]);
  }
  return best;
#endif
}

static inline void NAME(add_to_run)(NAME(sink) *s, const VALUE *x, int64_t count) {
  s->running = COMBINE(s->running, NAME(fold)(x, count));
}

#if IS_FLOAT_SUM
static inline void NAME(add_one)(double *restrict row, const float *a, int64_t width) {
  for (int64_t i = 0; i < width; i++) {
    row[i] += a[i];
  }
}

static inline void NAME(add_four)(
    double *restrict row, const float *a, const float *b, const float *c, const float *d, int64_t width) {
  for (int64_t i = 0; i < width; i++) {
    row[i] += (a[i] + b[i]) + (c[i] + d[i]);
  }
}

/* Adds rows that wait for others, each by itself. */
APART void NAME(add_pending)(NAME(sink) *s) {
  for (int64_t r = 0; r < s->pending_rows; r++) {
    NAME(add_one)(s->row, s->waiting[r], s->pending_width);
  }
  s->pending_rows = 0;
}

/* Lets a row wait until there are four. It may lie where it waits already. */
APART void NAME(add_later)(NAME(sink) *s, const float *a, int64_t width) {
  if (s->pending_width != width) {
    /* The part of a row that lies in one block may be longer than that of the row before. */
    NAME(add_pending)(s);
    s->pending_width = width;
  }
  if (s->pending_rows == 3) {
    NAME(add_four)(s->row, s->waiting[0], s->waiting[1], s->waiting[2], a, width);
    s->pending_rows = 0;
    return;
  }
  float *slot = s->pending[s->pending_rows];
  if (a != slot && !s->are_kept) {
    __builtin_memmove(slot, a, width * sizeof(float));
    a = slot;
  }
  s->waiting[s->pending_rows++] = a;
}
#endif

/* Returns where values of a block are best put: where a row waits for others, or in a buffer. */
static inline VALUE *NAME(place)(NAME(sink) *s, VALUE *buffer) {
#if IS_FLOAT_SUM
  return s->pending[s->pending_rows];
#else
  return buffer;
#endif
}

/* Adds rows to the row of results from a column on. */
APART void NAME(add_rows)(
    NAME(sink) *s, const VALUE *restrict x, int64_t rows, int64_t width, int64_t column) {
  TOTAL *restrict row = s->row + column;
  int64_t r = 0;
#if IS_FLOAT_SUM
  for (; r <= rows - 4; r += 4) {
    const float *a = x + r * width;
    NAME(add_four)(row, a, a + width, a + 2 * width, a + 3 * width, width);
  }
  for (; r < rows; r++) {
    if (column > 0 || width < 64) {
      NAME(add_one)(row, x + r * width, width);
    } else {
      NAME(add_later)(s, x + r * width, width);
    }
  }
#else
  for (; r < rows; r++) {
    const VALUE *a = x + r * width;
    for (int64_t i = 0; i < width; i++) {
      row[i] = COMBINE(row[i], (TOTAL) a[i]);
    }
  }
#endif
}

static inline void NAME(finish_row)(NAME(sink) *s) {
#if IS_FLOAT_SUM
  NAME(add_pending)(s);
#endif
}

/* Puts finished results, the first of which is number at, where they belong. */
APART void NAME(emit)(NAME(sink) *s, int64_t at, int64_t count) {
  NAME(finish_row)(s);
  if (s->groups) {
    for (int64_t i = 0; i < count; i++) {
      s->groups[at + i] = s->row[i];
    }
  } else {
    for (int64_t i = 0; i < count; i++) {
      s->out[at + i] = STORED(s->row[i]);
    }
  }
}

static inline int64_t NAME(saved_at)(NAME(sink) *s, int64_t position) {
  const int is_first = position / s->group == s->first / s->group;
  return (s->shared * s->part + (is_first ? 0 : 1)) * s->inner;
}

APART void NAME(save_row)(NAME(sink) *s, int64_t position) {
  NAME(finish_row)(s);
  TOTAL *to = s->parts + NAME(saved_at)(s, position);
  for (int64_t i = 0; i < s->inner; i++) {
    to[i] = s->row[i];
  }
}

static inline int NAME(began_before)(NAME(sink) *s, int64_t position) {
  return position / s->group * s->group < s->first;
}

/* Runs of neighbours. */
APART void NAME(accept_runs)(NAME(sink) *s, const VALUE *x, int64_t start, int64_t count) {
  const int64_t group = s->group;
  int64_t run = start / group;
  int64_t done = 0;
  int64_t finished = 0;
  const int64_t offset = start - run * group;
  if (offset > 0) {
    done = group - offset < count ? group - offset : count;
    NAME(add_to_run)(s, x, done);
    if (offset + done == group) {
      if (s->parts && NAME(began_before)(s, start)) {
        s->parts[NAME(saved_at)(s, start)] = s->running;
        run++;
      } else {
        s->row[finished++] = s->running;
      }
    }
  }
  for (; group <= count - done; done += group) {
    s->row[finished++] = NAME(fold)(x + done, group);
  }
  if (done < count) {
    s->running = NEUTRAL;
    NAME(add_to_run)(s, x + done, count - done);
  }
  if (finished > 0) {
    NAME(emit)(s, run, finished);
  }
}

static inline void NAME(end_runs)(NAME(sink) *s, int64_t end) {
  if (s->parts && end % s->group != 0) {
    s->parts[NAME(saved_at)(s, end - 1)] = s->running;
  }
}

/* Rows into one row, along the positions. */
APART void NAME(accept_columns)(NAME(sink) *s, const VALUE *x, int64_t start, int64_t count) {
  const int64_t inner = s->inner;
  const int64_t group = s->group;
  int64_t done = 0;
  while (done < count) {
    const int64_t position = start + done;
    const int64_t in_group = position % group;
    const int64_t column = in_group % inner;
    const int64_t rest = count - done < group - in_group ? count - done : group - in_group;
    const int64_t rows = column == 0 ? rest / inner : 0;
    if (in_group == 0) {
#if IS_FLOAT_SUM
      s->pending_rows = 0;
#endif
      for (int64_t i = 0; i < inner; i++) {
        s->row[i] = NEUTRAL;
      }
    }
    if (rows > 0) {
      NAME(add_rows)(s, x + done, rows, inner, 0);
      done += rows * inner;
    } else {
      const int64_t piece = inner - column < count - done ? inner - column : count - done;
      NAME(add_rows)(s, x + done, 1, piece, column);
      done += piece;
    }
    if ((start + done) % group == 0) {
      if (s->parts && NAME(began_before)(s, position)) {
        NAME(save_row)(s, position);
      } else {
        NAME(emit)(s, position / group * inner, inner);
      }
    }
  }
}

static inline void NAME(end_columns)(NAME(sink) *s, int64_t end) {
  if (s->parts && end % s->group != 0) {
    NAME(save_row)(s, end - 1);
  }
}

/* Rows into one row, down a block of columns. */
static inline void NAME(accept_tiles)(NAME(sink) *s, const VALUE *x, int64_t start, int64_t count) {
  NAME(add_rows)(s, x, 1, count, 0);
}

static inline void NAME(end_tiles)(NAME(sink) *s, int64_t width) {
  NAME(emit)(s, s->first / s->group * s->inner + s->first % s->inner, width);
}
