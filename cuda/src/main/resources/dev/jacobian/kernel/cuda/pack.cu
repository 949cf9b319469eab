
/*
 * Neighbours, which a device reads and writes 16 bytes at a time (or all, if they are less), from an
 * address that is a multiple of that.
 */
#define PACK 4
#ifndef ALIGNED
#define ALIGNED(address, bytes) (address)
#endif

template <class T>
struct alignas(sizeof(T) < 4 ? PACK * sizeof(T) : 16) pack {
  T at[PACK];
};

template <class T>
static inline pack<T> pack_at(const T *place) {
  return *(const pack<T> *) ALIGNED(place, alignof(pack<T>));
}

template <class T>
static inline void put_pack(T *place, const pack<T> &all) {
  *(pack<T> *) ALIGNED(place, alignof(pack<T>)) = all;
}
