package dev.jacobian.device.host.convolution;

import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.loop.Frame;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.function.LongConsumer;

/** Sums of which several shares are computed for themselves, and then added in their order. */
final class ShareSums {
  private ShareSums() {}

  /**
   * Computes the shares, and their sum.
   *
   * @param work is given the address where the first share belongs, which the others follow
   */
  static void run(Operand sum, int shares, LongConsumer work) {
    if (shares == 1) {
      work.accept(HostBlock.address(sum));
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      long size = sum.shape().size();
      TensorSpec spec = new TensorSpec(Shape.of(shares, size), sum.dtype());
      Operand all = new Operand(sum.storage().backend().memory().allocate(spec), spec.shape());
      Hold.during(
          () -> {
            work.accept(HostBlock.address(all));
            addUp(HostBlock.of(all), shares, HostBlock.of(sum), size);
          },
          all);
    }
  }

  private static void addUp(HostBlock shares, int count, HostBlock sum, long size) {
    Lane lane = Lane.of(sum.dtype());
    Object total = lane.newArray(Frame.BLOCK);
    Object next = lane.newArray(Frame.BLOCK);
    for (long at = 0; at < size; at += Frame.BLOCK) {
      int part = (int) Math.min(Frame.BLOCK, size - at);
      shares.load(at, total, 0, part);
      for (int share = 1; share < count; share++) {
        shares.load(share * size + at, next, 0, part);
        add(total, next, part);
      }
      sum.store(total, 0, at, part);
    }
  }

  private static void add(Object sum, Object next, int count) {
    if (sum instanceof float[] to) {
      float[] from = (float[]) next;
      for (int i = 0; i < count; i++) {
        to[i] += from[i];
      }
    } else {
      double[] to = (double[]) sum;
      double[] from = (double[]) next;
      for (int i = 0; i < count; i++) {
        to[i] += from[i];
      }
    }
  }
}
