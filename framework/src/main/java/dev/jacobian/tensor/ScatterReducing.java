package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.IndexAdd;

/**
 * Tensors in which elements that are brought to one place are combined. The largest of a place is
 * the one that stands when all are put there in rising order. So nothing depends on the order in
 * which a device writes.
 */
final class ScatterReducing {
  private static final String NAME = "scatterReduce";

  private ScatterReducing() {}

  static Tensor reduce(
      Tensor x,
      int axis,
      Tensor index,
      Tensor source,
      ScatterReduction reduction,
      boolean includeSelf) {
    Tensor places = Indices.places(NAME, x, axis, index);
    Tensor values = Indices.part(NAME, x, index, source).flatten();
    Tensor reduced =
        Indices.named(
            NAME,
            index,
            axis,
            0,
            x.size(axis),
            () -> reduced(x.flatten(), places, values, reduction, includeSelf));
    return reduced.reshape(x.shape().dims());
  }

  private static Tensor reduced(
      Tensor x, Tensor places, Tensor values, ScatterReduction reduction, boolean includeSelf) {
    Tensor counts = Replacing.counts(places, x.size());
    Tensor isLeft = counts.eq(0);
    return switch (reduction) {
      case SUM -> (includeSelf ? x : isLeft.where(x, 0)).add(sums(values, places, x.size()));
      case MEAN -> {
        Tensor sum = (includeSelf ? x : isLeft.where(x, 0)).add(sums(values, places, x.size()));
        Tensor terms = (includeSelf ? counts.add(1) : counts.clampMin(1)).to(x.dtype());
        yield x.dtype().isFloating() ? sum.div(terms) : sum.floorDiv(terms);
      }
      case PROD -> {
        Tensor product = products(values, places, x.size());
        yield includeSelf ? x.mul(product) : isLeft.where(x, product);
      }
      case MAX -> largest(x, places, values, isLeft, includeSelf);
      case MIN -> largest(x.neg(), places, values.neg(), isLeft, includeSelf).neg();
    };
  }

  private static Tensor sums(Tensor values, Tensor places, long size) {
    return Calls.apply(new IndexAdd(0, size), values, places);
  }

  /** Returns the products of each place's values, 1 for none: those of neighbours, by doubling. */
  private static Tensor products(Tensor values, Tensor places, long size) {
    Tensor order = places.argsort(0, false);
    Tensor at = places.indexSelect(0, order);
    Tensor upTo = values.indexSelect(0, order);
    long n = at.size();
    for (long step = 1; step < n; step *= 2) {
      Tensor isSame = at.narrow(0, step, n - step).eq(at.narrow(0, 0, n - step));
      Tensor later = upTo.narrow(0, step, n - step);
      Tensor both = isSame.where(later.mul(upTo.narrow(0, 0, n - step)), later);
      upTo = Tensor.concat(0, upTo.narrow(0, 0, step), both);
    }
    Tensor ones = Tensor.onesLike(values.narrow(0, 0, 0).pad(0, 0, size));
    return Replacing.replaced(ones, 0, Replacing.last(at, size), upTo);
  }

  private static Tensor largest(
      Tensor x, Tensor places, Tensor values, Tensor isLeft, boolean includeSelf) {
    Tensor rising = values.detach().argsort(0, false);
    Tensor which = Replacing.last(places.indexSelect(0, rising), x.size());
    Tensor put = Replacing.replaced(x.detach(), 0, which, values.detach().indexSelect(0, rising));
    Tensor largest = includeSelf ? x.detach().maximum(put) : put;
    if (!Autograd.isGradEnabled() || !(x.requiresGrad() || values.requiresGrad())) {
      return largest;
    }
    Tensor isLargest = values.eq(largest.indexSelect(0, places));
    Tensor stays = includeSelf ? x.eq(largest) : isLeft;
    Tensor shares =
        sums(isLargest.to(x.dtype()), places, x.size()).add(stays.to(x.dtype())).clampMin(1);
    Tensor equal =
        sums(isLargest.where(values, 0), places, x.size()).add(stays.where(x, 0)).div(shares);
    // The mean of equal values is the value up to rounding: it gives the gradient alone.
    return largest.add(largest.isFinite().where(equal.sub(equal.detach()), 0));
  }
}
