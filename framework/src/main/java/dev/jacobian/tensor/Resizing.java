package dev.jacobian.tensor;

import dev.jacobian.shape.ShapeException;
import java.util.Arrays;

/** Other sizes of images, axis by axis. */
final class Resizing {
  private Resizing() {}

  static Tensor nearest(Tensor x, long[] size) {
    Pools.requireSizes("resizeNearest", x.shape(), size);
    Tensor result = x;
    for (int i = 0; i < size.length; i++) {
      int axis = x.shape().rank() - size.length + i;
      long length = x.size(axis);
      long[] places = new long[Math.toIntExact(size[i])];
      for (int o = 0; o < places.length; o++) {
        places[o] = o * length / places.length;
      }
      result = result.indexSelect(axis, Tensor.of(places).to(x.device()));
    }
    return result;
  }

  static Tensor linear(Tensor x, boolean alignCorners, long[] size) {
    Pools.requireSizes("resizeLinear", x.shape(), size);
    Tensor result = x;
    for (int i = 0; i < size.length; i++) {
      int axis = x.shape().rank() - size.length + i;
      if (size[i] != x.size(axis)) {
        result = linear(result, axis, Math.toIntExact(size[i]), alignCorners);
      }
    }
    return result;
  }

  private static Tensor linear(Tensor x, int axis, int size, boolean alignCorners) {
    long length = x.size(axis);
    long[] before = new long[size];
    long[] behind = new long[size];
    double[] shares = new double[size];
    for (int o = 0; o < size; o++) {
      double place =
          alignCorners
              ? (size == 1 ? 0 : (double) o * (length - 1) / (size - 1))
              : Math.max(0, (o + 0.5) * length / size - 0.5);
      before[o] = Math.min((long) place, length - 1);
      behind[o] = Math.min(before[o] + 1, length - 1);
      shares[o] = place - before[o];
    }
    Tensor left = x.indexSelect(axis, Tensor.of(before).to(x.device()));
    Tensor right = x.indexSelect(axis, Tensor.of(behind).to(x.device()));
    double[] rest = Arrays.stream(shares).map(share -> 1 - share).toArray();
    return left.mul(Pools.along(rest, left, axis)).add(right.mul(Pools.along(shares, right, axis)));
  }

  static Tensor shuffle(Tensor x, int r) {
    int rank = x.shape().rank();
    long apart = (long) r * r;
    if (rank < 3 || r < 1 || x.size(-3) % apart != 0) {
      throw new ShapeException(
          "pixelShuffle: " + x.shape() + " by " + r,
          "[.., channels, height, width] with channels that " + apart + " divides");
    }
    long channels = x.size(-3) / apart;
    long height = x.size(-2);
    long width = x.size(-1);
    long images = x.shape().product(0, rank - 3);
    Tensor apartOnes = x.reshape(images, channels, r, r, height, width);
    long[] dims = x.shape().dims();
    dims[rank - 3] = channels;
    dims[rank - 2] = height * r;
    dims[rank - 1] = width * r;
    return apartOnes.permute(0, 1, 4, 2, 5, 3).reshape(dims);
  }
}
