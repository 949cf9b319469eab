package dev.jacobian.trainers.config.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every word of two characters was taken for a mistyped {@code l1}. */
class SuggestionTest {
  private static final List<String> LOSSES = List.of("mse", "l1", "huber", "cross_entropy");
  private static final List<String> METRICS = List.of("mse", "rmse", "mae", "r2", "f1", "auc");
  private static final List<String> OPTIMIZERS = List.of("sgd", "adam", "adamw", "nadam", "muon");

  private static void check(String expected, String typed, List<String> names) {
    assertEquals(expected, Suggestion.nearest(typed, names).orElse(""), typed);
  }

  @Test
  void aNameIsOfferedThatHasMostOfTheCharacters() {
    check("mse", "mes", LOSSES);
    check("l1", "L1", LOSSES);
    check("l1", "l1_", LOSSES);
    check("huber", "hubert", LOSSES);
    check("cross_entropy", "CrossEntropi", LOSSES);
    check("adam", "adm", OPTIMIZERS);
    check("sgd", "sdg", OPTIMIZERS);
    check("muon", "moun", OPTIMIZERS);
  }

  @Test
  void ofNamesAsNearTheOneIsOfferedThatSharesMoreCharacters() {
    check("rmse", "rsme", METRICS);
  }

  @Test
  void wordsThatShareNextToNothingAreNoMistypedNames() {
    for (String typed : List.of("", ".", "3", "3s", "-1", "x1", "mlp")) {
      check("", typed, LOSSES);
    }
    for (String typed : List.of("1e", "rgb", "1", "auto")) {
      check("", typed, METRICS);
    }
    for (String typed : List.of("end", "mean", "rgb")) {
      check("", typed, OPTIMIZERS);
    }
    assertEquals(Optional.empty(), Suggestion.nearest("x".repeat(1000), LOSSES));
  }
}
