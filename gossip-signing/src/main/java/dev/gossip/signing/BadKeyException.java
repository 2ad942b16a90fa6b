package dev.gossip.signing;

import org.jspecify.annotations.Nullable;

/** A file holds no key that can be used: what is wrong with it, and the remedy. */
class BadKeyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  BadKeyException(String message) {
    super(message);
  }

  BadKeyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
