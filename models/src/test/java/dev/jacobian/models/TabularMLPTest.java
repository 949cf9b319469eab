package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class TabularMLPTest {
  private static final Tensor ROWS =
      Tensor.of(new float[] {0.5f, -1, 2, 0, 1.5f, 3, 0, 3, -2, 0.25f, 1, 1}, 3, 4);
  private static final Tensor TARGETS = Tensor.of(new float[] {1, -1, 0.5f}, 3, 1);

  /** Two numbers, a column of 3 categories and one of 3 and what is unknown. */
  private static TabularMLP model() {
    return new TabularMLP(
        MLP.Options.of(4, List.of(6), 1),
        List.of(new ColumnEmbeddings.Table(3, false, 2), new ColumnEmbeddings.Table(4, true, 3)),
        new Generator(5));
  }

  @Test
  void columnsAreNumbersThenCategories() {
    TabularMLP model = model();
    Tensor wide = model.embeddings().forward(ROWS);
    float[] first = model.embeddings().tables().get(0).weight().tensor().detach().toFloatArray();
    float[] row = wide.slice(0, 0, 1).toFloatArray();
    float[] second = model.embeddings().tables().get(1).weight().tensor().detach().toFloatArray();
    assertArrayEquals(
        new float[] {0.5f, -1, first[4], first[5], second[0], second[1], second[2]}, row);
    assertArrayEquals(
        new float[3], wide.slice(0, 1, 2).slice(1, 4, 7).toFloatArray(), "the unknown category");
    assertArrayEquals(
        model.layers().forward(wide).toFloatArray(), model.forward(ROWS).toFloatArray());
    assertEquals("TabularMLP(4, 2 categories, [6], 1)", model.toString());
    assertEquals(
        List.of(
            "embeddings.0.weight",
            "embeddings.1.weight",
            "layers.0.weight",
            "layers.0.bias",
            "layers.2.weight",
            "layers.2.bias"),
        List.copyOf(model.stateDict().keySet()));
  }

  @Test
  void aCompiledStepTrainsAsAnEagerOne() {
    TabularMLP eager = model();
    TabularMLP compiled = model();
    SGD optimizer = new SGD(eager.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(compiled, new MSELoss(), new SGD(compiled.parameters(), 0.1));
    for (int i = 0; i < 20; i++) {
      optimizer.zeroGrad();
      Tensor loss = new MSELoss().forward(eager.forward(ROWS), TARGETS);
      loss.backward();
      optimizer.step();
      assertEquals((float) loss.item(), step.run(ROWS, TARGETS), 1e-6);
    }
    assertTrue(step.isCompiled(ROWS, TARGETS));
    eager
        .stateDict()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.toFloatArray(), compiled.stateDict().get(name).toFloatArray(), 1e-6f));
    float[] table = compiled.embeddings().tables().get(1).weight().tensor().toFloatArray();
    assertEquals(0, table[9] + table[10] + table[11], "an unknown category learns nothing");
  }

  @Test
  void mistakesAreRefused() {
    assertEquals(
        "embeddings (ColumnEmbeddings(2, [3 x 2, 4 x 3])): input [3, 3]; expected [n, 4]",
        assertThrows(ShapeException.class, () -> model().forward(Tensor.zeros(3, 3))).getMessage());
    assertEquals(
        "embeddings.0 (Embedding(3, 2)): index 3 at position 1 of 2; expected indices from 0 to 2;"
            + " fix: number tokens or categories from 0, or give the layer as many embeddings as there"
            + " are",
        assertThrows(
                DataException.class,
                () -> model().forward(Tensor.of(new float[] {0, 0, 1, 0, 0, 0, 3, 0}, 2, 4)))
            .getMessage());
    assertThrows(
        OptionException.class,
        () -> new TabularMLP(MLP.Options.of(4, List.of(6), 1), List.of(), new Generator(1)));
  }
}
