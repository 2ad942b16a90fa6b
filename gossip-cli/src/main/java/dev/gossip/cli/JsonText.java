package dev.gossip.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * JSON on one line, for every place where the command writes it. Characters that a terminal obeys,
 * that end a line, that reorder text or that cannot be encoded are written as {@code \\uXXXX}. Gson
 * escapes only those of ASCII below the space, U+2028 and U+2029.
 */
final class JsonText {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();
  // Outside of strings JSON is printable ASCII, so each of these stands in a string.
  private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");

  private JsonText() {}

  /** The text of a value, without a line end. */
  static String of(JsonElement json) {
    return UNFIT.matcher(GSON.toJson(json)).replaceAll(JsonText::escape);
  }

  private static String escape(MatchResult found) {
    StringBuilder escaped = new StringBuilder();
    // Two backslashes, since one quotes what follows it in a replacement.
    found.group().chars().forEach(unit -> escaped.append(String.format("\\\\u%04x", unit)));
    return escaped.toString();
  }
}
