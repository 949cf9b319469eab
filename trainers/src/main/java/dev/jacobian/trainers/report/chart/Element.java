package dev.jacobian.trainers.report.chart;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of a page, HTML or SVG, with its attributes and content. All text is escaped when it
 * is printed, so names of columns and files cannot become markup; what is printed is well-formed
 * XML and HTML.
 */
public final class Element {
  private static final Set<String> WITHOUT_END = Set.of("meta", "link", "br", "hr");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> content = new ArrayList<>();

  private Element(String name) {
    this.name = name;
  }

  /** Makes an empty element. */
  public static Element of(String name) {
    return new Element(name);
  }

  /** Makes an element with text in it. */
  public static Element of(String name, String text) {
    return new Element(name).text(text);
  }

  /** Sets an attribute. */
  public Element with(String attribute, String value) {
    attributes.put(attribute, value);
    return this;
  }

  /** Adds text. */
  public Element text(String text) {
    content.add(text);
    return this;
  }

  /** Adds elements. */
  public Element add(Element... elements) {
    content.addAll(List.of(elements));
    return this;
  }

  /** Adds elements. */
  public Element addAll(List<Element> elements) {
    content.addAll(elements);
    return this;
  }

  /** Returns the markup. */
  public String print() {
    StringBuilder out = new StringBuilder();
    print(out);
    return out.toString();
  }

  private void print(StringBuilder out) {
    out.append('<').append(name);
    attributes.forEach(
        (key, value) ->
            out.append(' ').append(key).append("=\"").append(escape(value)).append('"'));
    if (WITHOUT_END.contains(name)) {
      out.append("/>");
      return;
    }
    out.append('>');
    for (Object part : content) {
      if (part instanceof Element element) {
        element.print(out);
      } else {
        out.append(escape((String) part));
      }
    }
    out.append("</").append(name).append('>');
  }

  /** Replaces what markup would take for its own, and what XML cannot hold at all. */
  private static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xfffd);
              }
            });
    return out.toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\n'
        || c == '\t'
        || (c >= 0x20 && c < 0x7f)
        || (c >= 0xa0 && c < Character.MIN_SURROGATE)
        || (c > Character.MAX_SURROGATE && c < 0xfffe)
        || c > 0xffff;
  }
}
