package dev.jacobian.compile;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The captured runs of one function, the one that was used last in front. */
final class Captures {
  /** More than this, and the one that was not used longest is forgotten. */
  private static final int MOST = 32;

  /** The same for runs with one signature, between which the function's Java objects changed. */
  private static final int MOST_OF_A_SIGNATURE = 8;

  private final List<Captured> all = new ArrayList<>();

  /** Returns the one that a run with these arguments repeats, or null. */
  @Nullable Captured fitting(Tensor[] arguments) {
    for (int i = 0; i < all.size(); i++) {
      Captured captured = all.get(i);
      if (captured.fits(arguments)) {
        if (i > 0) {
          all.add(0, all.remove(i));
        }
        return captured;
      }
    }
    return null;
  }

  /** Returns the one with the program of this graph, or null. */
  @Nullable Captured with(CapturedGraph graph, Tensor[] arguments) {
    return first(each -> each.isAlike(arguments) && each.difference(graph).isEmpty());
  }

  /** Returns the one that was refused for the same reason, or null. */
  @Nullable Captured with(AutogradException refusal, Tensor[] arguments) {
    return first(each -> each.isAlike(arguments) && each.isRefusedAs(refusal));
  }

  /**
   * Returns how the function's Java objects differ from what they were when a run like one with
   * these arguments was captured last: a description for each place, or nothing if there was none.
   */
  Map<String, String> changes(Tensor[] arguments) {
    Map<String, String> changes = new LinkedHashMap<>();
    Captured latest =
        first(each -> each.program() != null && !each.isOutdated() && each.isAlike(arguments));
    if (latest != null) {
      latest.watched().changed().forEach(w -> changes.put(w.place(), w.description()));
    }
    return changes;
  }

  private @Nullable Captured first(Predicate<Captured> condition) {
    return all.stream().filter(condition).findFirst().orElse(null);
  }

  void toFront(Captured captured) {
    all.remove(captured);
    all.add(0, captured);
  }

  void add(Captured captured, Tensor[] arguments) {
    List<Captured> same = all.stream().filter(each -> each.hasSignatureOf(arguments)).toList();
    if (same.size() >= MOST_OF_A_SIGNATURE) {
      all.remove(same.get(same.size() - 1));
    }
    all.add(0, captured);
    if (all.size() > MOST) {
      all.remove(all.size() - 1);
    }
  }

  /** Returns what {@link Compiled#explain} prints. */
  String explanation() {
    StringBuilder text = new StringBuilder();
    all.forEach(captured -> text.append(captured.explanation()));
    return text.toString();
  }
}
