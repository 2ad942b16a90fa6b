package dev.gossip.udp.secure;

/** Texts about ids that are not the expected ones. */
final class SecureIds {
  static final String COPIED_KEY_REMEDY =
      "give each node a key of its own: delete node.key in a copied data directory, or set"
          + " gossip.identity";
  static final String COPIED_KEY =
      "it has the same key as this node, so the same id; " + COPIED_KEY_REMEDY;

  private SecureIds() {}
}
