/*
 * How elements that are no neighbours in the order of the positions are read: into a block's array.
 * A map's numbers are: offset, number of axes, number of bounds, fill; the axes' sizes and strides;
 * for each bound its start, its size and a coefficient for each axis.
 */
static void NAME(walk)(
    VALUE *restrict to, const VALUE *from, const int64_t *map, int64_t start, int64_t count) {
  const int64_t rank = map[1];
  const int64_t bounds = map[2];
  const VALUE fill = (VALUE) double_of(map[3]);
  const int64_t *sizes = map + 4;
  const int64_t *strides = sizes + rank;
  const int64_t *bound = strides + rank;
  int64_t index[rank + 1];
  int64_t offset = map[0];
  int64_t rest = start;
  for (int64_t axis = rank - 1; axis >= 0; axis--) {
    index[axis] = rest % sizes[axis];
    rest /= sizes[axis];
    offset += index[axis] * strides[axis];
  }
  const int64_t inner = rank - 1;
  const int64_t stride = rank == 0 ? 0 : strides[inner];
  int64_t done = 0;
  while (done < count) {
    int64_t run = count - done;
    if (rank > 0 && sizes[inner] - index[inner] < run) {
      run = sizes[inner] - index[inner];
    }
    /* Along a run, each bound holds from one step on up to another. */
    int64_t low = 0;
    int64_t high = run;
    for (int64_t b = 0; b < bounds; b++) {
      const int64_t *numbers = bound + b * (rank + 2);
      int64_t at = numbers[0];
      for (int64_t axis = 0; axis < rank; axis++) {
        at += numbers[2 + axis] * index[axis];
      }
      const int64_t size = numbers[1];
      const int64_t step = rank == 0 ? 0 : numbers[2 + inner];
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
    low = low < run ? low : run;
    high = high > low ? high : low;
    VALUE *restrict out = to + done;
    const VALUE *in = from + offset;
    for (int64_t i = 0; i < low; i++) {
      out[i] = fill;
    }
    if (stride == 1) {
      for (int64_t i = low; i < high; i++) {
        out[i] = in[i];
      }
    } else if (stride == 0 && high > low) {
      const VALUE element = in[0];
      for (int64_t i = low; i < high; i++) {
        out[i] = element;
      }
    } else {
      for (int64_t i = low; i < high; i++) {
        out[i] = in[i * stride];
      }
    }
    for (int64_t i = high; i < run; i++) {
      out[i] = fill;
    }
    done += run;
    if (rank > 0) {
      index[inner] += run;
      offset += run * stride;
    }
    for (int64_t axis = inner; axis > 0 && index[axis] == sizes[axis]; axis--) {
      offset += strides[axis - 1] - sizes[axis] * strides[axis];
      index[axis] = 0;
      index[axis - 1]++;
    }
  }
}
