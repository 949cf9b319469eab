package dev.jacobian.serve;

import java.util.List;

/**
 * The rows of a request.
 *
 * @param form how they were written, which is how the answer is
 * @param rows raw numbers, one for each feature
 */
record RequestRows(Form form, List<double[]> rows) {
  /** How rows and their predictions are written. */
  enum Form {
    /** One object. */
    ONE,
    /** A list of objects. */
    LIST,
    /** A list in an object: {@code rows} or {@code inputs} of a request, and its answer. */
    WRAPPED
  }
}
