package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A speed or a size to reach.
 *
 * @param limit the most that is allowed, in the quantity's unit or, if there is a reference, as a
 *     part of its own
 * @param reference what is compared with; empty for a limit by itself
 */
record Target(
    Workload workload,
    Contender contender,
    Quantity quantity,
    double limit,
    Optional<Reference> reference) {

  /**
   * What was found about a target.
   *
   * @param beside who was compared with
   */
  record Verdict(String measured, String beside, String answer) {
    boolean isKnown() {
      return !measured.isEmpty();
    }
  }

  static Target ratio(Workload workload, Contender contender, double limit, Reference reference) {
    return new Target(workload, contender, Quantity.SECONDS, limit, Optional.of(reference));
  }

  /** Returns a limit of the resident memory. */
  static Target resident(
      Workload workload, Contender contender, double limit, Reference reference) {
    return new Target(workload, contender, Quantity.RESIDENT, limit, Optional.of(reference));
  }

  static Target atMost(Workload workload, Contender contender, Quantity quantity, double limit) {
    return new Target(workload, contender, quantity, limit, Optional.empty());
  }

  /** Returns the limit in words. */
  String text() {
    if (reference.isPresent()) {
      String what = quantity == Quantity.SECONDS ? "" : quantity.title() + " ";
      return what + "<= " + trimmed(limit) + " x " + reference.get().title();
    }
    String size = quantity.format(limit);
    return quantity == Quantity.SECONDS ? "<= " + size : quantity.title() + " <= " + size;
  }

  Verdict judge(Results results) {
    OptionalDouble own = results.median(workload, contender, quantity);
    Optional<Measurement> other =
        reference.flatMap(
            found ->
                results.least(found.workload().orElse(workload), quantity, found.contenders()));
    if (own.isEmpty() || (reference.isPresent() && other.isEmpty())) {
      return new Verdict("", "", "not measured");
    }
    double value = own.getAsDouble() / other.map(Measurement::median).orElse(1.0);
    return new Verdict(
        reference.isPresent() ? Quantity.digits(value) : quantity.format(value),
        other.map(found -> found.contender().title()).orElse(""),
        value <= limit ? "yes" : "**no**");
  }

  private static String trimmed(double number) {
    return String.format(Locale.ROOT, "%.2f", number).replaceAll("0$", "");
  }
}
