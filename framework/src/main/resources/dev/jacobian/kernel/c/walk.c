/*
 * How a block's elements are read and stored that are no neighbours in the order of the positions:
 * see runs.c.
 */
APART void NAME(run)(VALUE *restrict to, const VALUE *from, int64_t stride, int64_t count) {
  if (stride == 1) {
    for (int64_t i = 0; i < count; i++) {
      to[i] = from[i];
    }
  } else if (stride == 0 && count > 0) {
    const VALUE element = from[0];
    for (int64_t i = 0; i < count; i++) {
      to[i] = element;
    }
  } else if (stride == 2) {
    /* A distance that the compiler knows becomes loads of neighbours. */
    for (int64_t i = 0; i < count; i++) {
      to[i] = from[2 * i];
    }
  } else if (stride == -1) {
    for (int64_t i = 0; i < count; i++) {
      to[i] = from[-i];
    }
  } else {
    for (int64_t i = 0; i < count; i++) {
      to[i] = from[i * stride];
    }
  }
}

/* Reads short runs that are equally far from each other. */
APART void NAME(short_runs)(
    VALUE *restrict to, const VALUE *from, const runs *r, int64_t count) {
  const int64_t width = r->sizes[r->rank - 1];
  const int64_t step = r->strides[r->rank - 2];
  const int64_t stride = r->stride;
  if (width == 2 && step == 1 && stride == 0) {
    for (int64_t i = 0; i < count; i++) {
      to[2 * i] = from[i];
      to[2 * i + 1] = from[i];
    }
  } else if (width == 2) {
    for (int64_t i = 0; i < count; i++) {
      to[2 * i] = from[i * step];
      to[2 * i + 1] = from[i * step + stride];
    }
  } else {
    for (int64_t i = 0; i < count; i++) {
      for (int64_t k = 0; k < width; k++) {
        to[i * width + k] = from[i * step + k * stride];
      }
    }
  }
}

/* Fills what lies outside of a bound, before and behind what does not. */
APART void NAME(around)(
    VALUE *restrict to, int64_t low, int64_t high, int64_t count, VALUE fill) {
  for (int64_t i = 0; i < low; i++) {
    to[i] = fill;
  }
  for (int64_t i = high; i < count; i++) {
    to[i] = fill;
  }
}

/* Returns where a block's elements are: where they lie if they are neighbours, else an array. */
APART const VALUE *NAME(walk)(
    VALUE *restrict to, const VALUE *from, const int64_t *map, int64_t start, int64_t count) {
  const VALUE fill = (VALUE) double_of(map[3]);
  int64_t index[map[1] + 1];
  runs r;
  begin_runs(&r, map, index, start);
  for (int64_t done = 0; done < count;) {
    const int64_t many = next_runs(&r, count - done);
    if (many > 0) {
      const int64_t width = r.sizes[r.rank - 1];
      const VALUE *first = from + r.from + r.low * r.strides[r.rank - 2];
      NAME(short_runs)(to + done + r.low * width, first, &r, r.high - r.low);
      NAME(around)(to + done, r.low * width, r.high * width, many * width, fill);
      done += many * width;
      continue;
    }
    const int64_t run = next_run(&r, count - done);
    if (run == count && r.stride == 1 && r.low == 0 && r.high == count) {
      return from + r.from;
    }
    NAME(around)(to + done, r.low, r.high, run, fill);
    NAME(run)(to + done + r.low, from + r.from + r.low * r.stride, r.stride, r.high - r.low);
    done += run;
  }
  return to;
}

/* Returns where the element of one position is, by a map without bounds. */
static inline const VALUE *NAME(at)(const VALUE *from, const int64_t *map, int64_t position) {
  const int64_t *sizes = map + 4;
  const int64_t *strides = sizes + map[1];
  int64_t element = map[0];
  int64_t rest = position;
  for (int64_t axis = map[1] - 1; axis > 0; axis--) {
    const int64_t above = rest / sizes[axis];
    element += (rest - above * sizes[axis]) * strides[axis];
    rest = above;
  }
  return from + (map[1] == 0 ? element : element + rest * strides[0]);
}

/* Likewise by any map; what is outside of its bounds is put into an array. */
static inline const VALUE *NAME(same)(
    VALUE *to, const VALUE *from, const int64_t *map, int64_t position) {
  return map[2] > 0 ? NAME(walk)(to, from, map, position, 1) : NAME(at)(from, map, position);
}

/* Reads elements that indices move. Returns whether one is outside, and which. */
APART int NAME(gather)(
    VALUE *restrict to, const VALUE *from, const int64_t *map, int64_t start, int64_t count,
    const int64_t *indices, int64_t *outside) {
  const VALUE fill = (VALUE) double_of(map[3]);
  int64_t index[map[1] + 1];
  runs r;
  begin_runs(&r, map, index, start);
  const int64_t distance = r.gather[0];
  const uint64_t size = (uint64_t) r.gather[1];
  const int64_t is_row = r.gather[2];
  for (int64_t done = 0; done < count;) {
    const int64_t run = next_run(&r, count - done);
    NAME(around)(to + done, r.low, r.high, run, fill);
    const VALUE *in = from + r.from;
    /* All indices of a row are one. */
    const int64_t last = is_row && r.low < r.high ? r.low + 1 : r.high;
    for (int64_t i = r.low; i < last; i++) {
      const int64_t entry = indices[done + i];
      if ((uint64_t) entry >= size) {
        *outside = entry;
        return 1;
      }
      to[done + i] = in[i * r.stride + entry * distance];
    }
    if (is_row && r.low < r.high) {
      in += r.low * r.stride + indices[done + r.low] * distance;
      NAME(run)(to + done + r.low, in, r.stride, r.high - r.low);
    }
    done += run;
  }
  return 0;
}

APART void NAME(put)(
    VALUE *to, const VALUE *from, const int64_t *map, int64_t start, int64_t count) {
  int64_t index[map[1] + 1];
  runs r;
  begin_runs(&r, map, index, start);
  for (int64_t done = 0; done < count;) {
    const int64_t run = next_run(&r, count - done);
    VALUE *const out = to + r.from;
    if (r.stride == 1) {
      for (int64_t i = r.low; i < r.high; i++) {
        out[i] = from[done + i];
      }
    } else {
      for (int64_t i = r.low; i < r.high; i++) {
        out[i * r.stride] = from[done + i];
      }
    }
    done += run;
  }
}
