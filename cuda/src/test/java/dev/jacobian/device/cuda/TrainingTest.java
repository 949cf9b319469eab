package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Programs of users, on tensors that were moved to the emulated device. */
class TrainingTest {
  private static final int STEPS = 3;

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeCompiler();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
  }

  /** A classifier of words: a gather and its scattered gradient, rows, dropout, products. */
  private static final class Problem {
    final Sequential model;
    final Adam optimizer;
    final CrossEntropyLoss loss = new CrossEntropyLoss();

    Problem(Device device) {
      Generator generator = new Generator(3);
      model =
          new Sequential(
              new Embedding(11, 6, EmbeddingOptions.defaults(), generator),
              new Flatten(),
              new Linear(24, 70, generator),
              new LayerNorm(70),
              new GELU(),
              new Dropout(0.25, generator),
              new Linear(70, 5, generator));
      model.to(device);
      optimizer = new Adam(model.parameters(), 0.01);
    }

    float eagerStep(Tensor x, Tensor y) {
      optimizer.zeroGrad();
      Tensor value = loss.forward(model.forward(x), y);
      value.backward();
      optimizer.step();
      return (float) value.item();
    }

    List<float[]> weights() {
      List<float[]> weights = new ArrayList<>();
      for (Parameter parameter : model.parameters()) {
        weights.add(parameter.tensor().toFloatArray());
      }
      return weights;
    }
  }

  private static Tensor words() {
    long[] words = new long[8 * 4];
    for (int i = 0; i < words.length; i++) {
      words[i] = i * 7L % 11;
    }
    return Tensor.of(words, 8, 4);
  }

  private static Tensor classes() {
    return Tensor.of(new long[] {0, 1, 2, 3, 4, 0, 1, 2}, 8);
  }

  @Test
  void trainingGivesTheCpusNumbersEagerlyAndCompiled() {
    Device cuda = Device.cuda();
    Problem host = new Problem(Device.cpu());
    Problem eager = new Problem(cuda);
    Problem captured = new Problem(cuda);
    CompiledStep step = CompiledStep.of(captured.model, captured.loss, captured.optimizer);
    for (int i = 0; i < STEPS; i++) {
      float expected = host.eagerStep(words(), classes());
      assertEquals(expected, eager.eagerStep(words().cuda(), classes().cuda()), 1e-5f);
      assertEquals(expected, step.run(words().cuda(), classes().cuda()), 1e-5f);
    }
    assertTrue(step.isCompiled(words().cuda(), classes().cuda()));
    for (int i = 0; i < host.weights().size(); i++) {
      assertArrayEquals(host.weights().get(i), eager.weights().get(i), 2e-4f, "weight " + i);
      assertArrayEquals(host.weights().get(i), captured.weights().get(i), 2e-4f, "weight " + i);
    }
  }

  @Test
  void aModelMovesThereAndBackWithAllItsBits() {
    Problem problem = new Problem(Device.cpu());
    List<float[]> before = problem.weights();
    problem.model.cuda();
    assertEquals(Device.cuda(), problem.model.parameters().get(0).tensor().device());
    problem.model.to(Device.cpu());
    for (int i = 0; i < before.size(); i++) {
      assertArrayEquals(before.get(i), problem.weights().get(i));
    }
  }
}
