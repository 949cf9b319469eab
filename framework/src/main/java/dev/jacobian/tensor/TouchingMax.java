package dev.jacobian.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The largest element of each of few entries, for windows over the last axes that touch each other.
 * It compares the slices that have one entry of each window, and its gradient is one pass over all
 * elements, where that of entries picked by index adds them up one by one.
 */
final class TouchingMax extends AutogradFunction {
  /** The most entries of a window: as many as one kernel takes slices. */
  static final long MOST = 16;

  private final List<Long> sizes;

  TouchingMax(List<Long> sizes) {
    this.sizes = sizes;
  }

  @Override
  protected Tensor forward(Context context, Tensor... inputs) {
    Tensor x = inputs[0];
    int entries = (int) sizes.stream().mapToLong(Long::longValue).reduce(1, (a, b) -> a * b);
    Tensor largest = entry(x, entries - 1);
    Tensor place = Tensor.full(largest.shape(), entries - 1, largest.dtype(), largest.device());
    // Backwards, so that the first one among equals is the last that is taken.
    for (int i = entries - 2; i >= 0; i--) {
      Tensor next = entry(x, i);
      Tensor stays = next.ge(largest).or(next.isNaN()).not();
      place = stays.where(place, i);
      largest = stays.where(largest, next);
    }
    context.saveForBackward(x, place);
    return largest;
  }

  /** Returns entry i of all windows. */
  private Tensor entry(Tensor x, int i) {
    Tensor part = x;
    long rest = i;
    for (int k = sizes.size() - 1; k >= 0; k--) {
      int axis = x.shape().rank() - sizes.size() + k;
      long size = sizes.get(k);
      long first = rest % size;
      rest /= size;
      long windows = x.size(axis) / size;
      part = part.slice(axis, first, first + (windows - 1) * size + 1, size);
    }
    return part;
  }

  @Override
  protected List<@Nullable Tensor> backward(Context context, Tensor gradient) {
    Tensor x = context.savedTensors().get(0);
    Tensor place = context.savedTensors().get(1);
    int axes = sizes.size();
    int outer = x.shape().rank() - axes;
    // Each axis of windows is followed by that of their entries.
    long[] windows = Arrays.copyOf(gradient.shape().dims(), outer + 2 * axes);
    long[] taps = new long[2 * axes];
    long[] covered = gradient.shape().dims();
    long entries = 1;
    for (int k = 0; k < axes; k++) {
      windows[outer + 2 * k] = gradient.size(outer + k);
      windows[outer + 2 * k + 1] = 1;
      taps[2 * k] = 1;
      taps[2 * k + 1] = sizes.get(k);
      covered[outer + k] *= sizes.get(k);
      entries *= sizes.get(k);
    }
    Tensor numbers = Tensor.arange(entries).to(x.dtype()).to(x.device()).reshape(taps);
    Tensor spread =
        place.reshape(windows).eq(numbers).where(gradient.reshape(windows), 0).reshape(covered);
    for (int axis = outer; axis < x.shape().rank(); axis++) {
      long behind = x.size(axis) - spread.size(axis);
      spread = behind == 0 ? spread : spread.pad(axis, 0, behind);
    }
    return List.of(spread);
  }
}
