package dev.jacobian.compile;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes tensors from tensors by ops chosen at random. Which ones depends on the seed and on shapes
 * only, so that two runs of one seed do the same. Values stay small.
 */
final class RandomOps {
  private static final int KINDS = 22;
  private static final long MOST_ELEMENTS = 5000;

  private final SplittableRandom random;
  private final RandomWorld world;
  private final Tensor indices;
  private final List<Tensor> pool;

  /**
   * Starts with some tensors.
   *
   * @param pool floating tensors of the world's type
   * @param indices into an axis of the world's width
   */
  RandomOps(SplittableRandom random, RandomWorld world, List<Tensor> pool, Tensor indices) {
    this.random = random;
    this.world = world;
    this.pool = new ArrayList<>(pool);
    this.indices = indices;
  }

  /** Makes one more tensor. */
  void grow() {
    Tensor made = make(any());
    if (made.size() <= MOST_ELEMENTS) {
      pool.add(random.nextInt(3) == 0 ? made.tanh() : made);
    }
  }

  List<Tensor> pool() {
    return pool;
  }

  /** Returns any tensor, more often a late one. */
  Tensor any() {
    int last = pool.size() - 1;
    return pool.get(last - Math.min(random.nextInt(pool.size()), random.nextInt(pool.size())));
  }

  private Tensor make(Tensor x) {
    return switch (random.nextInt(KINDS)) {
      case 0, 1, 2 -> unary(x);
      case 3, 4, 5 -> binary(x, partner(x));
      case 6 -> scalar(x);
      case 7, 8 -> reduction(x);
      case 9, 10 -> product(x);
      case 11 -> x.shape().rank() < 2 ? unary(x) : x.permute(order(x.shape().rank()));
      case 12 -> reshaped(x);
      case 13 -> expanded(x);
      case 14 -> choice(x);
      case 15 -> random.nextBoolean() ? joined(x) : stacked(x);
      case 16 -> sliced(x);
      case 17 -> picked(x);
      case 18 -> composed(x);
      case 19 -> drawn(x);
      case 20 -> identity(x);
      default -> counted(x);
    };
  }

  private Tensor unary(Tensor x) {
    return switch (random.nextInt(14)) {
      case 0 -> x.neg();
      case 1 -> x.abs();
      case 2 -> x.clamp(-2, 1).exp();
      case 3 -> x.tanh();
      case 4 -> x.sigmoid();
      case 5 -> x.relu();
      case 6 -> x.sin();
      case 7 -> x.cos().mul(x);
      case 8 -> x.abs().add(0.5).sqrt();
      case 9 -> x.abs().add(1).reciprocal();
      case 10 -> x.abs().log1p();
      case 11 -> x.square().add(0.1).log();
      case 12 -> x.erf();
      default -> x.gelu();
    };
  }

  private Tensor binary(Tensor x, Tensor y) {
    return switch (random.nextInt(7)) {
      case 0 -> x.add(y);
      case 1 -> x.sub(y);
      case 2 -> y.sub(x);
      case 3 -> x.mul(y);
      case 4 -> x.div(y.abs().add(1));
      case 5 -> x.maximum(y);
      default -> x.minimum(y);
    };
  }

  /** Returns a tensor that broadcasts with x. */
  private Tensor partner(Tensor x) {
    for (int i = 0; i < 4; i++) {
      Tensor candidate = any();
      if (broadcasts(x.shape(), candidate.shape())) {
        return candidate;
      }
    }
    int rank = x.shape().rank();
    return rank == 0 ? x.sin() : x.mean(true, random.nextInt(rank));
  }

  private static boolean broadcasts(Shape a, Shape b) {
    for (int i = 1; i <= Math.min(a.rank(), b.rank()); i++) {
      long left = a.dim(-i);
      long right = b.dim(-i);
      if (left != right && left != 1 && right != 1) {
        return false;
      }
    }
    return true;
  }

  private Tensor scalar(Tensor x) {
    return switch (random.nextInt(6)) {
      case 0 -> x.mul(0.75);
      case 1 -> x.add(0.25);
      case 2 -> x.mul(() -> world.rate);
      case 3 -> x.div(() -> 1 + world.rate);
      case 4 -> x.abs().add(0.1).pow(1.5);
      default -> x.sub(1.0 / 3);
    };
  }

  private Tensor reduction(Tensor x) {
    int rank = x.shape().rank();
    int[] axes = random.ints(0, Math.max(rank, 1)).limit(rank).distinct().sorted().toArray();
    boolean keep = random.nextBoolean();
    boolean isEmpty = x.size() == 0;
    return switch (random.nextInt(isEmpty ? 2 : 6)) {
      case 0 -> x.sum(keep, axes).mul(0.2);
      case 1 -> x.sum(keep, axes).tanh();
      case 2 -> x.mean(keep, axes);
      case 3 -> x.max(keep, axes);
      case 4 -> x.min(keep, axes);
      default -> x.square().mean();
    };
  }

  private Tensor product(Tensor x) {
    if (x.shape().rank() == 3) {
      return x.matmul(x.permute(0, 2, 1)).mul(0.3);
    }
    if (x.shape().rank() != 2) {
      return unary(x);
    }
    for (Tensor other : pool) {
      if (other != x && other.shape().rank() == 2 && random.nextBoolean()) {
        if (x.size(1) == other.size(0)) {
          return x.matmul(other).mul(0.5);
        }
        if (x.size(1) == other.size(1)) {
          return (random.nextBoolean() ? x.matmulTransposed(other) : other.matmul(x.t())).mul(0.5);
        }
        if (x.size(0) == other.size(0)) {
          return x.t().matmul(other).tanh();
        }
      }
    }
    return random.nextBoolean()
        ? x.matmul(x.t()).mul(0.3)
        : x.t().matmul(Tensor.full(x.shape(), 0.5, world.dtype, Device.cpu()));
  }

  private int[] order(int rank) {
    int[] order = random.ints(0, rank).distinct().limit(rank).toArray();
    return order;
  }

  private Tensor reshaped(Tensor x) {
    return switch (random.nextInt(3)) {
      case 0 -> x.flatten();
      case 1 -> x.unsqueeze(random.nextInt(x.shape().rank() + 1));
      default -> x.shape().rank() == 2 ? x.reshape(x.size(1), x.size(0)) : x.reshape(1, x.size());
    };
  }

  private Tensor expanded(Tensor x) {
    long[] dims = x.shape().dims();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == 1 ? 1 + random.nextInt(3) : dims[i];
    }
    long[] more = new long[dims.length + 1];
    more[0] = random.nextInt(4);
    System.arraycopy(dims, 0, more, 1, dims.length);
    return x.expand(dims.length < 3 && more[0] > 0 ? more : dims);
  }

  private Tensor choice(Tensor x) {
    Tensor y = partner(x);
    Tensor condition = random.nextBoolean() ? x.gt(0.1) : partner(y).lt(0.3);
    if (!broadcasts(condition.shape(), x.shape()) || !broadcasts(condition.shape(), y.shape())) {
      condition = x.le(-0.2).not();
    }
    return random.nextInt(3) == 0 ? condition.where(x, 0.25) : condition.where(x, y);
  }

  private Tensor joined(Tensor x) {
    int rank = x.shape().rank();
    if (rank == 0) {
      return unary(x);
    }
    int axis = random.nextInt(rank);
    Tensor other = x.size(axis) > 1 ? x.slice(axis, 0, 1) : x.cos();
    return Tensor.concat(axis, x, other, x.neg());
  }

  private Tensor stacked(Tensor x) {
    return x.shape().rank() == 3 ? unary(x) : Tensor.stack(0, x, unary(x));
  }

  private Tensor sliced(Tensor x) {
    int rank = x.shape().rank();
    if (rank == 0) {
      return scalar(x);
    }
    int axis = random.nextInt(rank);
    long from = random.nextLong(x.size(axis) + 1);
    return random.nextInt(4) == 0
        ? x.pad(axis, 1, 2)
        : x.slice(axis, from, x.size(axis), 1 + random.nextInt(2));
  }

  private Tensor picked(Tensor x) {
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      if (x.size(axis) == world.width()) {
        return x.indexSelect(axis, indices);
      }
    }
    return composed(x);
  }

  private Tensor composed(Tensor x) {
    int rank = x.shape().rank();
    if (rank == 0 || x.size() == 0) {
      return x.mul(x).sub(x);
    }
    int axis = random.nextInt(rank);
    return switch (random.nextInt(4)) {
      case 0 -> x.softmax(axis);
      case 1 -> x.logSoftmax(axis).mul(0.2);
      case 2 -> x.sub(x.mean(true, axis)).div(x.square().mean(true, axis).add(0.1).sqrt());
      default -> x.div(x.sum(true, axis).abs().add(1));
    };
  }

  private Tensor drawn(Tensor x) {
    Tensor noise = Creation.uniform(world.generator, x.shape(), world.dtype, Device.cpu());
    return random.nextBoolean() ? noise.ge(0.3).where(x.mul(1.4), 0) : x.add(noise);
  }

  /** Returns what a simplifier may take away or fold. */
  private Tensor identity(Tensor x) {
    DType other = world.dtype == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32;
    return switch (random.nextInt(8)) {
      case 0 -> x.mul(1);
      case 1 -> x.div(1);
      case 2 -> x.copy();
      case 3 -> x.mul(Tensor.full(x.shape(), 1, world.dtype, Device.cpu()));
      case 4 -> x.add(Tensor.full(x.shape(), 2, world.dtype, Device.cpu()).sqrt().mul(0.1));
      case 5 -> x.to(other).sin().to(world.dtype);
      case 6 -> Tensor.full(Shape.of(2, 1), -0.5, world.dtype, Device.cpu()).exp();
      default -> x.detach().add(x);
    };
  }

  /** Returns something that goes through integers. */
  private Tensor counted(Tensor x) {
    int rank = x.shape().rank();
    if (rank > 0 && x.size() > 0 && random.nextBoolean()) {
      return x.argmax(random.nextInt(rank)).to(world.dtype).mul(0.1);
    }
    DType whole = random.nextBoolean() ? DType.INT32 : DType.INT64;
    Tensor numbers = x.gt(0.2).to(whole);
    return numbers.mul(numbers.add(2)).to(world.dtype).mul(0.1);
  }
}
