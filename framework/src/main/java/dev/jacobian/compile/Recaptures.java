package dev.jacobian.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why a function was captured again, each reason once, and what helps. */
final class Recaptures {
  private static final Logger LOG = LoggerFactory.getLogger(Compiled.class);

  /** So many captures because of one place are said to be too many. */
  private static final int TOO_MANY = 8;

  private static final String ADVICE =
      "give a number that changes often as a supplier, x.mul(() -> w), or as a tensor";

  private final Map<String, Integer> counts = new HashMap<>();

  /**
   * The function's Java objects have changed, and it computes something else now.
   *
   * @param changes a description of the change of each place
   */
  void changed(Map<String, String> changes) {
    changes.forEach(
        (place, description) -> {
          int count = counts.merge(place, 1, Integer::sum);
          if (count == 1) {
            LOG.info("captured again: {}", description);
          } else if (count == TOO_MANY) {
            LOG.warn(
                "captured again {} times because {} changes, which compiles kernels each time; {}",
                count,
                place,
                ADVICE);
          }
        });
  }

  /** The function computes something else although nothing that is watched has changed. */
  void unseen(String difference) {
    if (counts.merge("", 1, Integer::sum) == 1) {
      LOG.warn(
          "captured again: {}, by state that is only looked for now and then, such as a static"
              + " field; runs before this one may have used what it was; keep it in a field of an"
              + " object that the function knows, or {}",
          difference,
          ADVICE);
    }
  }

  /** Places change at nearly every run, and it never mattered. */
  void given(List<Watch> watches) {
    for (Watch watch : watches) {
      LOG.info(
          "{} changes at nearly every run and nothing that is computed has depended on it; from"
              + " here on this is only looked for now and then; {}, or mark the field @Unwatched",
          watch.place(),
          ADVICE);
    }
  }

  /** The function could not be captured again to be compared. */
  void failed(RuntimeException failure) {
    LOG.warn(
        "the function cannot be run again in Java to see whether it still computes the same, so that"
            + " is not tried any more: {}",
        failure.toString());
  }
}
