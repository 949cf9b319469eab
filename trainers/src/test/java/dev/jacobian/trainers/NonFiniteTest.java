package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.GradientClipping;
import dev.jacobian.trainers.strategy.CompileMode;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that fails because a number is not finite says where it arose. */
class NonFiniteTest {
  /** A layer that does one thing. */
  private static final class Step extends Module {
    private final UnaryOperator<Tensor> step;

    Step(UnaryOperator<Tensor> step) {
      this.step = step;
    }

    @Override
    public Tensor forward(Tensor input) {
      return step.apply(input);
    }
  }

  /** A network with an op of its own between its layers. */
  private static final class Net extends Module {
    private final Linear first = register("first", new Linear(2, 3, new Generator(1)));
    private final Sequential rest =
        register("rest", new Sequential(new Step(Tensor::log), new Linear(3, 1, new Generator(2))));

    @Override
    public Tensor forward(Tensor input) {
      return rest.forward(first.forward(input).square().neg());
    }
  }

  private static String message(
      Module model, Dataset rows, double learningRate, CompileMode compile, Callback... callbacks) {
    Trainer trainer =
        new Trainer(
                model,
                new MSELoss(),
                new SGD(model.parameters(), learningRate),
                TrainerOptions.of(3).withCompile(compile))
            .with(callbacks);
    try (DataLoader loader = DataLoader.of(rows, DataLoader.Options.of(4))) {
      String message = assertThrows(NumericException.class, () -> trainer.fit(loader)).getMessage();
      assertEquals(1, message.lines().count());
      return message;
    }
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void theLogarithmOfANegativeNumberIsNamedWithItsLayer(CompileMode compile) {
    Net model = new Net();
    float[] before = model.first.weight().tensor().toFloatArray();
    String message = message(model, Problems.plane(8, 1), 0.1, compile);
    assertTrue(
        message.startsWith(
            "training: the loss became NaN at epoch 1, step 1: forward of log gave 12 NaN and 0 infinite of 12 values"
                + " in a float32[4, 3] tensor (in layer rest.0 (Step), called at "),
        message);
    assertTrue(
        message.endsWith(
            "; expected finite values; fix: lower the learning rate, standardize the data, or keep that op's operands"
                + " where it is finite"),
        message);
    assertArrayEquals(before, model.first.weight().tensor().toFloatArray());
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void anOverflowByAHugeLearningRateIsNamedWithItsLayer(CompileMode compile) {
    Sequential model =
        new Sequential(
            new Linear(2, 3, new Generator(1)),
            new Step(Tensor::exp),
            new Linear(3, 1, new Generator(2)));
    String message = message(model, Problems.plane(8, 1), 1e6, compile);
    assertTrue(message.contains(" at epoch 1, step 2: forward of exp gave 0 NaN and "), message);
    assertTrue(message.contains("(in layer 1 (Step), called at "), message);
  }

  @Test
  void anOpOfTheOutermostModuleIsInIt() {
    Module model =
        new Module() {
          private final Linear inner = register("inner", new Linear(2, 1, new Generator(1)));

          @Override
          public Tensor forward(Tensor input) {
            return inner.forward(input).square().neg().sqrt();
          }
        };
    String message = message(model, Problems.plane(8, 1), 0.1, CompileMode.ON);
    assertTrue(message.contains("forward of sqrt gave 4 NaN"), message);
    assertTrue(message.contains("(in layer Module, called at "), message);
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void aGradientThatIsNotFiniteIsTracedToTheOpWhoseBackwardMadeIt(CompileMode compile) {
    Sequential model =
        new Sequential(new Linear(2, 1, new Generator(1)), new Step(x -> x.mul(0).sqrt()));
    String message = message(model, Problems.plane(8, 1), 0.1, compile, new GradientClipping(1));
    assertTrue(
        message.startsWith(
            "clipping: the gradient of 0.weight float32[1, 2] is not finite at epoch 1, step 1: backward of sqrt gave"),
        message);
    assertTrue(message.contains("forward was in layer 1 (Step), called at "), message);
  }

  @Test
  void weightsThatAnEarlierStepSpoiledAreNamed() {
    Sequential model =
        new Sequential(new Linear(2, 1, new Generator(1)), new Step(x -> x.mul(0).sqrt()));
    assertEquals(
        "training: the loss became NaN at epoch 1, step 2: 0.weight float32[1, 2] has the value NaN since an earlier"
            + " step; expected finite values; fix: lower the learning rate; where the gradient's norm is computed or"
            + " clipped, one that is not finite is found before it is used",
        message(model, Problems.plane(8, 1), 0.1, CompileMode.AUTO));
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void whereTheNormIsComputedAGradientIsLookedAtBeforeItIsUsed(CompileMode compile) {
    Sequential model =
        new Sequential(new Linear(2, 1, new Generator(1)), new Step(x -> x.mul(0).sqrt()));
    float[] before = model.parameters().get(0).tensor().toFloatArray();
    TrainerOptions options = TrainerOptions.of(1).withCompile(compile).withGradientNorm(true);
    Trainer trainer = new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), options);
    try (DataLoader loader = DataLoader.of(Problems.plane(8, 1), DataLoader.Options.of(4))) {
      String message = assertThrows(NumericException.class, () -> trainer.fit(loader)).getMessage();
      assertTrue(
          message.startsWith(
              "training: the norm of the gradient became NaN at epoch 1, step 1: backward of sqrt gave"),
          message);
    }
    assertArrayEquals(before, model.parameters().get(0).tensor().toFloatArray());
  }

  @Test
  void aBatchThatIsNotFiniteIsNamed() {
    float[] inputs = new float[16];
    inputs[13] = Float.NEGATIVE_INFINITY;
    Dataset rows = new TensorDataset(Tensor.of(inputs, 8, 2), Tensor.zeros(8, 1));
    assertEquals(
        "training: the loss became Infinity at epoch 1, step 2: the batch's inputs have -Infinity in row 2; expected"
            + " finite values; fix: look at the data, and leave out or fill in such values",
        message(new Linear(2, 1, new Generator(1)), rows, 0.1, CompileMode.AUTO));
    Dataset targets =
        new TensorDataset(Tensor.zeros(2, 2), Tensor.of(new float[] {1, Float.NaN}, 2, 1));
    String message = message(new Linear(2, 1, new Generator(1)), targets, 0.1, CompileMode.OFF);
    assertTrue(message.contains(": the batch's targets have NaN in row 1; "), message);
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void theSameRandomNumbersAreDrawnAgain(CompileMode compile) {
    Sequential model =
        new Sequential(
            new Dropout(0.5, new Generator(9)),
            new Step(Tensor::log),
            new Linear(50, 1, new Generator(2)));
    String message =
        message(model, new TensorDataset(Tensor.ones(4, 50), Tensor.zeros(4, 1)), 0.1, compile);
    int zeros = 0;
    for (float value :
        new Dropout(0.5, new Generator(9)).forward(Tensor.ones(4, 50)).toFloatArray()) {
      zeros += value == 0 ? 1 : 0;
    }
    assertTrue(
        message.contains("forward of log gave 0 NaN and " + zeros + " infinite of 200"), message);
  }

  @Test
  void whatCannotBeFoundAgainIsReportedWithoutAPlace() {
    int[] calls = new int[1];
    Module model =
        new Module() {
          private final Linear inner = register("inner", new Linear(2, 1, new Generator(1)));

          @Override
          public Tensor forward(Tensor input) {
            calls[0]++;
            return inner.forward(input).mul(calls[0] == 1 ? Double.NaN : 1);
          }
        };
    assertEquals(
        "training: the loss became NaN at epoch 1, step 1; expected finite values; fix: lower the learning rate, or"
            + " standardize the data; detectAnomaly looks at every op",
        message(model, Problems.plane(8, 1), 0.1, CompileMode.OFF));
    assertEquals(2, calls[0]);
  }
}
