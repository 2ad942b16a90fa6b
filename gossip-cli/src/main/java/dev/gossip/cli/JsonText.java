package dev.gossip.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;

/**
 * JSON on one line, for every place where the command writes it. Characters that a terminal obeys,
 * that end a line, that reorder text or that cannot be encoded are written as {@code \\uXXXX}. Gson
 * escapes only those of ASCII below the space, U+2028 and U+2029.
 */
final class JsonText {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private JsonText() {}

  /** The text of a value, without a line end. */
  static String of(JsonElement json) {
    String text = GSON.toJson(json);
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int end = i + Character.charCount(codePoint);
      if (isUnfit(codePoint)) {
        // Outside of strings JSON is printable ASCII, so this stands in a string.
        for (int unit = i; unit < end; unit++) {
          escaped.append(String.format("\\u%04x", (int) text.charAt(unit)));
        }
      } else {
        escaped.appendCodePoint(codePoint);
      }
      i = end;
    }
    return escaped.toString();
  }

  private static boolean isUnfit(int codePoint) {
    // Nearly all are printable ASCII, and every event passes here.
    if (codePoint >= ' ' && codePoint <= '~') {
      return false;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
