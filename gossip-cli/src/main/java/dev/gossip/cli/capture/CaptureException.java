package dev.gossip.cli.capture;

import java.io.IOException;

/** A capture is damaged or of another format. The message says what is wrong, without the file. */
final class CaptureException extends IOException {
  private static final long serialVersionUID = 1;

  CaptureException(String message) {
    super(message);
  }
}
