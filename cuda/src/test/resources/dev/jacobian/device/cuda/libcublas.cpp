/* libcublas.so without a GPU: products in double precision, put into the emulated driver's streams. */
#include <stdint.h>
#include <string.h>

#include <set>
#include <vector>

#include "device.h"

namespace {
enum { NOT_INITIALIZED = 1, INVALID_VALUE = 7, EXECUTION_FAILED = 13 };

struct Handle {
  Stream *stream;
  /* Which products have been asked for, each of which has a kernel of its own. */
  std::set<std::vector<int64_t>> loaded;
};

struct Matrix {
  const void *address;
  int isTransposed;
  int64_t apart, stride;
};

template <class T>
T *element(const Matrix &x, int64_t matrix, int64_t row, int64_t column) {
  int64_t down = x.isTransposed ? column : row;
  int64_t right = x.isTransposed ? row : column;
  return (T *) x.address + matrix * x.stride + right * x.apart + down;
}

/* Throws a fault if not all of a batch of matrices is in the device's memory. */
template <class T>
void require_inside(const Matrix &x, int64_t rows, int64_t columns, int64_t batch) {
  int64_t count = element<T>(x, batch - 1, rows - 1, columns - 1) - (T *) x.address + 1;
  require_allocated(x.address, count * sizeof(T), "a matrix");
}

template <class T>
double as_it_is(T x) {
  return x;
}

/* What a tensor core reads of a number: 10 bits after the point, rounded to the nearest. */
double to_tf32(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  bits = (bits + 0xFFF + (bits >> 13 & 1)) & ~0x1FFFu;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

/* What is read of the rows of a matrix, or of its columns, one after the other. */
template <class T>
std::vector<double> lines(
    const Matrix &x, int64_t matrix, bool areColumns, int64_t count, int64_t length, double (*read)(T)) {
  std::vector<double> all;
  all.reserve(count * length);
  for (int64_t line = 0; line < count; line++) {
    for (int64_t at = 0; at < length; at++) {
      all.push_back(read(*(areColumns ? element<T>(x, matrix, at, line) : element<T>(x, matrix, line, at))));
    }
  }
  return all;
}

template <class T>
int multiply(
    Handle *handle,
    double (*read)(T),
    int64_t m,
    int64_t n,
    int64_t k,
    const T *factor,
    Matrix a,
    Matrix b,
    const T *kept,
    Matrix c,
    int64_t batch) {
  double alpha = *factor, beta = *kept;
  bool isApart = a.apart >= (a.isTransposed ? k : m) && b.apart >= (b.isTransposed ? n : k) && c.apart >= m;
  if (m < 1 || n < 1 || k < 1 || batch < 1 || !isApart) {
    return INVALID_VALUE;
  }
  // As on a device, long sums take a step more.
  if (k > 64 && submit(handle->stream, [] {})) {
    return EXECUTION_FAILED;
  }
  return submit(handle->stream, [=] {
    require_inside<T>(a, m, k, batch);
    require_inside<T>(b, k, n, batch);
    require_inside<T>(c, m, n, batch);
    for (int64_t i = 0; i < batch; i++) {
      std::vector<double> rows = lines(a, i, false, m, k, read), columns = lines(b, i, true, n, k, read);
      for (int64_t column = 0; column < n; column++) {
        for (int64_t row = 0; row < m; row++) {
          double sum = 0;
          for (int64_t at = 0; at < k; at++) {
            sum += rows[row * k + at] * columns[column * k + at];
          }
          T *place = element<T>(c, i, row, column);
          *place = (T) (alpha * sum + (beta == 0 ? 0 : beta * *place));
        }
      }
    }
  }, {a.address, b.address, c.address}) ? EXECUTION_FAILED : 0;
}
}  // namespace

extern "C" {
int cublasGetProperty(int type, int *value) {
  *value = type == 0 ? 13 : type;
  return 0;
}

const char *cublasGetStatusString(int) { return "as cuBLAS describes it"; }

int cublasCreate_v2(Handle **handle) {
  int error = injected("cublasCreate_v2");
  if (error || !has_entered()) {
    return error ? error : NOT_INITIALIZED;
  }
  *handle = new Handle{0, {}};
  return 0;
}

int cublasSetStream_v2(Handle *handle, Stream *stream) {
  handle->stream = stream;
  return 0;
}

int cublasSetWorkspace_v2(Handle *, void *address, size_t bytes) {
  require_allocated(address, bytes, "a workspace");
  return 0;
}

int cublasGemmStridedBatchedEx_64(
    Handle *handle, int transA, int transB, int64_t m, int64_t n, int64_t k, const void *alpha, const void *a, int typeA,
    int64_t lda, long long strideA, const void *b, int typeB, int64_t ldb, long long strideB, const void *beta, void *c,
    int typeC, int64_t ldc, long long strideC, int64_t batch, int compute, int algorithm) {
  if (int error = injected("cublasGemm")) {
    return error;
  }
  Matrix left = {a, transA, lda, strideA}, right = {b, transB, ldb, strideB}, out = {c, 0, ldc, strideC};
  if (typeA != typeB || typeA != typeC || algorithm != -1) {
    return INVALID_VALUE;
  }
  bool isAdded = typeC == 1 ? *(const double *) beta != 0 : *(const float *) beta != 0;
  if (handle->loaded.insert({transA, transB, typeA, compute, m, n, k, batch, isAdded}).second && !may_load()) {
    return EXECUTION_FAILED;
  }
  if (typeA == 1 && compute == 70) {
    return multiply(handle, as_it_is<double>, m, n, k, (const double *) alpha, left, right, (const double *) beta, out, batch);
  }
  if (typeA == 0 && (compute == 68 || compute == 77)) {
    count(compute == 77 ? "tf32" : "float32");
    double (*read)(float) = compute == 77 ? to_tf32 : as_it_is<float>;
    return multiply(handle, read, m, n, k, (const float *) alpha, left, right, (const float *) beta, out, batch);
  }
  return INVALID_VALUE;
}

int cublasGemmEx_64(
    Handle *handle, int transA, int transB, int64_t m, int64_t n, int64_t k, const void *alpha, const void *a, int typeA,
    int64_t lda, const void *b, int typeB, int64_t ldb, const void *beta, void *c, int typeC, int64_t ldc, int compute,
    int algorithm) {
  return cublasGemmStridedBatchedEx_64(
      handle, transA, transB, m, n, k, alpha, a, typeA, lda, 0, b, typeB, ldb, 0, beta, c, typeC, ldc, 0, 1, compute,
      algorithm);
}
}
