package dev.jacobian.races;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;

/** What a thread may do with a tensor that another thread may release: each checks its result. */
public final class RaceActions {
  /** A value that nobody has put there. */
  static final class WrongValueException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongValueException(String message) {
      super(message);
    }
  }

  private final Random random;
  private final Path folder;
  private final Generator generator;
  private final Map<String, RaceAction> actions = new LinkedHashMap<>();
  private final Map<Long, CompiledStep> steps = new LinkedHashMap<>();
  private final Compiled polynomial =
      Compiled.function(t -> t[0].mul(t[0]).add(t[0].mul(2)).add(1).sum());

  /**
   * Makes the actions of one thread.
   *
   * @param folder where files go; nobody else's
   */
  RaceActions(long seed, Path folder) {
    this.random = new Random(seed);
    this.generator = new Generator(seed);
    this.folder = folder;
    elementwise();
    products();
    layouts();
    reading();
    writing();
    training();
    owners();
    for (RaceAction more : ServiceLoader.load(RaceAction.class)) {
      actions.put(more.getClass().getSimpleName(), more);
    }
  }

  Map<String, RaceAction> all() {
    return actions;
  }

  /** Fails unless every value is the expected one. */
  public static void requireAll(String what, float[] values, float expected) {
    for (int i = 0; i < values.length; i++) {
      if (values[i] != expected) {
        throw new WrongValueException(
            what + "[" + i + "] of " + values.length + " is " + values[i] + ", not " + expected);
      }
    }
  }

  private static void require(String what, double actual, double expected) {
    if (actual != expected) {
      throw new WrongValueException(what + " is " + actual + ", not " + expected);
    }
  }

  /** Checks a float32 sum, which some backends round on the way. */
  private static void requireSum(double actual, double expected) {
    if (!(Math.abs(actual - expected) <= 1e-5 * Math.abs(expected))) {
      throw new WrongValueException("sum is " + actual + ", not " + expected);
    }
  }

  private void elementwise() {
    actions.put(
        "mul and sum",
        p -> requireSum(p.tensor().mul(2).sum().item(), 2.0 * p.value() * p.tensor().size()));
    actions.put(
        "add to itself",
        p -> requireAll("sum", p.tensor().add(p.tensor()).toFloatArray(), 2 * p.value()));
    actions.put(
        "gate",
        p -> {
          Tensor gated = p.tensor().gt(0).where(p.tensor(), 0);
          requireAll("gated", gated.toFloatArray(), p.value());
        });
    actions.put("maximum", p -> require("max", p.tensor().max().item(), p.value()));
    actions.put(
        "minimum of rows",
        p -> requireAll("min", p.tensor().neg().max(false, 1).toFloatArray(), -p.value()));
    actions.put(
        "sum of columns",
        p -> requireAll("sum", p.tensor().sum(false, 0).toFloatArray(), p.value() * p.rows()));
    actions.put("argmax", p -> require("argmax", p.tensor().argmax(1).sum().item(), 0));
    actions.put("cast", p -> require("max", p.tensor().to(DType.INT64).max().item(), p.value()));
  }

  private void products() {
    actions.put(
        "product",
        p -> {
          Tensor ones = Tensor.full(Shape.of(p.columns(), 16), 1);
          requireAll("product", p.tensor().matmul(ones).toFloatArray(), p.value() * p.columns());
        });
    actions.put(
        "product with itself",
        p -> {
          Tensor product = p.tensor().matmulTransposed(p.tensor());
          require("product", product.max().item(), p.value() * p.value() * p.columns());
          require("product", product.min().item(), p.value() * p.value() * p.columns());
        });
  }

  private void layouts() {
    actions.put(
        "view",
        p -> requireSum(p.tensor().flatten().sum().item(), (double) p.value() * p.tensor().size()));
    actions.put("transpose", p -> requireAll("t", p.tensor().t().toFloatArray(), p.value()));
    actions.put(
        "slice",
        p -> {
          Tensor part = p.tensor().slice(0, 0, p.rows(), 2).slice(1, 1, p.columns());
          requireAll("slice", part.toFloatArray(), p.value());
        });
    actions.put(
        "concat",
        p ->
            requireAll(
                "concat", Tensor.concat(0, p.tensor(), p.tensor()).toFloatArray(), p.value()));
    actions.put(
        "index select",
        p -> {
          long[] rows = random.longs(p.rows(), 0, p.rows()).toArray();
          requireAll("rows", p.tensor().indexSelect(0, Tensor.of(rows)).toFloatArray(), p.value());
        });
    actions.put(
        "pad",
        p ->
            requireSum(
                p.tensor().pad(1, 3, 3).sum().item(), (double) p.value() * p.tensor().size()));
  }

  private void reading() {
    actions.put("array", p -> requireAll("array", p.tensor().toFloatArray(), p.value()));
    actions.put(
        "item", p -> require("item", p.tensor().get(p.rows() - 1).get(0).item(), p.value()));
    actions.put(
        "text",
        p -> {
          String text = p.tensor().toString();
          String number = Integer.toString((int) p.value());
          for (String found : text.replaceAll("[^0-9.\\-]+", " ").trim().split(" ", -1)) {
            if (!text.contains("released")
                && found.matches("-?\\d+\\.")
                && !found.equals(number + ".")) {
              throw new WrongValueException("the text has " + found + ", not " + number);
            }
          }
        });
    actions.put("copy", p -> requireAll("copy", p.tensor().copy().toFloatArray(), p.value()));
    actions.put(
        "safetensors",
        p -> {
          Path file = folder.resolve("t.safetensors");
          SafeTensors.save(file, Map.of("t", p.tensor()));
          requireAll("file", SafeTensors.load(file).tensors().get("t").toFloatArray(), p.value());
        });
    actions.put(
        "npy",
        p -> {
          Path file = folder.resolve("t.npy");
          NumpyFile.saveNpy(file, p.tensor());
          requireAll("file", NumpyFile.loadNpy(file).toFloatArray(), p.value());
        });
  }

  private void writing() {
    // These write what is there already: whatever else changes belongs to somebody else.
    actions.put("write a product", p -> p.tensor().mulInPlace(1));
    actions.put(
        "write a copy", p -> p.tensor().copyInPlace(Tensor.full(p.tensor().shape(), p.value())));
    actions.put("write a number", p -> p.tensor().fillInPlace(p.value()));
    actions.put(
        "copy into another",
        p -> {
          Tensor mine = Tensor.full(p.tensor().shape(), -1);
          mine.copyInPlace(p.tensor());
          requireAll("copied", mine.toFloatArray(), p.value());
        });
    actions.put(
        "random numbers",
        p -> {
          float[] numbers = Tensor.rand(generator, p.rows(), p.columns()).toFloatArray();
          for (float number : numbers) {
            if (!(number >= 0 && number < 1)) {
              throw new WrongValueException("a random number is " + number);
            }
          }
        });
    actions.put(
        "upload",
        p -> {
          float[] numbers = new float[(int) p.tensor().size()];
          Arrays.fill(numbers, 3);
          Tensor mine = Tensor.of(numbers, p.rows(), p.columns());
          requireAll("uploaded", mine.toFloatArray(), 3);
        });
  }

  private void training() {
    actions.put(
        "compiled function",
        p -> {
          double each = (double) p.value() * p.value() + 2 * p.value() + 1;
          requireSum(polynomial.run(p.tensor()).item(), each * p.tensor().size());
        });
    actions.put(
        "compiled step",
        p -> {
          CompiledStep step = steps.computeIfAbsent(p.columns(), this::step);
          require("loss", step.run(p.tensor(), p.tensor().slice(1, 0, 1)), p.value() * p.value());
        });
    actions.put(
        "backward",
        p -> {
          Tensor leaf = p.tensor().detach().setRequiresGrad(true);
          leaf.mul(leaf).sum().backward();
          Tensor gradient = leaf.grad();
          if (gradient == null) {
            throw new WrongValueException("no gradient");
          }
          requireAll("gradient", gradient.toFloatArray(), 2 * p.value());
          leaf.setGrad(null);
        });
  }

  /** A step whose weights are and stay zero. */
  private CompiledStep step(long columns) {
    Linear model = new Linear(Math.toIntExact(columns), 1);
    model.parameters().forEach(parameter -> parameter.tensor().detach().fillInPlace(0));
    return CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0));
  }

  private void owners() {
    actions.put(
        "take over",
        p -> {
          try (MemoryScope mine = MemoryScope.open()) {
            p.tensor().storage().moveTo(mine);
            requireAll("mine", p.tensor().mul(1).toFloatArray(), p.value());
          }
        });
    actions.put(
        "leave to reachability",
        p -> {
          p.tensor().storage().moveTo(null);
          requireAll("free", p.tensor().mul(1).toFloatArray(), p.value());
        });
    actions.put(
        "give away",
        p -> {
          MemoryScope other = MemoryScope.current();
          Tensor mine = p.tensor().mul(1);
          mine.storage().moveTo(p.tensor().storage().owner());
          requireAll("given", mine.toFloatArray(), p.value());
          if (other != null) {
            other.keep(mine);
          }
        });
  }
}
