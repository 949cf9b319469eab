package dev.jacobian.compile;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a {@link RandomProgram} finds outside itself: state that it changes, parameters that it has
 * gradients of, a generator and a number. Worlds of one seed start equal.
 */
final class RandomWorld {
  private static final double EMPTY_SHARE = 0.06;
  private static final double LARGE_SHARE = 0.08;
  private static final int LARGEST = 45;

  final DType dtype;
  final List<Tensor> states = new ArrayList<>();
  final List<Tensor> parameters = new ArrayList<>();
  final Generator generator;

  /** Asked for by suppliers only. */
  @Unwatched double rate = 0.1;

  private final long seed;
  private final List<Shape> argumentShapes = new ArrayList<>();
  private final int width;

  RandomWorld(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    this.dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
    this.generator = new Generator(seed);
    this.width = 1 + random.nextInt(4);
    Generator values = new Generator(seed + 1);
    Shape shared = shape(random, random.nextInt(4));
    for (Shape shape :
        List.of(shared, shared, Shape.of(width, width), Shape.scalar(), shape(random, 2))) {
      states.add(uniform(values, shape));
    }
    for (Shape shape : List.of(Shape.of(width, 3), Shape.of(3), shape(random, random.nextInt(3)))) {
      parameters.add(uniform(values, shape).setRequiresGrad(true));
    }
    argumentShapes.add(Shape.of(1 + random.nextInt(5), width));
    argumentShapes.add(shape(random, random.nextInt(4)));
    argumentShapes.add(shared);
  }

  /** Returns sizes from 1, rarely 0, in a few worlds large ones. */
  private static Shape shape(SplittableRandom random, int rank) {
    int most = rank < 3 && random.nextDouble() < LARGE_SHARE ? LARGEST : 4;
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = random.nextDouble() < EMPTY_SHARE ? 0 : 1 + random.nextInt(most);
    }
    return Shape.of(dims);
  }

  private Tensor uniform(Generator values, Shape shape) {
    return Creation.uniform(values, shape, dtype, Device.cpu()).mul(2).sub(1);
  }

  /** Returns the arguments of a run, others for each step; the last one are two indices. */
  Tensor[] arguments(int step) {
    Generator values = new Generator(seed * 31 + step);
    List<Tensor> arguments = new ArrayList<>();
    argumentShapes.forEach(shape -> arguments.add(uniform(values, shape)));
    arguments.add(Tensor.of(new long[] {(seed + step) % width, step % width}));
    return arguments.toArray(new Tensor[0]);
  }

  /** Returns how many rows of a width-sized axis the last argument may pick from. */
  int width() {
    return width;
  }
}
