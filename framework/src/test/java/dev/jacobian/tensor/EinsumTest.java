package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors of einsum, and its derivatives; its values are compared with PyTorch's elsewhere. */
class EinsumTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ij->i | einsum: \"ij->i\" for 2 operands; expected labels for each operand",
        "ij,jk,k | einsum: \"ij,jk,k\" for 2 operands; expected labels for each operand",
        "ij,jkl | einsum: \"ij,jkl\" where operand 1 is [3, 4]; expected a letter for each of its 2 axes,"
            + " or ...",
        "ij,...jkl | einsum: \"ij,...jkl\" where operand 1 is [3, 4]; expected a letter for each of its 2"
            + " axes, or ...",
        "i2,jk | einsum: \"i2,jk\" with the part \"i2\"; expected letters, and ... once at most",
        "ij,jk->i->k | einsum: \"ij,jk->i->k\" with the part \"i->k\"; expected letters, and ... once at"
            + " most",
        "......ij,jk | einsum: \"......ij,jk\" with the part \"......ij\"; expected letters, and ... once"
            + " at most",
        "ij,ik | einsum: \"ij,ik\" where axis i is 3 and 2; expected one size of an axis, or 1",
        "...i,...k | einsum: \"...i,...k\" where an axis of ... is 3 and 2; expected one size of an axis,"
            + " or 1",
        "ii,jk | einsum: \"ii,jk\" where i is 2 and 3 in operand 0; expected equal sizes of an axis that"
            + " stands twice",
        "ij,jk->x | einsum: \"ij,jk->x\" with the result's axis x; expected an axis of an operand",
        "ij,jk->ii | einsum: \"ij,jk->ii\" with i twice in the result; expected each axis once",
      })
  void whatDoesNotFitIsRefused(String equation, String message) {
    Tensor a = Tensor.ones(2, 3);
    Tensor b = Tensor.ones(3, 4);
    ShapeException error = assertThrows(ShapeException.class, () -> Tensor.einsum(equation, a, b));
    assertEquals(message, error.getMessage());
  }

  @Test
  void derivativesAreThoseOfDifferences() {
    Generator generator = new Generator(3);
    Tensor a = Tensor.randn(generator, 2, 2, 3).to(DType.FLOAT64);
    Tensor b = Tensor.randn(generator, 3, 2).to(DType.FLOAT64);
    a.setRequiresGrad(true);
    b.setRequiresGrad(true);
    assertTrue(
        GradCheck.checkSecond(in -> Tensor.einsum("iij,jk->ki", in.get(0), in.get(1)), a, b)
                .derivatives()
            > 0);
  }

  @Test
  void compiledItGivesTheSameBits() {
    Generator generator = new Generator(4);
    Tensor q = Tensor.randn(generator, 2, 3, 5, 4);
    Tensor k = Tensor.randn(generator, 2, 3, 6, 4);
    Compiled scores = Compiled.function(t -> Tensor.einsum("bhqd,bhkd->bhqk", t[0], t[1]));
    scores.run(q, k);
    scores.run(q, k);
    assertTrue(scores.isCompiled(q, k));
    assertArrayEquals(
        Tensor.einsum("bhqd,bhkd->bhqk", q, k).toFloatArray(), scores.run(q, k).toFloatArray());
  }
}
