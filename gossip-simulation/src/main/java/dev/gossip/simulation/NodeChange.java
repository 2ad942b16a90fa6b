package dev.gossip.simulation;

/**
 * A lifecycle change that the run applies to a node.
 *
 * <p>The trace hash contains the code, not the text. The codes are fixed numbers, so that traces of
 * different versions can be compared even if a text or the name of a constant changes. Never change
 * or reuse a code.
 */
enum NodeChange {
  CRASHED("crashed", 1_025_385_094),
  RESTARTED("restarted", 539_924_958),
  RESTARTED_WITH_STATE("restarted with its state", -409_481_234),
  PAUSED("paused", -995_321_554),
  RESUMED("resumed", 1_097_547_223);

  private final String text;
  private final int code;

  NodeChange(String text, int code) {
    this.text = text;
    this.code = code;
  }

  /** For people, in the readable trace. */
  String text() {
    return text;
  }

  /** For the trace hash. */
  int code() {
    return code;
  }
}
