package dev.gossip.simulation.trace;

/**
 * A lifecycle change that the run applies to a node.
 *
 * <p>The trace hash contains the code, not the text. The codes are fixed numbers, so that traces of
 * different versions can be compared even if a text or the name of a constant changes. Never change
 * or reuse a code.
 */
public enum NodeChange {
  /** It was started later than the network. */
  STARTED("started", 1_316_806_720),
  /** It crashed. */
  CRASHED("crashed", 1_025_385_094),
  /** It was restarted without memory. */
  RESTARTED("restarted", 539_924_958),
  /** It was restarted with its memory. */
  RESTARTED_KEEPING_STATE("restarted with its state", -409_481_234),
  /** It was paused. */
  PAUSED("paused", -995_321_554),
  /** It continued after a pause. */
  RESUMED("resumed", 1_097_547_223);

  private final String text;
  private final int code;

  NodeChange(String text, int code) {
    this.text = text;
    this.code = code;
  }

  /** For people, in the readable trace. */
  public String text() {
    return text;
  }

  /** For the trace hash. */
  public int code() {
    return code;
  }
}
