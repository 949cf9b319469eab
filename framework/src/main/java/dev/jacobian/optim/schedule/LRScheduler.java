package dev.jacobian.optim.schedule;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A schedule bound to an optimizer: counts positions and sets the learning rate of each group to
 * the schedule's, with the rate that the group had when it was bound as the base, and its momentum
 * where the schedule has one.
 *
 * <pre>{@code
 * SGD optimizer = new SGD(model.parameters(), 0.1);
 * LRScheduler scheduler = new LRScheduler(optimizer, CosineAnnealingLR.of(100));
 * for (int epoch = 0; epoch < 100; epoch++) {
 *   ...  // optimizer.step() for each batch
 *   scheduler.step();
 * }
 * }</pre>
 *
 * Call {@link #step} after each epoch or after each batch, whichever the schedule's numbers count.
 * Compiled steps follow it without being captured anew. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.LRScheduler}.
 */
@Unwatched // What it sets is read anew at every run.
public final class LRScheduler {
  private static final String NAME = "LRScheduler";
  private static final String POSITION = "position";
  private static final String BASES = "base_lrs";

  private final GroupRates rates;
  private final List<Schedule> schedules;
  private double[] bases;
  private long position;

  /**
   * Binds a schedule to all groups of an optimizer, and sets their rates to those at position 0.
   */
  public LRScheduler(Optimizer optimizer, Schedule schedule) {
    this(optimizer, Collections.nCopies(optimizer.groups().size(), schedule));
  }

  /**
   * Binds a schedule to each group of an optimizer, and sets their rates to those at position 0.
   *
   * @throws OptionException if there is not one for each group, or one cycles the momentum of a
   *     group without
   */
  public LRScheduler(Optimizer optimizer, List<Schedule> schedules) {
    this.rates = new GroupRates(optimizer);
    this.schedules = List.copyOf(schedules);
    this.bases = rates.get();
    if (schedules.size() != bases.length) {
      throw new OptionException(
          NAME + ": " + schedules.size() + " schedules for " + bases.length + " parameter groups",
          "one for each group, or one for all");
    }
    rates.requireMomentums(this.schedules);
    moveTo(0);
  }

  /** Goes on to the next position and sets the learning rates. */
  public void step() {
    GroupRates.requireNoCapture(NAME);
    moveTo(position + 1);
  }

  /** Returns how often {@link #step} was called, with the calls before a saved state was loaded. */
  public long position() {
    return position;
  }

  /**
   * Goes to a position and sets the learning rates.
   *
   * @param newPosition from 0
   * @throws OptionException if the position is negative, or the schedule gives something that is no
   *     learning rate; nothing has changed then
   */
  public void moveTo(long newPosition) {
    ScheduleChecks.requireCount(NAME, POSITION, newPosition, 0);
    rates.set(ratesAt(bases, newPosition));
    rates.setMomentums(schedules, newPosition);
    position = newPosition;
  }

  private double[] ratesAt(double[] from, long at) {
    double[] result = new double[from.length];
    for (int i = 0; i < from.length; i++) {
      result[i] = schedules.get(i).rate(from[i], at);
    }
    if (!GroupRates.areValid(result)) {
      throw new OptionException(
          NAME + ": learning rates " + Arrays.toString(result) + " at position " + at,
          "a schedule that gives finite numbers, 0 or more");
    }
    return result;
  }

  /**
   * Returns what has to be saved to go on: {@code position}, int64 {@code []}, and {@code
   * base_lrs}, float64 {@code [groups]}.
   */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(POSITION, ScheduleState.count(position));
    state.put(BASES, ScheduleState.numbers(bases));
    return state;
  }

  /**
   * Goes on from a saved state and sets learning rates and momentums; the schedule is the one that
   * this was made with.
   *
   * @throws dev.jacobian.shape.StateException that lists everything that does not fit; nothing has
   *     changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    ScheduleState saved = ScheduleState.of(NAME, stateDict(), state);
    long savedPosition = saved.count(POSITION);
    double[] savedBases = saved.rates(BASES);
    rates.set(ratesAt(savedBases, savedPosition));
    rates.setMomentums(schedules, savedPosition);
    bases = savedBases;
    position = savedPosition;
  }
}
