package dev.gossip.udp.link;

/** Texts about two nodes with one key. */
final class SecureIds {
  static final String COPIED_KEY_REMEDY =
      "give each node a key of its own: delete node.key in a copied data directory, or set"
          + " gossip.identity";

  private SecureIds() {}
}
