package dev.gossip.core.config;

import org.jspecify.annotations.Nullable;

/**
 * A configuration that is not valid. The message is one line: what is wrong, where it was
 * configured, and how to fix it.
 */
public final class ConfigurationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /**
   * @param message for users: problem, place and remedy
   */
  public ConfigurationException(String message) {
    super(oneLine(message));
  }

  /**
   * @param message for users: problem, place and remedy
   * @param cause for debugging
   */
  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(oneLine(message), cause);
  }

  /** Quoted values and messages of plugins may contain line breaks. */
  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
