package dev.jacobian.serve;

import java.util.regex.Pattern;

/**
 * Where a model is asked, and in which form.
 *
 * @param path the path of the POST
 * @param what is sent, for errors: "rows"
 * @param types the types of a body
 * @param typesInWords the same for errors
 * @param header one of them, for a hint
 * @param usualBody the most bytes of a body unless a server has a limit of its own
 * @param smaller what a client can do about a body that is too large
 */
record Endpoint(
    String path,
    String what,
    Pattern types,
    String typesInWords,
    String header,
    int usualBody,
    String smaller) {
  private static final Pattern JSON_TYPE =
      Pattern.compile(
          "application/(?:[\\w.+-]+\\+)?json\\s*(?:;\\s*charset\\s*=\\s*\"?utf-?8\"?\\s*)?",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern IMAGE_TYPE =
      Pattern.compile("image/[\\w.+-]+|application/octet-stream", Pattern.CASE_INSENSITIVE);
  private static final int JSON_BODY = 1 << 20;

  /** Photos of telephones have up to some 12 MiB. */
  private static final int IMAGE_BODY = 1 << 24;

  private static final String PREDICT = "/predict";
  private static final String JSON = "application/json";

  /** Rows as JSON. */
  static final Endpoint ROWS =
      new Endpoint(
          PREDICT,
          "the rows",
          JSON_TYPE,
          JSON + ", in UTF-8",
          JSON,
          JSON_BODY,
          "send fewer rows in a request");

  /** The bytes of an image's file. */
  static final Endpoint IMAGE =
      new Endpoint(
          PREDICT,
          "the file of an image",
          IMAGE_TYPE,
          "image/png, image/jpeg, image/bmp or image/gif",
          "image/png",
          IMAGE_BODY,
          "send a smaller image");

  /** A text in JSON. */
  static final Endpoint LABELLED_TEXT =
      new Endpoint(
          PREDICT,
          "the text",
          JSON_TYPE,
          JSON + ", in UTF-8",
          JSON,
          JSON_BODY,
          "send a shorter text");

  /** A prompt in JSON. */
  static final Endpoint TEXT =
      new Endpoint(
          "/generate",
          "the prompt",
          JSON_TYPE,
          JSON + ", in UTF-8",
          JSON,
          JSON_BODY,
          "send a shorter prompt");
}
