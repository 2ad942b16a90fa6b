package dev.gossip.simulation.plan;

/**
 * The bandwidth of each direction of each link.
 *
 * @param bytesPerSecond 0 for no limit
 * @param queueBytes how many bytes may wait; more are lost
 */
public record Bandwidth(long bytesPerSecond, int queueBytes) {
  /** No limit. */
  public static final Bandwidth UNLIMITED = new Bandwidth(0, 0);

  // What a router may queue for a link, about 50 full datagrams; a guess.
  private static final int DEFAULT_QUEUE_BYTES = 64_000;

  /** Whether there is a limit. */
  public boolean isLimited() {
    return bytesPerSecond > 0;
  }

  static Bandwidth parse(String text) {
    if (text.strip().equals(OptionTexts.NONE)) {
      return UNLIMITED;
    }
    int colon = text.indexOf(':');
    return colon < 0
        ? new Bandwidth(OptionTexts.bytes(text, Long.MAX_VALUE), DEFAULT_QUEUE_BYTES)
        : new Bandwidth(
            OptionTexts.bytes(text.substring(0, colon), Long.MAX_VALUE),
            (int) OptionTexts.bytes(text.substring(colon + 1), Integer.MAX_VALUE));
  }

  @Override
  public String toString() {
    return isLimited() ? bytesPerSecond + ":" + queueBytes : OptionTexts.NONE;
  }
}
