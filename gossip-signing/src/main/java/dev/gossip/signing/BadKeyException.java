package dev.gossip.signing;

import org.jspecify.annotations.Nullable;

/** Thrown if a file holds no usable key; the message says what is wrong and the remedy. */
class BadKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  BadKeyException(String message) {
    super(message);
  }

  BadKeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
