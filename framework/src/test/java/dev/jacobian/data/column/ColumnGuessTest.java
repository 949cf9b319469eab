package dev.jacobian.data.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.CsvDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnGuessTest {
  @TempDir private Path folder;

  private ColumnGuess guess(String... cells) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.writeString(file, "x,y\n" + String.join(",1\n", cells) + ",1\n");
    CsvDataset.Options options = CsvDataset.Options.defaults().withTargets("y");
    Map<String, ColumnGuess> guesses = CsvDataset.guess(file, options);
    assertEquals(List.of("x"), List.copyOf(guesses.keySet()));
    return guesses.get("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number|1;2.5;-3e4",
        "number|1;0;1",
        "number|;NA;?",
        "number|007;42;NA",
        "number|1;2;abc",
        "number|1.234.567;2.000.000",
        "boolean|True;False;NA",
        "boolean|TRUE;true",
        "boolean|yes;No",
        "boolean|t;f",
        "boolean|Y;N",
        "category|t;t",
        "category|n;f",
        "category|y;f",
        "category|yes;maybe",
        "category|true;yes",
        "category|t;f;c",
        "category|male;female",
        "category|A1;B2;3",
        "category|on;off",
        "date|2024-01-01;2024-01-02",
        "date|2024-01-01;2024-01-02 12:00;soon",
        "category|2024-01-01;soon;later",
        "category|1.2.2024;2.2.2024"
      })
  void typesAreThoseOfMostCells(String type, String cells) throws IOException {
    assertEquals(type, guess(cells.split(";", -1)).type().name());
  }

  @Test
  void namesAreNoCategories() throws IOException {
    String[] names = new String[30];
    for (int i = 0; i < names.length; i++) {
      names[i] = "\"Number " + i + ", the\"";
    }
    ColumnGuess guess = guess(names);
    assertEquals(new ColumnGuess(ColumnType.category(List.of()), 30, 30, "Number 0, the"), guess);
    assertTrue(guess.isFreeText());
    assertFalse(guess("a", "b", "c").isFreeText());
  }

  @Test
  void onlyTheStartOfAFileIsLookedAt() throws IOException {
    String[] cells = new String[400_000];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = i < 300_000 ? "1" : "text";
    }
    ColumnGuess guess = guess(cells);
    assertEquals("number", guess.type().name());
    assertTrue(guess.rows() > 100_000 && guess.rows() < 300_000, guess::toString);
    assertEquals(1, guess.different());
  }

  @Test
  void aRowThatIsBrokenEndsTheLook() throws IOException {
    assertEquals(1, guess("a", "b,c,d", "e").rows());
  }
}
