package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Modules of one to many inputs and outputs. */
class ForwardTest {
  private static final Tensor X = Tensor.of(2f);
  private static final Tensor Y = Tensor.of(3f);

  private static final class Double extends Module {
    @Override
    public Tensor forward(Tensor input) {
      return input.mul(2);
    }
  }

  /** Takes the third input or leaves it out. */
  private static final class Attention extends Module {
    @Override
    public Tensor forward(Tensor query, Tensor key) {
      return query.mul(key);
    }

    @Override
    public Tensor forward(Tensor query, Tensor key, Tensor mask) {
      return query.mul(key).add(mask);
    }
  }

  private static final class Four extends Module {
    @Override
    public Tensor forward(Tensor query, Tensor key, Tensor value, Tensor mask) {
      return query.mul(1000).add(key.mul(100)).add(value.mul(10)).add(mask);
    }
  }

  private static final class Heads extends Module {
    private final Module twice = register("twice", new Double());

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      return List.of(twice.forward(inputs[0]), inputs[0].neg());
    }
  }

  /** One output of any number of inputs. */
  private static final class Sum extends Module {
    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor sum = inputs[0];
      for (int i = 1; i < inputs.length; i++) {
        sum = sum.add(inputs[i]);
      }
      return List.of(sum);
    }
  }

  private static final class Nothing extends Module {}

  private static float item(Tensor tensor) {
    return (float) tensor.item();
  }

  private static void assertRefused(String message, Runnable call) {
    assertEquals(message, assertThrows(OptionException.class, call::run).getMessage());
  }

  @Test
  void oneInputIsTheCaseOfOne() {
    assertEquals(4, item(new Double().forward(X)));
    List<Tensor> outputs = new Double().forwardAll(X);
    assertEquals(1, outputs.size());
    assertEquals(4, item(outputs.get(0)));
  }

  @Test
  void theNumberOfTensorsChoosesTheMethod() {
    Module attention = new Attention();
    assertEquals(6, item(attention.forward(X, Y)));
    assertEquals(8, item(attention.forward(X, Y, X)));
    assertEquals(6, item(attention.forwardAll(X, Y).get(0)));
    assertEquals(8, item(attention.forwardAll(X, Y, X).get(0)));
    Module four = new Four();
    assertEquals(2332, item(four.forward(X, Y, Y, X)));
    assertEquals(2332, item(four.forwardAll(X, Y, Y, X).get(0)));
  }

  @Test
  void severalOutputsAreAList() {
    List<Tensor> outputs = new Heads().forwardAll(X);
    assertEquals(List.of(4f, -2f), outputs.stream().map(ForwardTest::item).toList());
    assertRefused(
        "Heads has 2 outputs where one is asked for; expected one of the outputs; fix: call"
            + " forwardAll, which gives all",
        () -> new Heads().forward(X));
  }

  @Test
  void aForwardAllWithOneOutputAnswersForwardOfAnyNumber() {
    Module sum = new Sum();
    assertEquals(2, item(sum.forward(X)));
    assertEquals(5, item(sum.forward(X, Y)));
    assertEquals(8, item(sum.forward(X, Y, Y)));
    assertEquals(10, item(sum.forward(X, Y, Y, X)));
    assertEquals(12, item(sum.forwardAll(X, Y, Y, X, X).get(0)));
  }

  @Test
  void anotherNumberOfInputsIsRefusedWithWhatTheModuleTakes() {
    assertRefused(
        "Attention: forward was called with 1 tensor; expected 2 or 3, as the module takes; fix:"
            + " call it with its inputs; in training, the data set gives as many as the model takes",
        () -> new Attention().forward(X));
    assertRefused(
        "Double: forward was called with 5 tensors; expected 1, as the module takes; fix: call it"
            + " with its inputs; in training, the data set gives as many as the model takes",
        () -> new Double().forwardAll(X, X, X, X, X));
    assertRefused(
        "0 (Attention): forward was called with 1 tensor; expected 2 or 3, as the module takes;"
            + " fix: call it with its inputs; in training, the data set gives as many as the model"
            + " takes",
        () -> new Sequential(new Attention()).forward(X));
  }

  @Test
  void aModuleWithoutForwardSaysSo() {
    String message =
        "Nothing: forward was called with 1 tensor, and the module has no such method; expected a"
            + " method such as Tensor forward(Tensor input); fix: override forward for as many"
            + " tensors as the module takes, or forwardAll";
    assertRefused(message, () -> new Nothing().forward(X));
    assertRefused(message, () -> new Nothing().forwardAll(X));
  }
}
