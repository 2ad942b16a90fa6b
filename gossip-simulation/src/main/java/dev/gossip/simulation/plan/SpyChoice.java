package dev.gossip.simulation.plan;

/**
 * Which nodes spy: a share of the nodes, or one supernode with several identities, or none.
 *
 * @param share share of the nodes that spy; 0 for none
 * @param supernode how many identities the supernode has, each linked to every node; 0 for none
 */
public record SpyChoice(double share, int supernode) {
  /** No spies. */
  public static final SpyChoice NONE = new SpyChoice(0, 0);

  private static final String SUPERNODE = "supernode:";
  private static final int MAX_LINKS = 100;

  /** Whether nobody spies. */
  public boolean isNone() {
    return share == 0 && supernode == 0;
  }

  static SpyChoice parse(String text) {
    if (text.startsWith(SUPERNODE)) {
      try {
        return new SpyChoice(
            0, OptionTexts.integer(text.substring(SUPERNODE.length()), 1, MAX_LINKS));
      } catch (IllegalArgumentException e) {
        throw new OptionPartException(SUPERNODE, e);
      }
    }
    return new SpyChoice(
        OptionTexts.explained(OptionTexts::share, text, ", or for example supernode:5"), 0);
  }

  @Override
  public String toString() {
    return supernode > 0 ? SUPERNODE + supernode : Double.toString(share);
  }
}
