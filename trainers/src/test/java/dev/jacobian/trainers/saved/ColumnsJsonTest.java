package dev.jacobian.trainers.saved;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.shape.FileFormatException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnsJsonTest {
  private static final TableEncoder ENCODER =
      TableEncoder.of(
          new TableSchema(
              List.of(
                  Feature.number("age"),
                  new Feature("sex", ColumnType.category(List.of("female", "male"))),
                  new Feature(
                      "town \"x\"",
                      ColumnType.category(List.of("Köln")).withUnseen(Unseen.UNKNOWN)),
                  new Feature("child", ColumnType.bool()),
                  new Feature("day", ColumnType.date()))),
          List.of(
              new ColumnEncoding.Plain(),
              new ColumnEncoding.OneHot(),
              new ColumnEncoding.Embedding(3),
              new ColumnEncoding.Plain(),
              new ColumnEncoding.Parts(List.of(DatePart.MONTH, DatePart.DAY_OF_YEAR))));

  @Test
  void columnsComeBackFromTheirJson() {
    String json = ColumnsJson.write(ENCODER);
    assertTrue(
        json.contains(
            "{\"name\":\"sex\",\"type\":\"category\",\"categories\":[\"female\",\"male\"],"
                + "\"unseen\":\"error\",\"encoding\":\"one_hot\"}"),
        json);
    TableEncoder read = ColumnsJson.read("test", json);
    assertEquals(ENCODER.schema(), read.schema());
    assertEquals(ENCODER.encodings(), read.encodings());
    assertEquals(json, ColumnsJson.write(read));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[1]",
        "[null]",
        "[{}]",
        "[{\"name\":\"a\",\"type\":\"number\"}]",
        "[{\"name\":\"a\",\"type\":\"blob\",\"encoding\":\"plain\"}]",
        "[{\"name\":\"a\",\"type\":\"number\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"categories\":[\"x\",null],\"unseen\":\"error\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"categories\":[\"x\",\"x\"],\"unseen\":\"error\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"categories\":[],\"unseen\":\"error\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"categories\":[\"x\"],\"unseen\":\"maybe\",\"encoding\":\"one_hot\"}]",
        "[{\"name\":\"a\",\"type\":\"category\",\"categories\":[\"x\"],\"unseen\":\"error\",\"encoding\":\"embedding\",\"dimension\":0}]",
        "[{\"name\":\"a\",\"type\":\"date\",\"encoding\":\"parts\",\"parts\":[\"century\"]}]",
        "[{\"name\":\"a\",\"type\":\"date\",\"encoding\":\"parts\",\"parts\":[]}]",
        "[{\"name\":\"a\",\"type\":\"number\",\"encoding\":\"plain\"},{\"name\":\"a\",\"type\":\"number\",\"encoding\":\"plain\"}]"
      })
  void anythingElseIsRefused(String json) {
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> ColumnsJson.read("test", json));
    assertTrue(error.getMessage().startsWith("test cannot be used: "), error.getMessage());
  }
}
