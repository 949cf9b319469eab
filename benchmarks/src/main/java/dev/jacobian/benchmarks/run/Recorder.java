package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.report.Measurement;
import dev.jacobian.benchmarks.report.Quantity;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Keeps what a run finds and says it.
 *
 * @param results that are added to
 * @param progress takes lines that say how far the run is
 */
record Recorder(Results results, Consumer<String> progress) {

  void begin(Workload workload) {
    progress.accept(workload + ": " + workload.title());
  }

  void absent(Workload workload, Contender contender, String reason) {
    progress.accept("  " + contender.title() + ": absent, " + reason);
    results.addAbsence(workload, contender, reason);
  }

  void add(Workload workload, Contender contender, Quantity quantity, List<Double> values) {
    Measurement measurement = new Measurement(workload, contender, quantity, values);
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %s: %s %s (%s .. %s)",
            contender.title(),
            quantity.title(),
            quantity.format(measurement.median()),
            quantity.format(measurement.least()),
            quantity.format(measurement.most())));
    results.add(measurement);
  }
}
