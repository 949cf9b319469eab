package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A function of tensors that is chosen by a seed: ops on arguments, state and parameters; changes
 * in place; in half of the programs gradients and an update by them; several results.
 */
final class RandomProgram {
  private static final int OPS = 12;

  private final long seed;
  private final RandomWorld world;
  private final boolean hasGradients;

  /** Makes the program of a seed over a world of the same seed. */
  RandomProgram(long seed, RandomWorld world) {
    this.seed = seed;
    this.world = world;
    this.hasGradients = new SplittableRandom(~seed).nextBoolean();
  }

  boolean hasGradients() {
    return hasGradients;
  }

  /** Runs it on the arguments that {@link RandomWorld#arguments} gives. */
  List<Tensor> run(Tensor... arguments) {
    SplittableRandom random = new SplittableRandom(seed * 7 + 3);
    List<Tensor> given = new ArrayList<>(Arrays.asList(arguments).subList(0, 3));
    given.addAll(world.states);
    if (hasGradients) {
      given.addAll(world.parameters);
    }
    RandomOps ops = new RandomOps(random, world, given, arguments[3]);
    if (random.nextBoolean()) {
      change(random, ops, arguments);
    }
    for (int i = 0; i < OPS; i++) {
      ops.grow();
      if (!hasGradients && random.nextInt(5) == 0) {
        change(random, ops, arguments);
      }
    }
    if (hasGradients) {
      learn(random, ops);
      change(random, ops, arguments);
    }
    return results(random, ops, arguments);
  }

  /** Goes backward, and lets the parameters follow their gradients. */
  private void learn(SplittableRandom random, RandomOps ops) {
    boolean clears = random.nextInt(3) > 0;
    boolean clearsLate = random.nextBoolean();
    Tensor loss = ops.any().sum();
    for (Tensor parameter : world.parameters) {
      loss = loss.add(parameter.sin().mean()).add(ops.any().tanh().sum());
    }
    if (clears && !clearsLate) {
      clear();
    }
    if (random.nextInt(6) == 0) {
      Tensor slope = Gradients.of(loss, world.parameters.get(0), true);
      loss = loss.add(slope.square().sum().mul(0.1));
    }
    loss.backward();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      for (Tensor parameter : world.parameters) {
        Tensor gradient = parameter.grad();
        if (gradient == null) {
          throw new IllegalStateException("every parameter is part of the loss");
        }
        if (random.nextInt(3) == 0) {
          gradient.mulInPlace(0.9);
        }
        Tensor direction = random.nextBoolean() ? gradient.clamp(-1, 1) : gradient;
        parameter.subInPlace(
            random.nextBoolean() ? direction.mul(() -> world.rate) : direction.mul(0.01));
        ops.pool().add(gradient);
      }
    }
    if (clears && clearsLate) {
      clear();
    }
  }

  private void clear() {
    world.parameters.forEach(parameter -> parameter.setGrad(null));
  }

  /** Changes state or an argument in place. */
  private void change(SplittableRandom random, RandomOps ops, Tensor[] arguments) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      Tensor a = world.states.get(0);
      Tensor b = world.states.get(1);
      Tensor square = world.states.get(2);
      Tensor scalar = world.states.get(3);
      switch (random.nextInt(9)) {
        case 0 -> a.mulInPlace(0.5).addInPlace(b);
        case 1 -> swap(a, b);
        case 2 -> square.copyInPlace(square.matmul(square).mul(0.3));
        case 3 -> {
          Tensor x = arguments[0];
          square.subInPlace(x.t().matmul(x).mul(() -> world.rate));
        }
        case 4 -> scalar.addInPlace(ops.any().sum().tanh()).mulInPlace(0.7);
        case 5 -> a.reshape(a.size()).mulInPlace(0.9);
        case 6 -> arguments[2].addInPlace(a.mul(0.2));
        case 7 -> world.states.get(4).fillInPlace(0.4);
        default -> {
          Tensor before = a.copy();
          a.copyInPlace(b.sin());
          b.addInPlace(before).mulInPlace(() -> world.rate);
        }
      }
    }
  }

  private static void swap(Tensor a, Tensor b) {
    Tensor before = a.copy();
    a.copyInPlace(b);
    b.copyInPlace(before);
  }

  private List<Tensor> results(SplittableRandom random, RandomOps ops, Tensor[] arguments) {
    List<Tensor> results = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Tensor last = results.isEmpty() ? ops.any() : results.get(i - 1);
      results.add(
          switch (random.nextInt(10)) {
            case 0 -> arguments[random.nextInt(4)];
            case 1 -> world.states.get(random.nextInt(world.states.size()));
            case 2 -> world.states.get(0).reshape(world.states.get(0).size());
            case 3 -> Tensor.full(Shape.of(2), 1.5, world.dtype, Device.cpu());
            case 4 -> last;
            case 5 -> last.reshape(last.size());
            default -> ops.any();
          });
    }
    return results;
  }
}
