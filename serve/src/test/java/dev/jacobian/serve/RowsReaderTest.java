package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsReaderTest {
  private static final int MOST = 3;

  private final RowsReader reader = new RowsReader(new SmallModel().description().schema(), MOST);

  private RequestRows read(String body) {
    // The buffer is longer than the body, as it is when it has grown.
    byte[] bytes = (body + "]]]").getBytes(StandardCharsets.UTF_8);
    return reader.read(bytes, bytes.length - 3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ONE     | {\"x\": 1.5, \"color\": \"red\", \"flag\": true}",
        "LIST    | [{\"flag\": true, \"color\": \"red\", \"x\": \"1.5\"}]",
        "WRAPPED | {\"rows\": [{\"x\": 15e-1, \"color\": \"red\", \"flag\": \"True\"}]}",
        "WRAPPED | {\"inputs\": [[1.5, 1, 1]]}",
        "WRAPPED | {\"inputs\": [[[1.5], [1, 1]]]}",
      })
  void readsEachForm(RequestRows.Form form, String body) {
    RequestRows rows = read(body);
    assertEquals(form, rows.form());
    assertEquals(1, rows.rows().size());
    assertArrayEquals(new double[] {1.5, 1, 1}, rows.rows().get(0));
  }

  @Test
  void readsNullAsMissingAndLongNumbersExactly() {
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, 0},
        read("{\"x\": null, \"color\": null, \"flag\": false}").rows().get(0));
    assertArrayEquals(
        new double[] {9007199254740993L, 0, 0},
        read("{\"inputs\": [[9007199254740993, 0, 0]]}").rows().get(0));
    assertArrayEquals(
        new double[] {123456789012345678901234567890.0, 0, 0},
        read("{\"inputs\": [[123456789012345678901234567890, 0, 0]]}").rows().get(0));
    assertEquals(List.of(), read("[]").rows());
    assertEquals(MOST, read("{\"inputs\": [[1,1,1],[2,2,2],[3,3,3]]}").rows().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "400 | no JSON: Unrecognized token 'x' | x",
        "400 | no JSON: Unexpected end-of-input | {\"x\": 1",
        "400 | no JSON: Unexpected end-of-input | [{\"x\": 1, \"color\": \"red\", \"flag\": 1}",
        "400 | Non-standard token 'NaN' | {\"x\": NaN, \"color\": \"red\", \"flag\": true}",
        "400 | Non-standard token '-Infinity' | {\"inputs\": [[-Infinity, 1, 1]]}",
        "400 | Duplicate Object property \"x\" | {\"x\": 1, \"x\": 2, \"color\": \"red\", \"flag\": 1}",
        "400 | more JSON after the end of the rows | [] []",
        "400 | more JSON after the end of the rows | {\"rows\": []} 1",
        "400 | no JSON: Unexpected character (''' | {'x': 1}",
        "422 | text | \"x\"",
        "422 | null | null",
        "422 | a number | 5",
        "422 | rows[0]: a number | [1]",
        "422 | rows[0]: a list | {\"rows\": [[1, 2, 3]]}",
        "422 | rows[0]: an object | {\"inputs\": [{}]}",
        "422 | 'more' beside 'rows' | {\"rows\": [], \"more\": 1}",
        "422 | the column 'rows', which the model does not know | {\"rows\": 1}",
        "422 | the column 'inputs', which the model does not know | {\"x\": 1, \"inputs\": [[1]]}",
        "422 | the column 'X', which the model does not know | {\"X\": 1}",
        "422 | a row without the columns [color, flag] | {\"x\": 1}",
        "422 | a row without the columns [x, color, flag] | {}",
        "422 | rows[1]: a row without the columns [flag] | [{\"x\": 1, \"color\": \"red\", \"flag\": 1}, {\"x\": 1, \"color\": \"red\"}]",
        "422 | the feature 'x' is 'many' | {\"x\": \"many\", \"color\": \"red\", \"flag\": true}",
        "422 | the feature 'x' is a list | {\"x\": [1], \"color\": \"red\", \"flag\": true}",
        "422 | the feature 'x' is an object | {\"x\": {}, \"color\": \"red\", \"flag\": true}",
        "422 | the feature 'color' is 'green' | {\"x\": 1, \"color\": \"green\", \"flag\": true}",
        "422 | the feature 'flag' is 7 | {\"x\": 1, \"color\": \"red\", \"flag\": 7}",
        "422 | the number 1e999 | {\"x\": 1e999, \"color\": \"red\", \"flag\": true}",
        "422 | a list of 2 numbers | {\"inputs\": [[1, 2]]}",
        "422 | a list of 4 numbers | {\"inputs\": [[1, 2, 3, 4]]}",
        "422 | text for the feature number 1 | {\"inputs\": [[1, \"red\", 1]]}",
        "413 | more than 3 rows | {\"inputs\": [[1,1,1],[2,2,2],[3,3,3],[4,4,4]]}",
      })
  void saysWhatIsWrong(int status, String received, String body) {
    RequestException refusal = assertThrows(RequestException.class, () -> read(body));
    assertEquals(status, refusal.status(), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(received), refusal.getMessage());
    String answer = new String(refusal.answer().body(), StandardCharsets.UTF_8);
    assertTrue(answer.startsWith("{\"error\":{\"status\":" + status + ",\"received\":"), answer);
    assertTrue(answer.contains("\"expected\":"), answer);
  }

  @Test
  void saysWhatIsEmptyDeepLongOrNoText() {
    assertEquals(
        "an empty body",
        assertThrows(RequestException.class, () -> reader.read(new byte[8], 0)).getMessage());
    for (String body :
        List.of(
            "{\"inputs\": " + "[".repeat(100_000),
            "{\"" + "x".repeat(5000) + "\": 1}",
            "{\"x\": 1" + "0".repeat(5000) + "}",
            "{\"x\": \"" + "1".repeat(50_000) + "\"}")) {
      RequestException refusal = assertThrows(RequestException.class, () -> read(body));
      assertEquals(400, refusal.status());
      assertTrue(refusal.getMessage().startsWith("JSON beyond bounds"), refusal.getMessage());
      assertTrue(refusal.getMessage().length() < 1000, refusal.getMessage());
    }
    byte[] latin = "{\"color\": \"r\u00f6t\"}".getBytes(StandardCharsets.ISO_8859_1);
    RequestException refusal =
        assertThrows(RequestException.class, () -> reader.read(latin, latin.length));
    assertTrue(refusal.getMessage().startsWith("no JSON: Invalid UTF-8"), refusal.getMessage());
  }

  @Test
  void saysHowARowMayLook() {
    RequestException refusal =
        assertThrows(RequestException.class, () -> read("{\"x\": 1, \"colour\": \"red\"}"));
    assertEquals(
        "{\"error\":{\"status\":422,\"received\":\"the column 'colour', which the model does not"
            + " know\",\"expected\":\"the columns [x, color, flag]\",\"fix\":\"leave it out, or"
            + " correct its name\"}}",
        new String(refusal.answer().body(), StandardCharsets.UTF_8));
  }
}
