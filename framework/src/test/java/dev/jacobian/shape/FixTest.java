package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class FixTest {
  @Test
  void eachReaderHasWordsOfTheirOwn() {
    DataException e =
        new DataException(
            "dates as float32", "float64", Fix.of("withDtype(FLOAT64)", "leave out data.dtype"));
    assertEquals("dates as float32; expected float64; fix: withDtype(FLOAT64)", e.getMessage());
    assertEquals(
        "dates as float32; expected float64; fix: leave out data.dtype", e.settingsMessage());
    assertEquals(Optional.of("withDtype(FLOAT64)"), e.fix());
    DataException placed = e.at("row 3");
    assertEquals(
        "row 3: dates as float32; expected float64; fix: leave out data.dtype",
        placed.settingsMessage());
    placed.inLayer("fc1");
    assertTrue(placed.settingsMessage().startsWith("fc1: row 3: "), placed.settingsMessage());
  }

  @Test
  void whatOnlyAProgramCanDoIsNotToldToWhoHasSettings() {
    DTypeException e = new DTypeException("int32", "float32", Fix.inCode("x.to(DType.FLOAT32)"));
    assertEquals("int32; expected float32; fix: x.to(DType.FLOAT32)", e.getMessage());
    assertEquals("int32; expected float32", e.settingsMessage());
  }

  @Test
  void aPlainFixIsForBoth() {
    OptionException e = new OptionException("0 folds", "at least 2", "use more");
    assertEquals(e.getMessage(), e.settingsMessage());
    OptionException none = new OptionException("0 folds", "at least 2");
    assertEquals("0 folds; expected at least 2", none.settingsMessage());
  }
}
