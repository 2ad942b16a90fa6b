package dev.gossip.core.config;

import org.jspecify.annotations.Nullable;

/**
 * Something that was configured cannot be. The message is one line: what, where it stands, and what
 * to do about it.
 */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** With a message that is all a user needs. */
  public ConfigurationException(String message) {
    super(oneLine(message));
  }

  /** With a cause, for those who debug. */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
  }

  /** What is quoted, a value or what a plugin threw, may have line breaks. */
  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
