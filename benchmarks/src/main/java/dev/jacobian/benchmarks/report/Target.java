package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A speed or a size to reach.
 *
 * @param limit the most that is allowed, in the quantity's unit or, if there is a reference, as a
 *     part of its time
 * @param reference the fastest of these is compared with; empty for a limit by itself
 * @param referenceTitle what the reference is called
 */
record Target(
    Workload workload,
    Contender contender,
    Quantity quantity,
    double limit,
    List<Contender> reference,
    String referenceTitle) {

  /** What was found about a target. */
  record Verdict(String measured, String answer) {
    boolean isKnown() {
      return !measured.isEmpty();
    }
  }

  static Target ratio(Workload workload, Contender contender, double limit, Reference reference) {
    return new Target(
        workload, contender, Quantity.SECONDS, limit, reference.contenders(), reference.title());
  }

  static Target atMost(Workload workload, Contender contender, Quantity quantity, double limit) {
    return new Target(workload, contender, quantity, limit, List.of(), "");
  }

  /** Returns the limit in words. */
  String text() {
    if (!reference.isEmpty()) {
      return "<= " + trimmed(limit) + " x " + referenceTitle;
    }
    if (workload == Workload.W6) {
      return ">= " + Throughput.format(limit);
    }
    String size = quantity.format(limit);
    return quantity == Quantity.SECONDS ? "<= " + size : quantity.title() + " <= " + size;
  }

  Verdict judge(Results results) {
    OptionalDouble own = results.median(workload, contender, quantity);
    OptionalDouble other =
        reference.isEmpty() ? OptionalDouble.of(1) : results.fastest(workload, reference);
    double value = own.orElse(Double.NaN) / other.orElse(Double.NaN);
    if (Double.isNaN(value)) {
      return new Verdict("", "not measured");
    }
    return new Verdict(measured(value), value <= limit ? "yes" : "**no**");
  }

  private String measured(double value) {
    if (!reference.isEmpty()) {
      return Quantity.digits(value);
    }
    return workload == Workload.W6 ? Throughput.format(value) : quantity.format(value);
  }

  private static String trimmed(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replaceAll("0$", "");
  }
}
