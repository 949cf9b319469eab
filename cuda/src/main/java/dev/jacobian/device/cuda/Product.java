package dev.jacobian.device.cuda;

import dev.jacobian.shape.DType;

/**
 * A product of matrices in column-major order: {@code C = alpha op(A) op(B) + beta C}, for each of
 * a batch.
 *
 * @param dtype float32 or float64
 * @param m rows of op(A) and C
 * @param n columns of op(B) and C
 * @param k columns of op(A), rows of op(B); at least 1, as m and n
 * @param a the left operand
 * @param b the right operand
 * @param beta factor of what C holds, which is not read if this is 0
 * @param c the result, not transposed
 * @param batch how many products
 * @param isTf32 whether factors in float32 may be rounded to 10 bits after the point
 */
record Product(
    DType dtype,
    long m,
    long n,
    long k,
    double alpha,
    Matrix a,
    Matrix b,
    double beta,
    Matrix c,
    long batch,
    boolean isTf32) {
  /**
   * A matrix, or a batch of them.
   *
   * @param address of its first element
   * @param isTransposed whether op transposes it
   * @param columnsApart distance of its columns, in elements
   * @param matricesApart distance of the matrices of a batch, in elements
   */
  record Matrix(long address, boolean isTransposed, long columnsApart, long matricesApart) {}

  /**
   * Returns what is multiplied, in a few words for messages; rows and columns as tensors have them.
   */
  String summary() {
    String each = batch == 1 ? "a product of " : batch + " products of ";
    return each + n + " x " + k + " and " + k + " x " + m;
  }
}
