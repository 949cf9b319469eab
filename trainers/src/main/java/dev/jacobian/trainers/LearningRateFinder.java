package dev.jacobian.trainers;

import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.callback.GradientTransform;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import java.util.List;
import java.util.Optional;

/**
 * Tries learning rates: trains with a rate that rises exponentially from step to step, looks at the
 * loss after each, and puts everything back as it was. A good rate for training is one at which the
 * loss falls, well before it explodes:
 *
 * <pre>{@code
 * LearningRateCurve curve = new LearningRateFinder(model, loss, optimizer).find(loader);
 * curve.suggestion().ifPresent(optimizer::setLearningRate);
 * }</pre>
 *
 * The loss is that of the same rows after every step, {@value #WATCHED_ROWS} of them or a batch if
 * that is more, computed as for validation, without dropout. That of each step's own batch differs
 * from step to step by which rows are in it; with small batches that noise is larger than what the
 * rates do.
 *
 * <p>Weights, buffers, gradients, training modes, the optimizer's state and learning rates, and the
 * generators of {@link dev.jacobian.nn.Dropout} layers and of the thread are afterwards what they
 * were before, bit for bit; other generators are named in {@link #with(Generator...)}. Source:
 * Smith, WACV 2017. Equivalents: Lightning's {@code Tuner.lr_find}, fastai's {@code lr_find}.
 */
public final class LearningRateFinder {
  /**
   * What is tried.
   *
   * @param startLearningRate rate of the first step, above 0
   * @param endLearningRate rate of the last step, above the first
   * @param steps rates that are tried, a batch each, at least 2
   * @param stopFactor the search ends when the loss exceeds that before the first step this many
   *     times, above 1; infinity to go on to the end. A first loss that is not above 0 is never
   *     exceeded.
   */
  public record Options(
      double startLearningRate, double endLearningRate, int steps, double stopFactor) {
    /** Checks the ranges. */
    public Options {
      boolean rises =
          startLearningRate > 0
              && endLearningRate > startLearningRate
              && endLearningRate < Double.POSITIVE_INFINITY;
      if (!rises) {
        throw new OptionException(
            NAME + ": rates from " + startLearningRate + " to " + endLearningRate,
            "finite numbers above 0, the second above the first");
      }
      if (steps < 2) {
        throw new OptionException(NAME + ": steps " + steps, "at least 2");
      }
      if (!(stopFactor > 1)) {
        throw new OptionException(NAME + ": stop factor " + stopFactor, "a number above 1");
      }
    }

    /**
     * Returns Lightning's defaults: from 1e-8 to 1 in 100 steps, until the loss has become 4 times
     * as large.
     */
    public static Options defaults() {
      return new Options(1e-8, 1, 100, 4);
    }

    /** Returns these options with other rates at the start and at the end. */
    public Options withLearningRates(double start, double end) {
      return new Options(start, end, steps, stopFactor);
    }

    /** Returns these options with another number of rates. */
    public Options withSteps(int value) {
      return new Options(startLearningRate, endLearningRate, value, stopFactor);
    }

    /** Returns these options with another factor of the first loss that ends the search. */
    public Options withStopFactor(double value) {
      return new Options(startLearningRate, endLearningRate, steps, value);
    }
  }

  /** Rows whose loss is looked at after each step. */
  private static final int WATCHED_ROWS = 256;

  private static final String NAME = "learning-rate search";

  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final Options options;
  private final GradientStrategy strategy;
  private final int shards;
  private final List<GradientTransform> transforms;
  private final List<Generator> generators;

  /** Makes a finder with the default options. */
  public LearningRateFinder(Module model, Loss loss, Optimizer optimizer) {
    this(model, loss, optimizer, Options.defaults());
  }

  /** Makes a finder. */
  public LearningRateFinder(Module model, Loss loss, Optimizer optimizer, Options options) {
    this(model, loss, optimizer, options, new SingleDevice(), 1, List.of(), List.of());
  }

  private LearningRateFinder(
      Module model,
      Loss loss,
      Optimizer optimizer,
      Options options,
      GradientStrategy strategy,
      int shards,
      List<GradientTransform> transforms,
      List<Generator> generators) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
    this.strategy = strategy;
    this.shards = shards;
    this.transforms = transforms;
    this.generators = generators;
  }

  /** Returns a finder that computes gradients as a trainer with this strategy does. */
  public LearningRateFinder with(GradientStrategy other, int newShards) {
    return new LearningRateFinder(
        model, loss, optimizer, options, other, newShards, transforms, generators);
  }

  /** Returns a finder that changes gradients, as a trainer with these callbacks does. */
  public LearningRateFinder with(GradientTransform... added) {
    return new LearningRateFinder(
        model, loss, optimizer, options, strategy, shards, List.of(added), generators);
  }

  /** Returns a finder that puts these generators back too, such as a model's own. */
  public LearningRateFinder with(Generator... added) {
    return new LearningRateFinder(
        model, loss, optimizer, options, strategy, shards, transforms, List.of(added));
  }

  /**
   * Tries the rates, the same for all parameter groups, on batches of the loader from epoch 0 on,
   * each epoch after the other until there are enough. Ends early when the loss explodes or is not
   * finite.
   */
  public LearningRateCurve find(DataLoader loader) {
    try (MemoryScope scope = MemoryScope.open();
        Snapshot before = Snapshot.of(model, optimizer, generators)) {
      model.train();
      return tried(loader);
    }
  }

  private LearningRateCurve tried(DataLoader loader) {
    Batch watched = watched(loader);
    BatchFunction judge = Evaluator.function(model, loss, CompileMode.AUTO);
    LearningRateSearch search = new LearningRateSearch(options, lossOf(judge, watched));
    TrainerOptions settings = TrainerOptions.of(1).withShards(shards);
    try (TrainingStep step =
        new TrainingStep(
            model, loss, optimizer, settings, strategy, transforms, Optional.empty())) {
      for (long epoch = 0; search.goesOn(); epoch++) {
        try (BatchIterator batches = step.batches(loader, epoch, 0)) {
          while (batches.hasNext() && search.goesOn()) {
            optimizer.setLearningRate(search.learningRate());
            search.add(isDone(step, batches) ? lossOf(judge, watched) : Double.NaN);
          }
        }
      }
    }
    return search.curve();
  }

  /** Returns random rows of all, which do not depend on how the loader orders them. */
  private Batch watched(DataLoader loader) {
    DataLoader.Options batches = loader.options();
    int rows = Math.max(WATCHED_ROWS, batches.batchSize());
    DataLoader.Options random =
        DataLoader.Options.of((int) Math.min(rows, loader.dataset().size()))
            .withShuffle(batches.seed())
            .withShuffleWindow(batches.shuffleWindow());
    try (DataLoader once = DataLoader.of(loader.dataset(), random)) {
      return once.iterator(0).next().to(model.device());
    }
  }

  private double lossOf(BatchFunction judge, Batch watched) {
    model.eval();
    try (MemoryScope scope = MemoryScope.open()) {
      return judge.run(watched).loss().item();
    } catch (NumericException e) {
      return Double.NaN;
    } finally {
      model.train();
    }
  }

  /** Trains on the next batch; false if its loss is not finite. */
  private static boolean isDone(TrainingStep step, BatchIterator batches) {
    try (MemoryScope scope = MemoryScope.open()) {
      step.run(batches.next());
      return true;
    } catch (NumericException e) {
      return false;
    }
  }
}
