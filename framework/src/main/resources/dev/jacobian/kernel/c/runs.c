/*
 * A map's elements in the order of the positions, run by run along the innermost axis. A map's
 * numbers are: offset, number of axes, number of bounds, fill; the axes' sizes and strides; for each
 * bound its start, its size and a coefficient for each axis; and, if an index moves the element, the
 * distance of entries, their number, and whether the index is one along a run.
 */

/* A run up to this is short: going to it takes longer than its elements. */
#define SHORT 16

typedef struct {
  int64_t rank;
  int64_t bounds;
  const int64_t *sizes;
  const int64_t *strides;
  const int64_t *bound;
  const int64_t *gather;
  /* The distance of neighbours of a run. */
  int64_t stride;
  /* The element of the next position, and its index along each axis. */
  int64_t offset;
  int64_t *index;
  /* The element at the begin of the run, and the part of it that lies inside of all bounds. */
  int64_t from;
  int64_t low;
  int64_t high;
} runs;

static inline void begin_runs(runs *r, const int64_t *map, int64_t *index, int64_t start) {
  r->rank = map[1];
  r->bounds = map[2];
  r->sizes = map + 4;
  r->strides = r->sizes + r->rank;
  r->bound = r->strides + r->rank;
  r->gather = r->bound + r->bounds * (r->rank + 2);
  r->stride = r->rank == 0 ? 0 : r->strides[r->rank - 1];
  r->offset = map[0];
  r->index = index;
  int64_t rest = start;
  for (int64_t axis = r->rank - 1; axis >= 0; axis--) {
    index[axis] = rest % r->sizes[axis];
    rest /= r->sizes[axis];
    r->offset += index[axis] * r->strides[axis];
  }
}

/* Begins another row of the axes further out where one along an axis has ended. */
static inline void carry(runs *r, int64_t axis) {
  for (; axis > 0 && r->index[axis] == r->sizes[axis]; axis--) {
    r->offset += r->strides[axis - 1] - r->sizes[axis] * r->strides[axis];
    r->index[axis] = 0;
    r->index[axis - 1]++;
  }
}

/* Says which of so many steps along an axis all bounds hold at: from one on up to another. */
static inline void limit(runs *r, int64_t axis, int64_t count) {
  int64_t low = 0;
  int64_t high = count;
  for (int64_t b = 0; b < r->bounds; b++) {
    const int64_t *numbers = r->bound + b * (r->rank + 2);
    int64_t at = numbers[0];
    for (int64_t i = 0; i < r->rank; i++) {
      at += numbers[2 + i] * r->index[i];
    }
    const int64_t size = numbers[1];
    const int64_t step = r->rank == 0 ? 0 : numbers[2 + axis];
    int64_t holds = at >= 0 && at < size ? 0 : high;
    int64_t ends = high;
    if (step > 0) {
      holds = at >= 0 ? 0 : (-at + step - 1) / step;
      ends = at >= size ? 0 : (size - at + step - 1) / step;
    } else if (step < 0) {
      holds = at < size ? 0 : (at - size) / -step + 1;
      ends = at < 0 ? 0 : at / -step + 1;
    }
    low = holds > low ? holds : low;
    high = ends < high ? ends : high;
  }
  r->low = low < count ? low : count;
  r->high = high > r->low ? high : r->low;
}

/* Returns whether a run lies inside of all bounds or outside of one. */
static inline int is_even(const runs *r) {
  for (int64_t b = 0; b < r->bounds; b++) {
    if (r->bound[(b + 1) * (r->rank + 2) - 1] != 0) {
      return 0;
    }
  }
  return 1;
}

/*
 * Goes over short runs that follow each other along the axis before the innermost one, as those of
 * windows do, of which some lie inside of all bounds. Returns how many there are, at most so many
 * positions together, or 0 if the next run has to be gone to by itself.
 */
static inline int64_t next_runs(runs *r, int64_t most) {
  const int64_t inner = r->rank - 1;
  if (inner < 1 || r->index[inner] > 0 || r->sizes[inner] > SHORT || !is_even(r)) {
    return 0;
  }
  const int64_t width = r->sizes[inner];
  int64_t count = r->sizes[inner - 1] - r->index[inner - 1];
  if (count * width > most) {
    count = most / width;
  }
  limit(r, inner - 1, count);
  r->from = r->offset;
  r->index[inner - 1] += count;
  r->offset += count * r->strides[inner - 1];
  carry(r, inner - 1);
  return count;
}

/* Goes to the next run and returns its length, at most so many positions. */
static inline int64_t next_run(runs *r, int64_t most) {
  const int64_t inner = r->rank - 1;
  int64_t run = most;
  if (inner >= 0 && r->sizes[inner] - r->index[inner] < run) {
    run = r->sizes[inner] - r->index[inner];
  }
  limit(r, inner, run);
  r->from = r->offset;
  if (inner >= 0) {
    r->index[inner] += run;
    r->offset += run * r->stride;
  }
  carry(r, inner);
  return run;
}
