package dev.jacobian.data.table;

import dev.jacobian.data.csv.CsvCell;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers the different texts of a column in a part of a file in the order in which they are first
 * seen. One that was seen before is found by its bytes, without a string. For use by one thread.
 *
 * <p>How: open addressing with linear probing, at most half full. Two spellings in bytes can be one
 * text, since white space outside of ASCII is taken off only from the string.
 */
final class TextTable {
  private static final int FIRST_CAPACITY = 64;

  private byte[][] keys = new byte[FIRST_CAPACITY][];
  private int[] places = new int[FIRST_CAPACITY];
  private int used;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();

  /** Returns the number of the cell's text. */
  int number(CsvCell cell) throws CharacterCodingException {
    byte[] text = cell.text();
    int start = cell.start();
    int stop = cell.stop();
    int hash = 1;
    for (int i = start; i < stop; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = slot(hash, text, start, stop);
    if (keys[slot] == null) {
      int number = number(cell.string());
      keys[slot] = Arrays.copyOfRange(text, start, stop);
      places[slot] = number;
      used++;
      if (2 * used > keys.length) {
        grow();
      }
      return number;
    }
    return places[slot];
  }

  /** Returns the number of a text. */
  int number(String text) {
    Integer known = numbers.putIfAbsent(text, names.size());
    if (known == null) {
      names.add(text);
      return names.size() - 1;
    }
    return known;
  }

  private int slot(int hash, byte[] text, int start, int stop) {
    int mask = keys.length - 1;
    int slot = (hash ^ (hash >>> 16)) & mask;
    while (keys[slot] != null
        && !Arrays.equals(keys[slot], 0, keys[slot].length, text, start, stop)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    byte[][] oldKeys = keys;
    int[] oldPlaces = places;
    keys = new byte[2 * oldKeys.length][];
    places = new int[keys.length];
    for (int i = 0; i < oldKeys.length; i++) {
      byte[] key = oldKeys[i];
      if (key != null) {
        // The same hash as above: Arrays.hashCode is defined by it.
        int slot = slot(Arrays.hashCode(key), key, 0, key.length);
        keys[slot] = key;
        places[slot] = oldPlaces[i];
      }
    }
  }

  /** Returns the texts; their places are their numbers. */
  List<String> names() {
    return names;
  }
}
