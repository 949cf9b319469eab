
/*
 * One step of Batcher's bitonic sort: pairs of a key and a position become rising ones. The number
 * of pairs is a power of two. Positions differ, so there is one order.
 */
struct Sort {
  int64_t *keys;
  int64_t *positions;
  int64_t size;
  int64_t run;
  int64_t distance;
};

extern "C" __global__ void sort_step(const Sort sort) {
  const int64_t step = (int64_t) gridDim.x * blockDim.x;
  for (int64_t i = (int64_t) blockIdx.x * blockDim.x + threadIdx.x; i < sort.size; i += step) {
    const int64_t other = i ^ sort.distance;
    if (other > i) {
      const int64_t key = sort.keys[i], next = sort.keys[other];
      const int64_t at = sort.positions[i], there = sort.positions[other];
      const bool isAbove = key > next || (key == next && at > there);
      if (isAbove == ((i & sort.run) == 0)) {
        sort.keys[i] = next;
        sort.keys[other] = key;
        sort.positions[i] = there;
        sort.positions[other] = at;
      }
    }
  }
}

/* Keys of no position, behind all others. */
extern "C" __global__ void sort_begin(const Sort sort) {
  const int64_t step = (int64_t) gridDim.x * blockDim.x;
  for (int64_t i = (int64_t) blockIdx.x * blockDim.x + threadIdx.x; i < sort.size; i += step) {
    sort.keys[i] = 0x7fffffffffffffff;
    sort.positions[i] = i;
  }
}
