package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** What a run has found so far. */
public final class Results {
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final Map<Contender, String> libraries = new EnumMap<>(Contender.class);
  private final List<Absence> absences = new ArrayList<>();
  private final List<Measurement> measurements = new ArrayList<>();

  /** A contender that could not take part, and why. */
  public record Absence(Workload workload, Contender contender, String reason) {}

  /** Adds a line about the machine or the run. */
  public void addFact(String name, String value) {
    facts.put(name, value);
  }

  /** Adds what a contender runs on: library, version, threads. */
  public void addLibrary(Contender contender, String text) {
    libraries.put(contender, text);
  }

  /** Adds a contender that could not take part. */
  public void addAbsence(Workload workload, Contender contender, String reason) {
    absences.add(new Absence(workload, contender, reason));
  }

  /** Adds what was measured. */
  public void add(Measurement measurement) {
    measurements.add(measurement);
  }

  /** Returns lines about the machine and the run by name, in order. */
  public Map<String, String> facts() {
    return Collections.unmodifiableMap(facts);
  }

  /** Returns what the contenders ran on. */
  public Map<Contender, String> libraries() {
    return Collections.unmodifiableMap(libraries);
  }

  /** Returns those that could not take part. */
  public List<Absence> absences() {
    return Collections.unmodifiableList(absences);
  }

  /** Returns all measurements. */
  public List<Measurement> measurements() {
    return Collections.unmodifiableList(measurements);
  }

  /** Returns the measurements of one quantity, in the order in which they were made. */
  public List<Measurement> measurements(Workload workload, Quantity quantity) {
    return measurements.stream()
        .filter(found -> found.workload() == workload && found.quantity() == quantity)
        .toList();
  }

  /** Returns a contender's median, or empty if it was not measured. */
  public OptionalDouble median(Workload workload, Contender contender, Quantity quantity) {
    Optional<Measurement> found =
        measurements(workload, quantity).stream()
            .filter(measurement -> measurement.contender() == contender)
            .findFirst();
    return found.isPresent() ? OptionalDouble.of(found.get().median()) : OptionalDouble.empty();
  }

  /** Returns the one of some contenders with the smallest median, if any was measured. */
  public Optional<Measurement> least(
      Workload workload, Quantity quantity, Collection<Contender> contenders) {
    return measurements(workload, quantity).stream()
        .filter(found -> contenders.contains(found.contender()))
        .min(Comparator.comparingDouble(Measurement::median));
  }

  /**
   * Returns these results with a later run's in the place of all that they have of its workloads.
   */
  public Results replacedBy(Results later) {
    Set<Workload> again = EnumSet.noneOf(Workload.class);
    later.measurements.forEach(measurement -> again.add(measurement.workload()));
    later.absences.forEach(absence -> again.add(absence.workload()));
    Results all = new Results();
    all.facts.putAll(facts);
    all.facts.putAll(later.facts);
    all.libraries.putAll(libraries);
    all.libraries.putAll(later.libraries);
    all.absences.addAll(absences);
    all.absences.removeIf(absence -> again.contains(absence.workload()));
    all.absences.addAll(later.absences);
    all.measurements.addAll(measurements);
    all.measurements.removeIf(measurement -> again.contains(measurement.workload()));
    all.measurements.addAll(later.measurements);
    return all;
  }
}
