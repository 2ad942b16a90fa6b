package dev.gossip.cli.text;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.util.Locale;

/**
 * Writes JSON on one line; used wherever the command writes JSON. Characters that control a
 * terminal, end a line, reorder text or cannot be encoded are written as {@code \\uXXXX}. Gson
 * itself escapes only ASCII control characters, U+2028 and U+2029.
 */
public final class JsonText {
  private static final Gson GSON =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

  private JsonText() {}

  /** Returns the text of a value, without a line end. */
  public static String of(JsonElement json) {
    String text = GSON.toJson(json);
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int end = i + Character.charCount(codePoint);
      if (needsEscape(codePoint)) {
        // Outside of strings JSON is printable ASCII, so this is inside a string.
        for (int unit = i; unit < end; unit++) {
          escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) text.charAt(unit)));
        }
      } else {
        escaped.appendCodePoint(codePoint);
      }
      i = end;
    }
    return escaped.toString();
  }

  private static boolean needsEscape(int codePoint) {
    // A fast path: nearly all characters are printable ASCII.
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
