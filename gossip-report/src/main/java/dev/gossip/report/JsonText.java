package dev.gossip.report;

import java.util.Locale;

/**
 * Writes JSON on one line. Text is escaped so that it can stand in a script block of a page as
 * well: no angle bracket, no ampersand and no line separator is written as it is, nor is any
 * control character or one that changes the direction of text.
 */
final class JsonText {
  private final StringBuilder text = new StringBuilder();
  private boolean needsComma;

  /** A string with its quotes. */
  static String quoted(String value) {
    return new JsonText().value(value).toString();
  }

  JsonText beginObject() {
    comma();
    text.append('{');
    needsComma = false;
    return this;
  }

  JsonText endObject() {
    text.append('}');
    needsComma = true;
    return this;
  }

  JsonText beginArray() {
    comma();
    text.append('[');
    needsComma = false;
    return this;
  }

  JsonText endArray() {
    text.append(']');
    needsComma = true;
    return this;
  }

  JsonText name(String name) {
    value(name);
    text.append(':');
    needsComma = false;
    return this;
  }

  JsonText value(String value) {
    comma();
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      character(value.charAt(i));
    }
    text.append('"');
    return this;
  }

  JsonText value(long value) {
    comma();
    text.append(value);
    return this;
  }

  /** A number; null if it is not finite. */
  JsonText value(double value) {
    comma();
    if (Double.isFinite(value)) {
      text.append(value);
    } else {
      text.append("null");
    }
    return this;
  }

  JsonText value(boolean value) {
    comma();
    text.append(value);
    return this;
  }

  /** Text that is JSON already; it is put on one line and made safe for a script block. */
  JsonText json(String json) {
    comma();
    for (int i = 0; i < json.length(); i++) {
      safe(Math.max(' ', json.charAt(i)));
    }
    return this;
  }

  /** An array of whole numbers. */
  JsonText values(int[] values) {
    beginArray();
    for (int value : values) {
      value(value);
    }
    return endArray();
  }

  private void comma() {
    if (needsComma) {
      text.append(',');
    }
    needsComma = true;
  }

  private void character(int c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append((char) c);
    } else {
      safe(c);
    }
  }

  private void safe(int c) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      text.append((char) c);
      return;
    }
    boolean plain = c >= ' ' && c < 0x7f && c != '<' && c != '>' && c != '&';
    if (plain || (c > 0xa0 && Character.isLetterOrDigit(c))) {
      text.append((char) c);
    } else {
      text.append("\\u").append(String.format(Locale.ROOT, "%04x", c));
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
